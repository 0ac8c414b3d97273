"""A claim reaches down: its units are not opened again, and its evidence is not taken back."""

import pytest

from assessment.gates import reopening_gate
from claims.loading import standings_of
from claims.models.claim import Kind
from claims.selectors import verdict
from claims.services.make_claim import make_claim
from claims.services.pull_claim import pull_claim
from iqa.selectors import cleared_sign_offs
from portfolio.gates import edition_gate, withdrawal_gate
from portfolio.models import Evidence, Registration
from portfolio.states import UnitState
from tests import factories
from tests.cast import Cast
from tests.claims import story
from tests.portfolio.editions import renewed

pytestmark = pytest.mark.core


def test_a_unit_on_a_certificate_is_not_reopened_before_the_body_is_told(cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast), Kind.UNIT)
    enrolment = cast.registration.enrolments.get(unit__code="X/101")
    [blocker] = reopening_gate.blockers(actor=cast.bob, enrolment=enrolment)
    assert f"on {claim.documents.get().number}, claimed on" in blocker.message
    assert blocker.detail.startswith("Tell Invented Awards first.")
    assert blocker.owner == "Alice Adams"


def test_a_unit_of_a_claim_that_is_not_made_yet_can_be_reopened(cast: Cast) -> None:
    make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    enrolment = cast.registration.enrolments.get(unit__code="X/101")
    assert reopening_gate.blockers(actor=cast.bob, enrolment=enrolment) == []


def withdrawal_codes(cast: Cast, evidence: Evidence) -> list[str]:
    found = withdrawal_gate.blockers(actor=cast.carol, evidence=evidence, reason="I sent the wrong file.")
    return [blocker.code for blocker in found]


def test_evidence_on_which_a_live_claim_rests_is_not_withdrawn(cast: Cast) -> None:
    enrolment = story.cleared(cast.registration, "X/101", assessor=cast.bob, iqa=cast.ivan)
    evidence = cast.registration.evidence.get()
    assert "claimed" not in withdrawal_codes(cast, evidence)
    make_claim(actor=cast.alice, registration=cast.registration, kind=Kind.UNIT)
    assert "claimed" in withdrawal_codes(cast, evidence)
    enrolment.state = UnitState.PROGRESS
    spare = factories.evidence(cast.registration)
    assert withdrawal_codes(cast, spare) == []


def test_a_candidate_is_not_moved_to_another_edition_while_a_claim_is_under_way(cast: Cast) -> None:
    specification = renewed(cast)
    claim = story.claimed(cast, story.ready(cast), printed=False)
    asked = {"registration": cast.registration, "specification": specification, "reason": "Edition 1 closes."}
    [blocker] = edition_gate.blockers(actor=cast.alice, **asked)
    assert (blocker.code, blocker.owner, blocker.link_text) == ("claim_under_way", "Alice Adams", "Open the claim")
    assert blocker.message.endswith("is under way: being checked again.")
    pull_claim(actor=cast.alice, claim=claim, reason="The edition changes first.")
    story.claimed(cast, cast.registration, Kind.UNIT)
    assert edition_gate.blockers(actor=cast.alice, **asked) == []


def test_what_counts_as_cleared_is_what_quality_assurance_says(cast: Cast) -> None:
    """One at a time or many at once: the same sign-offs."""
    story.ready(cast)
    cast.registration.enrolments.filter(unit__code="X/102").update(state=UnitState.HOLD)
    story.cleared(cast.other_registration, "X/101", assessor=cast.bob, iqa=cast.ivan)
    factories.sign_off(story.enrolled(cast.other_registration, "X/102"), assessor=cast.bob)
    for standing in standings_of(Registration.objects.all()):
        said = cleared_sign_offs(standing.registration)
        assert {unit.enrolment.pk: unit.sign_off for unit in standing.cleared} == said
    outcome = verdict(cast.registration)
    assert outcome is not None
    assert outcome.counted == ("X/101", "X/201")


def test_many_registrations_are_read_in_as_many_queries_as_one(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    story.ready(cast)
    story.cleared(cast.other_registration, "X/101", assessor=cast.bob, iqa=cast.ivan)
    for registrations in (Registration.objects.filter(pk=cast.registration.pk), Registration.objects.all()):
        with django_assert_num_queries(12):
            standings_of(registrations)
