from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessment.locks import lock_criteria
from assessment.record import Said, record_gate
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from portfolio import kinds
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration, StoredFile
from portfolio.receipts import new_receipt
from portfolio.services.describe_evidence import held_details
from portfolio.services.prepare_file import prepare_file
from portfolio.services.submit_evidence import send
from portfolio.services.write_evidence import place_of
from portfolio.states import EvidenceState, LinkState, move


@transaction.atomic
def make_record(
    *,
    actor: Membership,
    registration: Registration,
    key: UUID,
    said: Said,
    progress: Sequence[CriterionProgress],
    recording: StoredFile | None = None,
    recording_name: str = "",
    draft_mark: str = "",
) -> Evidence:
    """An observation, a discussion, questions or something seen in place, signed by the assessor who made it: evidence
    at once, for the criteria named. It decides nothing. The same `key` again is the same record.
    """
    require_role(actor, Role.ASSESSOR)
    people = Registration.objects.select_related(
        "candidate__membership__user", "assessor__user", "assessor__countersigner__user", "centre"
    )
    registration = people.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    made = registration.evidence.filter(batch=key, made_by=actor).first()
    if made is not None:
        return made
    _require_kind(said.kind, recording)
    said = replace(said, details=held_details(said.kind, said.details))
    rows = list(lock_criteria(row.pk for row in progress).values())
    record_gate.require(actor=actor, registration=registration, said=said, rows=_own(registration, rows))
    for row in rows:
        send(row)  # first: the record then waits since
    item = _write(actor, registration, key, said, recording, recording_name)
    EvidenceLink.objects.bulk_create(_confirmed(item, row) for row in rows)
    move(item, EvidenceState, EvidenceState.SENT)
    if recording is not None:
        prepare_file(stored=recording, centre=registration.centre)
    close_text_drafts(actor=actor, place=place_of(said.kind, registration), mark=draft_mark, every_window=False)
    facts = {"kind": said.kind, "criteria": [str(row.pk) for row in rows], "sha256": item.file_id}
    record(actor, "record.made", item, receipt=item.receipt, **facts)
    return item


def _confirmed(item: Evidence, row: CriterionProgress) -> EvidenceLink:
    """Whoever saw it says by that what it shows."""
    by = {"linked_by": item.made_by, "answered_by": item.made_by, "answered_at": item.submitted_at}
    return EvidenceLink(evidence=item, progress=row, state=LinkState.CONFIRMED, **by)


def _require_kind(kind: str, recording: StoredFile | None) -> None:
    if kind not in kinds.made_by(kinds.ASSESSOR):
        raise Refused(Blocker("kind", "This kind is not recorded by an assessor.", "Choose one from the list."))
    if recording is not None and kinds.file_of(kind, kinds.ASSESSOR) == kinds.NONE:
        label = kinds.Kind(kind).label
        raise Refused(Blocker("no_copy", f"{label} keeps no file.", "Leave the recording out.", yours=True))


def _own(registration: Registration, rows: list[CriterionProgress]) -> list[CriterionProgress]:
    if any(row.enrolment.registration_id != registration.pk for row in rows):
        raise Refused(Blocker("not_theirs", "A criterion is another candidate's.", "Choose from the list."))
    return rows


def _write(
    actor: Membership, registration: Registration, key: UUID, said: Said, recording: StoredFile | None, name: str
) -> Evidence:
    now, label = timezone.now(), kinds.Kind(said.kind).label
    return Evidence.objects.create(
        registration=registration,
        file=recording,
        file_name=name,
        batch=key,
        receipt=new_receipt(),
        kind=said.kind,
        made_by=actor,
        details=said.details,
        context=said.context,
        confidential=said.confidential,
        title=said.title or f"{label}, {said.done_on:%-d %B %Y}",
        done_on=said.done_on,
        declared_at=now,
        submitted_at=now,
    )
