"""Everything that stops a claim, at once, each with its owner; and nothing else."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment.models import Appeal
from assessment.states import AppealState
from centres.gates import Blocker
from centres.models import Membership, Role
from claims.gates import claim_gate
from claims.models.claim import Kind
from iqa.models import SamplingPolicy, SamplingRound
from portfolio.models import CriterionProgress, Registration
from portfolio.states import CriterionState, RegistrationState, UnitState, move
from tests import factories
from tests.cast import Cast
from tests.claims import story
from units.models import ExternalAccess, QualificationApproval, Specification

pytestmark = pytest.mark.core


def stops(cast: Cast, registration: Registration, kind: Kind = Kind.FULL) -> list[Blocker]:
    return claim_gate.blockers(actor=cast.alice, registration=registration, kind=kind)


def codes(cast: Cast, registration: Registration, kind: Kind = Kind.FULL) -> list[str]:
    return [blocker.code for blocker in stops(cast, registration, kind)]


def the_only(blockers: list[Blocker]) -> Blocker:
    [blocker] = blockers
    return blocker


def test_nothing_stops_a_candidate_whose_cleared_units_meet_the_rule(cast: Cast) -> None:
    assert stops(cast, story.ready(cast)) == []


def test_every_failing_clause_is_named_in_the_engines_words(cast: Cast) -> None:
    story.ready(cast, ["X/101"])
    first, second, third = stops(cast, cast.registration)
    assert (first.message, first.detail) == (
        "At least 15 credits in all: 10 short.",
        "10 credits short: 5 of 15 count. Achieve 10 more credits in all: at least 2 more units. Source: invented:1.",
    )
    assert second.message == "Both units of Group A: 5 short."
    assert "Achieve “Unit X/102” (X/102, 5 credits)." in second.detail
    assert third.message == "At least 5 credits from Group B: 5 short."
    assert {blocker.owner for blocker in (first, second, third)} == {"Bob Brown"}


def test_a_unit_under_way_says_how_far_it_is_and_whose_move_it_is(cast: Cast) -> None:
    story.ready(cast, ["X/101", "X/102"])
    under_way = story.enrolled(cast.registration, "X/201")
    rows = list(under_way.criteria.in_order())
    CriterionProgress.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(state=CriterionState.MET)
    since = timezone.now() - dt.timedelta(days=6)
    CriterionProgress.objects.filter(pk=rows[2].pk).update(state=CriterionState.SENT, since=since)
    unit = stops(cast, cast.registration)[0]
    assert (unit.message, unit.detail, unit.owner, unit.since) == (
        "“Unit X/201” is not signed off.",
        "2 of 3 criteria met, 1 waits for a decision.",
        "Bob Brown",
        since,
    )
    assert unit.link == f"/units/{under_way.pk}/" or str(under_way.pk) in unit.link


def test_a_unit_that_waits_for_evidence_is_the_candidates(cast: Cast) -> None:
    story.ready(cast, ["X/101", "X/102"])
    story.enrolled(cast.registration, "X/201")
    unit = next(one for one in stops(cast, cast.registration) if one.code == "in_progress X/201")
    assert (unit.detail, unit.owner) == ("0 of 3 criteria met, the rest waits for evidence.", "Carol Cole")


def test_a_unit_that_the_rule_does_not_need_stops_nothing(cast: Cast) -> None:
    story.ready(cast)
    story.enrolled(cast.registration, "X/202")
    assert stops(cast, cast.registration) == []


def test_a_countersignature_is_awaited_from_the_countersigner(cast: Cast) -> None:
    story.ready(cast, ["X/101", "X/102"])
    factories.sign_off(story.enrolled(cast.registration, "X/201"), assessor=cast.tess)
    unit = next(one for one in stops(cast, cast.registration) if one.code == "awaiting X/201")
    assert (unit.message, unit.owner, unit.owner_role) == (
        "“Unit X/201” awaits a countersignature.",
        "Bea Black",
        "countersigner",
    )


def test_a_signed_off_unit_waits_for_its_iqa_or_for_a_round(cast: Cast) -> None:
    story.ready(cast, ["X/101", "X/102"])
    sign_off = factories.sign_off(story.enrolled(cast.registration, "X/201"), assessor=cast.bob)

    def unit() -> Blocker:
        return next(one for one in stops(cast, cast.registration) if one.code == "not_assured X/201")

    assert (unit().owner, unit().detail) == ("IQA", "No sampling round has contained it yet.")
    policy = SamplingPolicy.objects.create(centre=cast.centre, percent=50, set_by=cast.ivan)
    SamplingRound.objects.create(
        centre=cast.centre,
        qualification=cast.specification.qualification,
        policy=policy,
        seed="1",
        algorithm="test",
        population=[{"id": str(sign_off.pk)}],
        drawn_by=cast.iris,
    )
    assert (unit().owner, unit().detail) == ("Iris Inch", "It is cleared when its sampling round is closed.")
    story.sampled(sign_off, cast.ivan)
    assert (unit().owner, unit().detail) == ("Ivan Ives", "It was picked for sampling and has no finding yet.")


def test_a_unit_on_hold_stops_a_full_claim_even_where_the_rule_does_not_need_it(cast: Cast) -> None:
    story.ready(cast)
    held = story.enrolled(cast.registration, "X/202")
    story.sampled(factories.sign_off(held, assessor=cast.bob), cast.ivan, "action")
    unit = the_only(stops(cast, cast.registration))
    assert (unit.code, unit.owner, unit.detail) == (
        "on_hold X/202",
        "Bob Brown",
        "“Date the discussion record.” Open, due on 31 January 2030.",
    )
    assert stops(cast, cast.registration, Kind.UNIT) == []


@pytest.mark.parametrize("kind", Kind)
def test_a_registration_that_is_over_is_not_claimed_on(cast: Cast, kind: Kind) -> None:
    story.ready(cast)
    Registration.objects.filter(pk=cast.registration.pk).update(state=RegistrationState.WITHDRAWN)
    blocker = the_only(stops(cast, cast.registration, kind))
    assert blocker.message == "The registration of Carol Cole is withdrawn."
    assert blocker.yours


@pytest.mark.parametrize("kind", Kind)
def test_nobody_claims_their_own_certificate(cast: Cast, kind: Kind) -> None:
    story.ready(cast)
    also_admin = Membership.objects.create(user=cast.carol.user, centre=cast.centre, role=Role.ADMIN)
    found = claim_gate.blockers(actor=also_admin, registration=cast.registration, kind=kind)
    assert the_only(found).code == "own_certificate"


@pytest.mark.parametrize("kind", Kind)
def test_the_centres_approval_has_to_hold_today(cast: Cast, kind: Kind) -> None:
    story.ready(cast)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    QualificationApproval.objects.filter(pk=cast.approval.pk).update(approved_until=yesterday)
    blocker = the_only(stops(cast, cast.registration, kind))
    assert (blocker.code, blocker.since, blocker.yours) == ("not_approved", yesterday, True)


def without_direct_claims(cast: Cast) -> None:
    QualificationApproval.objects.filter(pk=cast.approval.pk).update(
        direct_claims_until=timezone.localdate() - dt.timedelta(days=1)
    )


def test_without_direct_claims_status_an_eqa_releases_each_unit_of_a_full_claim(cast: Cast) -> None:
    registration = story.ready(cast)
    without_direct_claims(cast)
    for enrolment in registration.enrolments.filter(unit__code__in=["X/101", "X/102"]):
        story.released(enrolment, cast.eve)
    blocker = the_only(stops(cast, registration))
    assert (blocker.message, blocker.owner) == ("1 unit is not released by an EQA.", "Eve Ember")
    assert blocker.detail.endswith("so an EQA releases each unit first: “Unit X/201”.")
    story.released(registration.enrolments.get(unit__code="X/201"), cast.eve)
    assert stops(cast, registration) == []


def test_without_direct_claims_status_released_units_can_go_on_a_unit_claim(cast: Cast) -> None:
    registration = story.ready(cast)
    without_direct_claims(cast)
    assert the_only(stops(cast, registration, Kind.UNIT)).message == "3 units are not released by an EQA."
    story.released(registration.enrolments.get(unit__code="X/101"), cast.eve)
    assert stops(cast, registration, Kind.UNIT) == []


def test_where_no_eqa_has_access_the_admin_gives_it(cast: Cast) -> None:
    registration = story.ready(cast)
    without_direct_claims(cast)
    ExternalAccess.objects.all().delete()
    assert the_only(stops(cast, registration)).yours


def test_without_a_rule_only_unit_certificates_can_be_claimed(cast: Cast) -> None:
    registration = story.ready(cast)
    Specification.objects.filter(pk=cast.specification.pk).update(rule=None)
    blocker = the_only(stops(cast, registration))
    assert (blocker.code, blocker.link_text) == ("no_rule", "Open the qualification")
    assert blocker.detail.startswith(
        "Whether the units earn the qualification cannot be checked. Claim unit certificates;"
    )
    assert codes(cast, registration, Kind.UNIT) == []


def test_a_unit_claim_needs_a_unit_that_no_certificate_lists(cast: Cast) -> None:
    assert the_only(stops(cast, cast.registration, Kind.UNIT)).message == "No unit is cleared yet."
    story.ready(cast, ["X/101"])
    assert stops(cast, cast.registration, Kind.UNIT) == []
    story.claimed(cast, cast.registration, Kind.UNIT, printed=False)
    found = the_only(stops(cast, cast.registration, Kind.UNIT))
    assert found.message == "Every cleared unit is on a claim already."


def test_every_reason_is_named_at_once(cast: Cast) -> None:
    story.ready(cast, ["X/101"])
    without_direct_claims(cast)
    QualificationApproval.objects.filter(pk=cast.approval.pk).update(approved_until=dt.date(2024, 6, 1))
    story.sampled(
        factories.sign_off(story.enrolled(cast.registration, "X/102"), assessor=cast.bob), cast.ivan, "action"
    )
    story.enrolled(cast.registration, "X/201")
    assert set(codes(cast, cast.registration)) == {
        "not_approved",
        "not_released",
        "clause $.clauses[0]",
        "clause $.clauses[1]",
        "clause $.clauses[2]",
        "on_hold X/102",
        "in_progress X/201",
    }


def test_a_reopened_unit_does_not_count(cast: Cast) -> None:
    registration = story.ready(cast)
    registration.enrolments.filter(unit__code="X/201").update(state=UnitState.PROGRESS)
    assert "clause $.clauses[2]" in codes(cast, registration)


def test_p1_and_p3_hold_p2_differs_by_reading_and_stops_nothing(cast: Cast) -> None:
    registration = story.proqual(cast, story.P2)
    assert stops(cast, registration) == []
    story.cleared(registration, "M/506/1962", assessor=cast.bob, iqa=cast.ivan)
    assert stops(cast, registration) == []


def test_an_open_appeal_about_any_unit_stops_the_full_claim_until_it_is_over(cast: Cast) -> None:
    registration = story.ready(cast)
    other = factories.enrolment(registration, factories.unit("X/900"))
    appeal = Appeal.objects.create(enrolment=other, lodged_by=cast.carol, state="received")
    stop = the_only(stops(cast, registration))
    assert (stop.code, stop.message) == ("appealed X/900", "An appeal about “Unit X/900” is open.")
    assert codes(cast, registration, Kind.UNIT) == []
    move(appeal, AppealState, AppealState.WITHDRAWN)
    assert stops(cast, registration) == []
