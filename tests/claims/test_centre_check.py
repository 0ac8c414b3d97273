"""The rule checked for everybody at once says what is said of each candidate alone."""

import datetime as dt
from typing import Any

import pytest

from centres.models import Role
from claims.models.claim import Kind
from claims.selectors.centre_check import Check, check
from claims.states import ClaimState
from portfolio.models import Registration
from portfolio.states import UnitState
from tests import factories
from tests.cast import Cast
from tests.claims import story
from tests.claims.agreement import disagreements
from tests.claims.test_units_from_elsewhere import rule_with
from units.models import Specification, Unit

pytestmark = pytest.mark.core


def checked(registration: Registration) -> Check:
    return check(Registration.objects.filter(pk=registration.pk))[0]


def another(cast: Cast, name: str) -> Registration:
    candidate = factories.member(cast.centre, Role.CANDIDATE, name)
    return factories.registration(candidate, cast.specification, assessor=cast.bob, recorded_by=cast.alice)


def a_unit_at_every_stage(cast: Cast) -> None:
    """Chosen, signed off, awaiting, cleared, cleared and on hold, cleared once and signed off again."""
    story.enrolled(cast.other_registration, "X/101")
    factories.sign_off(story.enrolled(cast.other_registration, "X/102"), assessor=cast.bob)
    factories.sign_off(story.enrolled(cast.other_registration, "X/201"), assessor=cast.tess)
    again = another(cast, "Gus Gale")
    for code in ("X/101", "X/102", "X/202"):
        story.cleared(again, code, assessor=cast.bob, iqa=cast.ivan)
    again.enrolments.filter(unit__code="X/102").update(state=UnitState.HOLD)
    factories.sign_off(again.enrolments.get(unit__code="X/202"), assessor=cast.bob)


def units_of_other_editions(cast: Cast) -> None:
    """One that the edition has in a later edition, and one that it has not at all."""
    registration = another(cast, "Fay Fox")
    later = Unit.objects.create(code="X/101", edition=2, title="Unit X/101", level=4, credit=9)
    for unit in (later, factories.unit("X/999", credit=7)):
        facts = {"qualification": cast.specification.qualification, "unit": unit, "basis": "Award in Assessing"}
        cast.bob.competences.create(valid_from=dt.date(2024, 1, 1), recorded_by=cast.alice, **facts)
        enrolment = factories.enrolment(registration, unit)
        story.sampled(factories.sign_off(enrolment, assessor=cast.bob), cast.ivan, "agreed")


def no_rule(cast: Cast) -> Registration:
    specification = factories.specification([factories.unit("Y/101", credit=3), factories.unit("Y/102")])
    type(specification).objects.filter(pk=specification.pk).update(rule=None)
    factories.competence(cast.bob, specification, recorded_by=cast.alice)
    candidate = factories.member(cast.centre, Role.CANDIDATE, "Nora Nil")
    registration = factories.registration(candidate, specification, assessor=cast.bob, recorded_by=cast.alice)
    story.cleared(registration, "Y/101", assessor=cast.bob, iqa=cast.ivan)
    return registration


def test_it_says_of_everybody_what_their_standing_says(cast: Cast) -> None:
    story.claimed(cast, story.ready(cast), printed=False)
    a_unit_at_every_stage(cast)
    units_of_other_editions(cast)
    no_rule(cast)
    assert disagreements() == []
    told = {one.candidate: (one.credits, bool(one.prospect and one.prospect.met)) for one in check(everybody())}
    assert told == {
        "Carol Cole": ((15, 15), True),
        "Dan Dale": ((0, 15), True),
        "Fay Fox": ((5, 15), False),
        "Gus Gale": ((5, 15), True),
        "Nora Nil": ((3, 0), False),
    }


def everybody() -> Any:
    return Registration.objects.all()


def test_a_unit_from_elsewhere_counts_for_both_where_the_rule_lets_it(cast: Cast) -> None:
    rule = rule_with({"level": 4, "scope": "exactly"})
    Specification.objects.filter(pk=cast.specification.pk).update(rule=rule)
    units_of_other_editions(cast)
    assert disagreements() == []
    fay = next(one for one in check(everybody()) if one.candidate == "Fay Fox")
    assert fay.verdict is not None
    assert (fay.credits_cleared, fay.verdict.counted) == (16, ("X/101",))
    Unit.objects.filter(code="X/999").update(credit=5)
    assert disagreements() == []
    [outcome] = [one.verdict for one in check(everybody()) if one.candidate == "Fay Fox"]
    assert outcome is not None
    assert outcome.counted == ("X/101", "X/999")


def test_it_names_what_fails_and_how_far_it_is(cast: Cast) -> None:
    one = checked(story.ready(cast, ["X/101"]))
    assert (one.may_pass, one.credits, one.left) == (False, (5, 15), 10)
    assert [(clause.title, clause.short) for clause in one.failing] == [
        ("At least 15 credits in all", 10),
        ("Both units of Group A", 5),
        ("At least 5 credits from Group B", 5),
    ]


def test_a_claim_may_be_made_where_the_rule_holds_or_its_readings_differ(cast: Cast) -> None:
    met, held = checked(story.ready(cast)), checked(story.proqual(cast, story.P2))
    assert (met.may_pass, met.failing, met.claim) == (True, [], "")
    assert held.verdict is not None
    assert (held.may_pass, held.verdict.met, held.verdict.held) == (True, False, True)
    assert not checked(no_rule(cast)).may_pass


def test_the_live_full_claim_is_named_and_no_other(cast: Cast) -> None:
    registration = story.ready(cast)
    story.claimed(cast, registration, Kind.UNIT)
    assert checked(registration).claim == ""
    story.claimed(cast, registration, printed=False)
    assert checked(registration).claim == ClaimState.QUEUED


def test_three_candidates_are_checked_in_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    story.ready(cast)
    with django_assert_num_queries(7):
        assert len(check(Registration.objects.filter(pk=cast.registration.pk))) == 1
    a_unit_at_every_stage(cast)
    units_of_other_editions(cast)
    with django_assert_num_queries(7):
        assert len(check(everybody())) == 4


def test_nobody_registered_is_nobody_checked(db: None) -> None:
    assert check(everybody()) == []
