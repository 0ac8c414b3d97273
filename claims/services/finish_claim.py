from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker
from centres.jobs import GaveUp
from centres.models import Job, Membership
from centres.selectors import system_of
from centres.states import move
from claims.checking import what_stops
from claims.documents import DOCUMENTS_OF, MissingGlyphs, Snapshot, render_document
from claims.models import Claim
from claims.models.claim import Kind
from claims.services.pull_claim import pull
from claims.states import ClaimState
from portfolio.models import Registration, StoredFile, UnitEnrolment
from portfolio.states import RegistrationState
from portfolio.vault import store_bytes

Files = Mapping[str, StoredFile]


def finish_claim(job: Job) -> None:
    """The job behind a claim: look again, print from the snapshot, look once more and issue, or pull it.

    Printing holds no lock. Killed at any point, the next run does the same with the same bytes, and issues once.
    """
    actor = system_of(job.centre_id)
    claim = _look_again(job.object_id, actor)
    if claim is not None:
        _issue(claim, actor, _print(claim))


@transaction.atomic
def _look_again(claim_id: str, actor: Membership) -> Claim | None:
    """The claim, locked until the transaction ends, if it is to be printed; otherwise it is pulled, or was done."""
    claim = _locked(claim_id)
    if claim.state != ClaimState.QUEUED:
        return None
    stopped: list[Blocker] = what_stops(claim=claim, actor=actor)
    if stopped:
        pull(claim=claim, actor=actor, reasons=stopped)
        return None
    return claim


def _locked(claim_id: str) -> Claim:
    """Everything that could change under the check: first the registration, then the claim, then its units by key."""
    registration = Claim.objects.values_list("registration", flat=True).get(pk=claim_id)
    Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration)
    claim: Claim = (
        Claim.objects.select_for_update(of=("self",), no_key=True).select_related("registration").get(pk=claim_id)
    )
    units = UnitEnrolment.objects.filter(registration=registration).order_by("pk")
    list(units.select_for_update(of=("self",), no_key=True))
    return claim


def _print(claim: Claim) -> Files:
    snapshot = Snapshot.from_json(claim.snapshot)
    try:
        printed = {kind: render_document(kind=kind, snapshot=snapshot) for kind in DOCUMENTS_OF[snapshot.kind]}
    except MissingGlyphs as error:
        raise GaveUp(str(error)) from error
    return {kind: store_bytes(content, "application/pdf") for kind, content in printed.items()}


@transaction.atomic
def _issue(claim: Claim, actor: Membership, files: Files) -> None:
    """All or nothing: both documents, the claim and the registration."""
    checked = _look_again(str(claim.pk), actor)
    if checked is None:
        return
    now = timezone.now()
    for document in checked.documents.all():
        document.file, document.issued_at = files[document.kind], now
        document.save(update_fields=["file", "issued_at"])
    checked.made_at = now
    checked.save(update_fields=["made_at"])
    move(checked, ClaimState, ClaimState.MADE)
    if checked.kind == Kind.FULL:
        move(checked.registration, RegistrationState, RegistrationState.COMPLETED)
    record(actor, "claim.finished", checked, numbers=list(checked.documents.values_list("number", flat=True)))
