"""The worker's part: it looks again, prints from the snapshot, issues once, and pulls what no longer holds."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessment.models import UnitSignOff
from centres.models import AuditEvent, Job
from centres.models.job import JobState
from centres.services.run_job import run_job
from claims.models import Claim, Document
from claims.models.claim import Kind
from claims.services import finish_claim as service
from claims.services.make_claim import make_claim
from claims.states import ClaimState
from portfolio.models import Candidate, StoredFile
from portfolio.states import RegistrationState, UnitState
from tests import factories
from tests.cast import Cast
from tests.claims import story
from tests.claims.story import printed
from units.models import QualificationApproval, Specification

pytestmark = pytest.mark.core


def made(cast: Cast, kind: Kind = Kind.FULL) -> Claim:
    return make_claim(actor=cast.alice, registration=story.ready(cast), kind=kind)


def test_a_full_claim_gives_a_listing_and_a_title_and_completes_the_registration(cast: Cast) -> None:
    claim = made(cast)
    assert story.work(claim).state == JobState.DONE
    claim.refresh_from_db()
    listing, title = claim.documents.all()
    assert (claim.state, claim.made_at is not None) == (ClaimState.MADE, True)
    assert listing.issued_at == title.issued_at == claim.made_at
    for words in ("Carol Cole", "Unit X/101", "Unit X/201", "All credits (15 count towards the qualification) 15"):
        assert words in printed(listing)
    for words in ("Carol Cole", "Invented Level 4 Diploma", "Alice Adams", "Ivan Ives", title.number):
        assert words in printed(title)
    cast.registration.refresh_from_db()
    assert cast.registration.state == RegistrationState.COMPLETED
    assert list(AuditEvent.objects.about(claim).values_list("verb", "actor__role")) == [
        ("claim.finished", "system"),
        ("claim.made", "admin"),
    ]


def test_a_unit_certificate_is_one_document_and_completes_nothing(cast: Cast) -> None:
    claim = made(cast, Kind.UNIT)
    story.work(claim)
    document = claim.documents.get()
    assert "This does not record a full qualification." in printed(document)
    cast.registration.refresh_from_db()
    assert cast.registration.state == RegistrationState.ACTIVE


def test_what_changes_after_the_claim_is_not_printed(cast: Cast) -> None:
    """Documents come from the snapshot: a name corrected meanwhile is another claim's matter."""
    claim = made(cast)
    Candidate.objects.filter(pk=cast.registration.candidate_id).update(name="Carol Changed")
    story.work(claim)
    assert "Carol Cole" in printed(claim.documents.get(kind="title"))


def test_running_it_twice_issues_once(cast: Cast) -> None:
    claim = made(cast)
    job = story.work(claim)
    before = list(Document.objects.values("pk", "number", "file", "issued_at"))
    service.finish_claim(job)
    assert list(Document.objects.values("pk", "number", "file", "issued_at")) == before
    assert AuditEvent.objects.filter(verb="claim.finished").count() == 1


@pytest.mark.parametrize("step", ["store_bytes", "record", "_issue"])
def test_a_worker_that_dies_half_way_leaves_it_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before the bytes are kept, after printing and before the commit, and between the two."""

    def die(*arguments: Any, **more: Any) -> None:
        raise OSError("the machine went away")

    claim = made(cast)
    with monkeypatch.context() as patch:
        patch.setattr(service, step, die)
        job = story.work(claim)
    claim.refresh_from_db()
    assert (job.state, claim.state) == (JobState.QUEUED, ClaimState.QUEUED)
    assert not Document.objects.exclude(file=None).exists()
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    assert run_job(job_id=str(job.pk))
    claim.refresh_from_db()
    assert claim.state == ClaimState.MADE
    assert Document.objects.exclude(file=None).count() == 2
    assert StoredFile.objects.filter(media_type="application/pdf").count() == 2
    assert AuditEvent.objects.filter(verb="claim.finished").count() == 1


def pulled(claim: Claim) -> list[str]:
    """Lets the worker at it; the reasons for which it was pulled. Nothing was printed."""
    assert story.work(claim).state == JobState.DONE
    claim.refresh_from_db()
    assert (claim.state, claim.pulled_at is not None) == (ClaimState.PULLED, True)
    assert not claim.documents.exclude(file=None).exists()
    claim.registration.refresh_from_db()
    assert claim.registration.state == RegistrationState.ACTIVE
    event = AuditEvent.objects.get(verb="claim.pulled")
    assert event.facts["reasons"] == [reason["message"] for reason in claim.stopped_by]
    return [reason["code"] for reason in claim.stopped_by]


def test_a_unit_that_goes_on_hold_while_queued_pulls_the_claim(cast: Cast) -> None:
    claim = made(cast)
    cast.registration.enrolments.filter(unit__code="X/201").update(state=UnitState.HOLD)
    codes = pulled(claim)
    assert {"on_hold X/201", "changed X/201", "clause $.clauses[2]"} <= set(codes)


def test_a_unit_that_was_signed_off_again_is_not_the_one_that_was_claimed(cast: Cast) -> None:
    """Cleared once more on a newer sign-off: the listing would carry another day, so it is claimed again."""
    claim = made(cast)
    enrolment = cast.registration.enrolments.get(unit__code="X/201")
    again = UnitSignOff.objects.create(
        enrolment=enrolment,
        assessor=cast.bob,
        competence=enrolment.sign_offs.get().competence,
        round=2,
        needs_countersignature=False,
    )
    story.sampled(again, cast.ivan, "agreed")
    assert pulled(claim) == ["changed X/201"]


def test_a_rule_that_was_changed_pulls_the_claim(cast: Cast) -> None:
    claim = made(cast)
    rule = cast.specification.rule | {"version": "2"}
    Specification.objects.filter(pk=cast.specification.pk).update(rule=rule)
    assert pulled(claim) == ["changed_rule"]


def test_an_approval_that_has_ended_pulls_the_claim(cast: Cast) -> None:
    claim = made(cast)
    QualificationApproval.objects.filter(pk=cast.approval.pk).update(
        approved_until=timezone.localdate() - dt.timedelta(days=1)
    )
    assert pulled(claim) == ["not_approved"]


def test_direct_claims_status_counts_on_the_day_of_the_claim(cast: Cast) -> None:
    """Taken away the day after, it does not reach back."""
    claim = made(cast)
    QualificationApproval.objects.filter(pk=cast.approval.pk).update(direct_claims_until=timezone.localdate())
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        story.work(claim)
    claim.refresh_from_db()
    assert claim.state == ClaimState.MADE


def test_a_unit_cleared_meanwhile_changes_nothing(cast: Cast) -> None:
    claim = made(cast)
    story.cleared(cast.registration, "X/202", assessor=cast.bob, iqa=cast.ivan)
    story.work(claim)
    claim.refresh_from_db()
    assert (claim.state, len(claim.snapshot["units"])) == (ClaimState.MADE, 3)


def test_letters_that_no_font_has_stop_the_printing_and_say_so(cast: Cast) -> None:
    Candidate.objects.filter(pk=cast.registration.candidate_id).update(name="Carol \U00012345")
    claim = made(cast)
    job = story.work(claim)
    assert job.state == JobState.FAILED
    assert "No font on this machine has" in job.error
    claim.refresh_from_db()
    assert claim.state == ClaimState.QUEUED


def test_both_documents_of_vector_p1_carry_every_unit_and_the_title(cast: Cast) -> None:
    claim = story.claimed(cast, story.proqual(cast, story.P1))
    listing, title = claim.documents.all()
    said = printed(listing)
    assert all(unit["title"] in said for unit in claim.snapshot["units"])
    assert "All credits (50 count towards the qualification) 50" in said
    assert "ProQual Level 4 NVQ Diploma in Customer Service" in printed(title).replace("\n", " ")


def test_vector_p3_names_the_surplus_on_the_listing(cast: Cast) -> None:
    claim = story.claimed(cast, story.proqual(cast, story.P3))
    said = printed(claim.documents.get(kind="listing"))
    assert "Initiate and implement operational change achieved, not counted" in said
    assert "All credits (50 count towards the qualification) 54" in said


def test_another_candidates_claim_is_not_touched(cast: Cast) -> None:
    claim = made(cast)
    story.cleared(cast.other_registration, "X/101", assessor=cast.bob, iqa=cast.ivan)
    other = make_claim(actor=cast.alice, registration=cast.other_registration, kind=Kind.UNIT)
    factories.enrolment(cast.other_registration, cast.specification.units.get(code="X/102"))
    story.work(claim)
    other.refresh_from_db()
    assert other.state == ClaimState.QUEUED
