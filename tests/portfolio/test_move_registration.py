"""A candidate stays on the edition they registered under until an admin moves them (domain.md R6)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Role
from portfolio.models import EvidenceLink, Registration
from portfolio.moving import unit_moves
from portfolio.selectors.units import signed_off, unit_line, unit_lines
from portfolio.services.choose_units import choose_units
from portfolio.services.move_registration import move_registration
from portfolio.states import RegistrationState
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, codes, ready, submitted
from tests.portfolio.editions import next_edition, next_unit, renewed
from units.models import Competence, RegistrationExtension, Specification

pytestmark = pytest.mark.core


def move(cast: Cast, specification: Specification, **more: Any) -> Registration:
    fields = {"actor": cast.alice, "registration": cast.registration, "reason": "The body closes edition 1."}
    return move_registration(**fields | {"specification": specification} | more)


def refused(cast: Cast, specification: Specification, **more: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        move(cast, specification, **more)
    return codes(caught)


def editions(registration: Registration) -> list[tuple[str, int]]:
    return list(registration.enrolments.order_by("unit__code").values_list("unit__code", "unit__edition"))


def test_units_begun_stay_in_their_edition_and_the_others_change(cast: Cast) -> None:
    specification = renewed(cast)
    one, two, three, four = chosen(cast, 4)
    submitted(cast, list(two.criteria.in_order())[:1])
    moved = move(cast, specification)
    assert (moved.specification, moved.moved_on) == (specification, timezone.localdate())
    assert editions(moved) == [("X/101", 1), ("X/102", 1), ("X/201", 2), ("X/202", 1)]
    numbers = [list(row.criteria.in_order().values_list("criterion__number", "state")) for row in (two, three)]
    assert numbers == [
        [("1.1", "sent"), ("1.2", "none"), ("2.1", "none")],
        [("1.1", "none"), ("1.2", "none"), ("2.1", "none"), ("2.2", "none")],
    ]
    assert [row.pk for row in moved.enrolments.order_by("unit__code")] == [one.pk, two.pk, three.pk, four.pk]


def test_it_is_recorded_once_with_what_became_of_each_unit(cast: Cast) -> None:
    specification = renewed(cast)
    _, two, _, _ = chosen(cast, 4)
    submitted(cast, list(two.criteria.all()))
    for _ in range(2):
        move(cast, specification, reason=" The body closes edition 1. ")
    assert AuditEvent.objects.get(verb="candidate.edition_changed").facts == {
        "before": "1",
        "edition": "2",
        "reason": "The body closes edition 1.",
        "same": ["X/101"],
        "stays": ["X/102"],
        "changes": ["X/201"],
        "leaves": ["X/202"],
    }


def test_a_draft_does_not_hold_a_unit_and_loses_its_ticks_there(cast: Cast) -> None:
    specification = renewed(cast)
    one, two = chosen(cast, 2)
    draft = ready(cast, [*one.criteria.all(), *two.criteria.all()])
    assert [row.fate for row in unit_moves(cast.registration, specification)] == ["same", "changes"]
    move(cast, specification)
    links = EvidenceLink.objects.filter(evidence=draft)
    assert set(links.values_list("progress__enrolment__unit__code", flat=True)) == {"X/101"}


def test_what_was_signed_off_counts_by_its_code_and_what_is_gone_does_not(cast: Cast) -> None:
    specification = renewed(cast)
    for enrolment in chosen(cast, 4):
        factories.sign_off(enrolment, assessor=cast.bob)
    moved = move(cast, specification)
    lines = unit_lines(moved)
    assert [(line.enrolment.unit.code, line.group, line.note) for line in lines] == [
        ("X/101", "Group A", ""),
        ("X/102", "Group A", "begun in another edition"),
        ("X/201", "Group B", "begun in another edition"),
        ("X/202", "", "not in this edition, does not count"),
    ]
    assert unit_line(lines[1].enrolment).note == lines[1].note
    award = signed_off(moved, lines)
    assert award.outcome is not None
    assert (award.have, award.need, award.outcome.met, award.outcome.surplus) == (15, 15, True, ("X/202",))


def test_after_the_move_a_unit_begun_before_is_chosen_already(cast: Cast) -> None:
    specification = renewed(cast)
    (_, begun) = chosen(cast, 2)
    submitted(cast, list(begun.criteria.all()))
    moved = move(cast, specification)
    units = list(specification.units.filter(code__in=["X/102", "X/203"]))
    made = choose_units(actor=cast.carol, registration=moved, units=units)
    assert [(row.unit.code, row.unit.edition) for row in made] == [("X/102", 1), ("X/203", 1)]
    with pytest.raises(Refused) as caught:
        choose_units(actor=cast.carol, registration=moved, units=list(cast.specification.units.filter(code="X/202")))
    assert codes(caught) == ["not_in_structure"]


def test_only_an_admin_of_the_centre_moves_with_a_reason(cast: Cast) -> None:
    specification = renewed(cast)
    for actor in (cast.bob, cast.ivan, cast.carol):
        assert refused(cast, specification, actor=actor) == ["role"]
    with pytest.raises(Registration.DoesNotExist):
        move(cast, specification, actor=cast.charlie[Role.ADMIN])
    assert refused(cast, specification, reason=" ") == ["no_reason"]
    assert move(cast, specification).specification == specification


def test_only_to_an_edition_of_the_same_qualification_that_the_centre_has(cast: Cast) -> None:
    other = factories.specification([factories.unit(f"Y/{number}") for number in (1, 2, 3)])
    assert refused(cast, other) == ["another_qualification"]
    units = list(cast.specification.units.all())
    theirs = next_edition(cast, *units, centre=cast.charlie[Role.ADMIN].centre)
    assert refused(cast, theirs) == ["another_qualification"]
    assert move(cast, next_edition(cast, *units, centre=cast.centre)).specification.centre == cast.centre


def test_a_registration_that_is_over_stays_where_it_ended(cast: Cast) -> None:
    specification = renewed(cast)
    Registration.objects.filter(pk=cast.registration.pk).update(state=RegistrationState.COMPLETED)
    assert refused(cast, specification) == ["registration_over"]
    Registration.objects.filter(pk=cast.registration.pk).update(state=RegistrationState.ACTIVE)
    assert move(cast, specification).specification == specification


@time_machine.travel("2026-11-20 12:00")
def test_the_edition_has_to_take_the_registration(cast: Cast) -> None:
    Registration.objects.filter(pk=cast.registration.pk).update(registered_on=dt.date(2026, 8, 1))
    cast.registration.refresh_from_db()
    specification = renewed(cast, registration_from=dt.date(2026, 11, 21), registration_until=dt.date(2026, 7, 31))
    with pytest.raises(
        Refused, match=r"Edition 2 opens on 21 November 2026\.; .* until 31 July 2026; .* 1 August 2026"
    ):
        move(cast, specification)
    assert refused(cast, specification) == ["edition_not_open", "edition_closed"]
    RegistrationExtension.objects.create(
        approval=cast.approval, until=dt.date(2026, 8, 1), reference="PQ/7", recorded_by=cast.alice
    )
    assert refused(cast, specification) == ["edition_not_open"]
    with time_machine.travel("2026-11-21 12:00"):
        assert move(cast, specification).moved_on == dt.date(2026, 11, 21)


def test_nobody_is_on_one_edition_twice(cast: Cast) -> None:
    specification = renewed(cast)
    second = factories.registration(cast.carol, specification, assessor=cast.bob, recorded_by=cast.alice)
    assert refused(cast, specification) == ["registered_already"]
    second.delete()
    assert move(cast, specification).specification == specification


def test_a_unit_begun_with_other_credits_is_the_bodys_question(cast: Cast) -> None:
    old = list(cast.specification.units.all())
    specification = next_edition(cast, next_unit(old[0], credit=6), *old[1:])
    (begun,) = chosen(cast)
    submitted(cast, list(begun.criteria.all()))
    with pytest.raises(Refused, match="begun with 5 credits at Level 4; in edition 2 it has 6 at Level 4") as caught:
        move(cast, specification)
    assert codes(caught) == ["counts_otherwise X/101"]
    specification.units.filter(code="X/101").update(credit=5)
    assert move(cast, specification).specification == specification


def test_a_unit_that_changes_has_to_be_one_that_could_be_chosen(cast: Cast) -> None:
    specification = renewed(cast)
    chosen(cast, 2)
    new = specification.units.get(code="X/102")
    Competence.objects.filter(unit=new, membership__in=[cast.ivan, cast.iris]).delete()
    new.expires_on = dt.date(2014, 12, 31)
    new.save(update_fields=["expires_on"])
    with pytest.raises(
        Refused, match=r"expired on 31 December 2014, .*, and it needs one assessor and one different IQA"
    ):
        move(cast, specification)
    assert refused(cast, specification) == ["not_deliverable X/102"]
    submitted(cast, list(cast.registration.enrolments.get(unit__code="X/102").criteria.all()))
    assert move(cast, specification).specification == specification


def test_units_of_a_new_edition_are_open_to_those_who_are_moved_to_it_later(cast: Cast) -> None:
    specification = renewed(cast)
    Registration.objects.filter(pk=cast.registration.pk).update(registered_on=dt.date(2024, 6, 1))
    cast.registration.refresh_from_db()
    new = specification.units.get(code="X/203")
    new.available_from = dt.date(2025, 1, 1)
    new.save(update_fields=["available_from"])
    moved = move(cast, specification)
    assert choose_units(actor=cast.carol, registration=moved, units=[new])
