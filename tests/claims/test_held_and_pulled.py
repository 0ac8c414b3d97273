"""A claim on which the readings differ waits for the body; a claim that nothing was printed for can be taken back."""

import pytest

from centres.gates import Refused
from centres.models import AuditEvent, Job, Membership, Role
from claims.models import Claim
from claims.models.claim import Kind
from claims.services.confirm_held_claim import confirm_held_claim
from claims.services.make_claim import make_claim
from claims.services.pull_claim import pull_claim
from claims.states import ClaimState
from portfolio.states import UnitState
from tests.cast import Cast
from tests.claims import story

pytestmark = pytest.mark.core


@pytest.fixture
def held(cast: Cast) -> Claim:
    return make_claim(actor=cast.alice, registration=story.proqual(cast, story.P2), kind=Kind.FULL)


def answer(cast: Cast, claim: Claim, *, confirmed: bool, reference: str = "PQ/2026/118") -> Claim:
    return confirm_held_claim(actor=cast.alice, claim=claim, reference=reference, confirmed=confirmed)


def test_confirmed_it_is_queued_and_prints_what_the_confirmed_reading_counts(cast: Cast, held: Claim) -> None:
    claim = answer(cast, held, confirmed=True)
    assert (claim.state, claim.confirmation, claim.confirmed_by) == (ClaimState.QUEUED, "PQ/2026/118", cast.alice)
    story.work(claim)
    claim.refresh_from_db()
    assert claim.state == ClaimState.MADE
    listing = claim.documents.get(kind="listing")
    assert "All credits (50 count towards the qualification) 51" in story.printed(listing)


def test_not_confirmed_it_is_pulled_with_the_reference(cast: Cast, held: Claim) -> None:
    claim = answer(cast, held, confirmed=False)
    assert claim.state == ClaimState.PULLED
    assert "PQ/2026/118" in claim.stopped_by[0]["message"]
    assert not Job.objects.filter(purpose="finish_claim").exists()


def test_an_answer_needs_the_bodys_reference(cast: Cast, held: Claim) -> None:
    with pytest.raises(Refused, match="reference"):
        answer(cast, held, confirmed=True, reference="  ")
    held.refresh_from_db()
    assert held.state == ClaimState.HELD


def test_nobody_answers_or_pulls_the_claim_of_their_own_certificate(cast: Cast, held: Claim) -> None:
    person = held.registration.candidate.membership.user
    theirs = Membership.objects.create(user=person, centre=cast.centre, role=Role.ADMIN)
    for confirmed in (True, False):
        with pytest.raises(Refused, match="your own certificate"):
            confirm_held_claim(actor=theirs, claim=held, reference="PQ/2026/118", confirmed=confirmed)
    with pytest.raises(Refused, match="your own certificate"):
        pull_claim(actor=theirs, claim=held, reason="No longer wanted.")
    held.refresh_from_db()
    assert held.state == ClaimState.HELD


def test_the_second_answer_sees_the_first(cast: Cast, held: Claim) -> None:
    answer(cast, held, confirmed=True)
    assert answer(cast, held, confirmed=False).state == ClaimState.QUEUED
    assert AuditEvent.objects.filter(verb="claim.confirmed").count() == 1


def test_a_unit_reopened_while_held_is_found_before_anything_is_printed(cast: Cast, held: Claim) -> None:
    held.registration.enrolments.filter(unit__code="R/506/1999").update(state=UnitState.PROGRESS)
    claim = answer(cast, held, confirmed=True)
    story.work(claim)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PULLED
    assert not claim.documents.exclude(file=None).exists()


def test_an_admin_pulls_a_queued_claim_and_the_worker_prints_nothing(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong.")
    story.work(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.stopped_by[0]["message"]) == (ClaimState.PULLED, "The name is wrong.")
    assert not claim.documents.exclude(file=None).exists()


def test_after_a_pulled_claim_a_new_one_can_be_made(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong.")
    again = story.claimed(cast, cast.registration)
    assert (again != claim, again.state) == (True, ClaimState.MADE)


def test_pulling_twice_changes_nothing(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong.")
    pull_claim(actor=cast.alice, claim=claim, reason="Another reason.")
    claim.refresh_from_db()
    assert claim.stopped_by[0]["message"] == "The name is wrong."


def test_a_claim_that_is_made_cannot_be_pulled(cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast))
    with pytest.raises(Refused, match="documents of this claim are made"):
        pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong.")


def test_pulling_needs_a_reason(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    with pytest.raises(Refused, match="reason is missing"):
        pull_claim(actor=cast.alice, claim=claim, reason=" ")


@pytest.mark.parametrize("who", ["bob", "ivan", "eve"])
def test_only_a_centre_admin_answers_or_pulls(cast: Cast, held: Claim, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(Refused, match="Centre admin"):
        confirm_held_claim(actor=actor, claim=held, reference="x", confirmed=True)
    with pytest.raises(Refused, match="Centre admin"):
        pull_claim(actor=actor, claim=held, reason="x")
    with pytest.raises(Claim.DoesNotExist):
        pull_claim(actor=cast.charlie["admin"], claim=held, reason="x")
