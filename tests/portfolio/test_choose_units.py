import datetime as dt

import pytest

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
from units.models import Competence, Criterion, RegistrationExtension, Specification, Unit

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


@pytest.mark.parametrize(
    ("code", "test", "assignment"),
    [
        ("cg-4417-2", "201", "271"),
        ("cg-4417-2", "272", "202"),
        ("cg-4417-3", "371", "301"),
        ("cg-4417-3", "372", "302"),
    ],
)
def test_a_component_with_a_test_of_the_body_names_its_assignment(
    cast: Cast, code: str, test: str, assignment: str
) -> None:
    """201 and 271 share a reference, 202 and 272 do not: the rule pairs them (domain.md X30)."""
    registration = on_4417(cast, code)
    with pytest.raises(Refused) as caught:
        choose(cast, registration, test)
    (blocker,) = caught.value.blockers
    unit = registration.specification.units.get(number=test)
    assert (blocker.message, blocker.detail) == (
        f"{unit} is assessed by the awarding organisation's test.",
        f"Attest cannot record a test result yet; choose the assignment 4417-{assignment}.",
    )
    (made,) = choose(cast, registration, assignment)
    assert made.criteria.count() == Criterion.objects.filter(outcome__unit=made.unit).count() > 0


def test_without_an_assignment_another_unit_has_to_be_chosen(cast: Cast) -> None:
    unit = cast.specification.units.first()
    unit.method = "test"
    with pytest.raises(Refused) as caught:
        choose_units(actor=cast.carol, registration=cast.registration, units=[unit])
    assert caught.value.blockers[0].detail == "Attest cannot record a test result yet; choose another unit."


def test_two_ways_of_assessing_one_unit_are_not_both_chosen(cast: Cast) -> None:
    registration = on_4417(cast, "cg-4417-2")
    Unit.objects.filter(scheme="4417").update(method="assignment")
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
