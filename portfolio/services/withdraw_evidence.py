import datetime as dt

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts
from portfolio.gates import withdrawal_gate
from portfolio.models import CriterionProgress, Evidence, EvidenceLink
from portfolio.permissions import require_owner
from portfolio.services.link_evidence import follow_drafts
from portfolio.services.submit_evidence import lock_linked
from portfolio.states import CriterionState, EvidenceState, move


@transaction.atomic
def withdraw_evidence(*, actor: Membership, evidence: Evidence, reason: str, draft_mark: str = "") -> Evidence:
    """Takes an item back; the record of it, its links and its bytes stay.

    What waited for a decision on it alone stands where it stood before; what was met on it is open again.
    """
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    if evidence.state == EvidenceState.WITHDRAWN:
        return evidence
    reason = reason.strip()
    linked = lock_linked([evidence])
    withdrawal_gate.require(actor=actor, evidence=evidence, reason=reason)
    evidence.withdrawn_at, evidence.withdrawn_reason = timezone.now(), reason
    evidence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    move(evidence, EvidenceState, EvidenceState.WITHDRAWN)
    if evidence.submitted_at:
        for progress in linked:
            _settle(progress, evidence.submitted_at)
    follow_drafts(linked)
    close_text_drafts(actor=actor, place=f"withdraw:{evidence.pk}", mark=draft_mark)
    record(actor, "evidence.withdrawn", evidence, reason=reason, sha256=evidence.file_id)
    return evidence


def _settle(progress: CriterionProgress, submitted_at: dt.datetime) -> None:
    """`since` is when the criterion was submitted or decided: what came after a decision, the decision does not rest on."""
    if progress.state == CriterionState.MET and submitted_at <= progress.since:
        move(progress, CriterionState, CriterionState.REOPENED)
    elif progress.state == CriterionState.SENT and not _waits(progress):
        move(progress, CriterionState, progress.returns_to)


def _waits(progress: CriterionProgress) -> bool:
    """Whether other evidence still waits for the decision."""
    others = EvidenceLink.objects.filter(progress=progress, evidence__state=EvidenceState.SENT)
    return others.filter(evidence__submitted_at__gte=progress.since).exists()
