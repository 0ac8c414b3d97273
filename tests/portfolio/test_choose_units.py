import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from centres.gates import Refused
from centres.models import AuditEvent, Role
from portfolio.models import CriterionProgress, EvidenceLink, Registration, UnitEnrolment
from portfolio.services.choose_units import choose_units
from portfolio.services.drop_unit import drop_unit
from portfolio.services.withdraw_evidence import withdraw_evidence
from tests import factories
from tests.cast import Cast
from tests.catalogue import load_only
from tests.portfolio.acts import chosen, codes, ready, submitted
from units.models import Competence, RegistrationExtension, Specification

pytestmark = pytest.mark.core


def test_choosing_twice_is_choosing_once(cast: Cast) -> None:
    first = chosen(cast, 2)
    assert [enrolment.unit.code for enrolment in first] == ["X/101", "X/102"]
    assert chosen(cast, 2) == first
    rows = CriterionProgress.objects.filter(enrolment__in=first)
    assert sorted(rows.values_list("enrolment__unit__code", "criterion__number", "state")) == [
        (code, number, "none") for code in ("X/101", "X/102") for number in ("1.1", "1.2", "2.1")
    ]
    assert AuditEvent.objects.filter(verb="unit.chosen").count() == 2


def test_the_candidate_their_assessor_and_an_admin_choose(cast: Cast) -> None:
    units = list(cast.specification.units.all())
    for actor, unit in zip((cast.carol, cast.bob, cast.alice), units, strict=False):
        choose_units(actor=actor, registration=cast.registration, units=[unit])
    assert cast.registration.enrolments.count() == 3
    for actor in (cast.dan, cast.bea, cast.charlie[Role.ADMIN], cast.charlie[Role.CANDIDATE]):
        with pytest.raises(Refused) as caught:
            choose_units(actor=actor, registration=cast.registration, units=[units[3]])
        assert codes(caught) == ["not_yours"]


def test_nothing_ticked_and_a_strange_unit_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        choose_units(actor=cast.carol, registration=cast.registration, units=[])
    assert codes(caught) == ["no_unit"]
    with pytest.raises(Refused) as caught:
        choose_units(actor=cast.carol, registration=cast.registration, units=[factories.unit("Z/9")])
    assert set(codes(caught)) == {"not_in_structure", "nobody_competent"}
    assert not UnitEnrolment.objects.exists()


def test_a_unit_that_expired_before_the_registration_is_refused(cast: Cast) -> None:
    unit = cast.specification.units.first()
    unit.expires_on = dt.date(2014, 12, 31)
    with pytest.raises(Refused, match="expired on 31 December 2014"):
        choose_units(actor=cast.carol, registration=cast.registration, units=[unit])


def test_an_extension_of_the_body_opens_a_unit_that_expired(cast: Cast) -> None:
    unit = cast.specification.units.first()
    unit.expires_on = dt.date(2014, 12, 31)
    until = {"until": cast.registration.registered_on, "reference": "PQ/7", "recorded_by": cast.alice}
    RegistrationExtension.objects.create(approval=cast.approval, **until)
    assert choose_units(actor=cast.carol, registration=cast.registration, units=[unit])


def test_a_unit_without_an_expiry_is_open_and_one_of_a_later_day_is_not_yet(cast: Cast) -> None:
    unit = cast.specification.units.first()
    Registration.objects.filter(pk=cast.registration.pk).update(registered_on=dt.date(2010, 1, 31))
    unit.available_from = dt.date(2010, 2, 1)
    with pytest.raises(Refused, match="is for registrations from 1 February 2010, and this one is of 31 January 2010"):
        choose_units(actor=cast.carol, registration=cast.registration, units=[unit])
    Registration.objects.filter(pk=cast.registration.pk).update(registered_on=dt.date(2010, 2, 1))
    assert choose_units(actor=cast.carol, registration=cast.registration, units=[unit])


# The two certificates 4417 ----------------------------------------------------------------------------------------
def on_4417(cast: Cast, code: str) -> Registration:
    specification = load_only(code, "cg-4417")
    factories.approval(cast.centre, specification)
    for person in (cast.bob, cast.ivan):
        factories.competence(person, specification, recorded_by=cast.alice)
    return factories.registration(cast.carol, specification, assessor=cast.bob, recorded_by=cast.alice)


def choose(cast: Cast, registration: Registration, *numbers: str) -> list[UnitEnrolment]:
    units = list(registration.specification.units.filter(number__in=numbers))
    return choose_units(actor=cast.carol, registration=registration, units=units)


@pytest.mark.parametrize(("code", "numbers"), [("cg-4417-2", ("201", "202")), ("cg-4417-3", ("301", "372"))])
def test_a_component_is_assessed_as_a_whole_and_has_no_criteria_to_decide(
    cast: Cast, code: str, numbers: tuple[str, ...]
) -> None:
    made = choose(cast, on_4417(cast, code), *numbers)
    assert [(row.unit.number, row.whole, row.criteria.count()) for row in made] == [
        (number, True, 0) for number in numbers
    ]
    (plain,) = choose_units(
        actor=cast.carol, registration=cast.registration, units=[cast.specification.units.order_by("code")[0]]
    )
    assert (plain.whole, plain.criteria.count()) == (False, 3)


def test_two_ways_of_assessing_one_unit_are_not_both_chosen(cast: Cast) -> None:
    registration = on_4417(cast, "cg-4417-2")
    with pytest.raises(Refused) as caught:
        choose(cast, registration, "201", "271", "202", "272")
    assert codes(caught) == ["barred_pair", "barred_pair"]
    assert caught.value.blockers[0].message == (
        "4417-201 and 4417-271 are two ways of assessing “Delivery of effective customer service”: one of them counts."
    )
    assert len(choose(cast, registration, "201", "272")) == 2
    with pytest.raises(Refused, match="4417-202 and 4417-272") as caught:
        choose(cast, registration, "202")
    assert caught.value.blockers[0].detail == "4417-272 is chosen already. Take it out first, or leave the other."


def test_units_that_the_rule_bars_together_are_not_both_chosen(cast: Cast) -> None:
    clause = {"kind": "barred_together", "units": ["X/201", "X/202"], "source": "invented:4"}
    rule = cast.specification.rule
    Specification.objects.filter(pk=cast.specification.pk).update(rule=rule | {"clauses": [*rule["clauses"], clause]})
    cast.registration.refresh_from_db()
    with pytest.raises(Refused) as caught:
        chosen(cast, 4)
    assert codes(caught) == ["barred_pair"]
    assert len(chosen(cast, 3)) == 3


@pytest.mark.parametrize(
    ("people", "enough"),
    [
        (["both", "also"], False),
        (["bob", "bea"], False),
        (["ivan"], False),
        (["tess", "ivan"], False),
        (["both", "ivan"], True),
        (["bob", "also"], True),
    ],
)
def test_a_unit_needs_one_assessor_and_one_different_iqa(cast: Cast, people: list[str], enough: bool) -> None:
    """Pat is both; a trainee's decisions need a signature of somebody who is not one."""
    both = factories.member(cast.centre, Role.ASSESSOR, "Pat Both")
    also = both.user.memberships.create(centre=cast.centre, role=Role.IQA)
    for person in (both, also):
        factories.competence(person, cast.specification, recorded_by=cast.alice)
    members = {"both": both, "also": also, "bob": cast.bob, "bea": cast.bea, "ivan": cast.ivan, "tess": cast.tess}
    Competence.objects.exclude(membership__in=[members[name] for name in people]).delete()
    if enough:
        assert chosen(cast)
        return
    with pytest.raises(Refused, match="needs one assessor and one different IQA") as caught:
        chosen(cast)
    assert codes(caught) == ["nobody_competent"]


def test_a_unit_can_be_dropped_until_something_is_submitted(cast: Cast) -> None:
    one, two = chosen(cast, 2)
    draft = ready(cast, [*one.criteria.all(), *two.criteria.all()])
    drop_unit(actor=cast.carol, enrolment=one)
    drop_unit(actor=cast.carol, enrolment=one)
    assert list(cast.registration.enrolments.all()) == [two]
    assert EvidenceLink.objects.filter(evidence=draft).count() == 3
    item = submitted(cast, two.criteria.all(), b"words")
    withdraw_evidence(actor=cast.carol, evidence=item, reason="Wrong file")
    with pytest.raises(Refused) as caught:
        drop_unit(actor=cast.carol, enrolment=two)
    assert codes(caught) == ["unit_begun"]


def test_units_chosen_before_results_were_recorded_are_whole_unless_they_were_begun(cast: Cast) -> None:
    """`portfolio.0014_untouched_wholes`."""
    unit = factories.whole_unit("T/2", "assignment")
    untouched = factories.enrolment(cast.registration, unit)
    begun = factories.enrolment(cast.other_registration, unit)
    factories.evidence(cast.other_registration, progress=list(begun.criteria.all()[:1]))
    plain = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[0])
    import_module("portfolio.migrations.0014_untouched_wholes").free_untouched(apps, None)
    rows = UnitEnrolment.objects.in_bulk()
    found = [(rows[row.pk].whole, rows[row.pk].criteria.count()) for row in (untouched, begun, plain)]
    assert found == [(True, 0), (False, 4), (False, 3)]
