from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Refused
from centres.models import Membership
from centres.selectors import system_of
from portfolio.models import Evidence, EvidenceLink, StoredFile, Testimony, WitnessRequest
from portfolio.models.evidence import Kind
from portfolio.receipts import new_receipt
from portfolio.services.remind_witness import lock_open
from portfolio.services.submit_evidence import lock_for_submission, send
from portfolio.states import EvidenceState, UnitState, WitnessState, move
from portfolio.testimony import Origin, Said, document_of, testimony_of
from portfolio.vault import store_bytes
from portfolio.witness_answers import answer_blockers, takes_code


def give_testimony(
    *, request: WitnessRequest, said: Said, code: str, without_code: bool = False, origin: Origin
) -> Testimony:
    """Seals what the witness signed, and puts it forward for the criteria that they saw. Once: whoever sends it again
    gets the one that there is.

    Not one transaction: a wrong code is counted also when nothing else is written, and the document is on disk before
    the rows say so. `without_code`: none arrived; then the identity is not confirmed.
    """
    before = Testimony.objects.filter(request=request).first()
    if before is not None:
        return before
    confirmed = bool(request.email) and not without_code and takes_code(request, code)
    blockers = answer_blockers(request, said, confirmed=confirmed, without_code=without_code)
    if blockers:
        raise Refused(*blockers)
    row = testimony_of(request, said, confirmed=confirmed, origin=origin)
    return _seal(row, store_bytes(document_of(row).encode(), "text/plain"), said)


@transaction.atomic
def _seal(row: Testimony, document: StoredFile, said: Said) -> Testimony:
    request: WitnessRequest = WitnessRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=row.request_id)
    before = Testimony.objects.filter(request=request).first()
    if before is not None:
        return before
    request = lock_open(request)
    system = system_of(request.registration.centre_id)
    row.evidence = _put_forward(system, request, row, document, said)
    row.save(force_insert=True)
    move(request, WitnessState, WitnessState.GIVEN)
    facts = {"seal": row.seal, "sha256": document.sha256, "confirmed": row.confirmed, "conflict": row.conflict}
    record(system, "witness.given", request, witness=row.name, **facts)
    return row


def _put_forward(
    system: Membership, request: WitnessRequest, row: Testimony, document: StoredFile, said: Said
) -> Evidence:
    """An item like any other, except that nobody but the witness wrote it. A unit that is closed by now keeps what it
    was signed off on: for its criteria the statement says what it says, and is not put forward."""
    linked = [progress for progress in lock_for_submission(said.saw) if progress.enrolment.state == UnitState.PROGRESS]
    for progress in linked:
        send(progress)  # first: the statement then waits since
    now = timezone.now()
    evidence = Evidence.objects.create(
        registration=request.registration,
        file=document,
        file_name=f"Statement of {row.name}.txt",
        receipt=new_receipt(),
        kind=Kind.WITNESS,
        title=f"What {row.name} saw"[:120],
        shows=row.words,
        done_on=row.seen_on,
        declared_at=now,
        submitted_at=now,
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=evidence, progress=progress, linked_by=system) for progress in linked
    )
    move(evidence, EvidenceState, EvidenceState.SENT)
    record(system, "evidence.submitted", evidence, sha256=document.sha256, criteria=[str(one.pk) for one in linked])
    return evidence
