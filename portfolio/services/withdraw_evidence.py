from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts
from portfolio.gates import withdrawal_gate
from portfolio.models import CriterionProgress, Evidence
from portfolio.permissions import require_maker
from portfolio.services.submit_evidence import follow_drafts, lock_linked, settle
from portfolio.states import CriterionState, EvidenceState, move
from portfolio.withdrawals import resting_on, tell_reopened


@transaction.atomic
def withdraw_evidence(*, actor: Membership, evidence: Evidence, reason: str, draft_mark: str = "") -> Evidence:
    """Takes an item back; the record of it, its links and its bytes stay.

    What waited for a decision on it alone stands where it stood before; what was met on it is open again, with the reason.
    """
    require_maker(actor, evidence)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    if evidence.state == EvidenceState.WITHDRAWN:
        return evidence
    reason = reason.strip()
    linked = lock_linked([evidence])
    withdrawal_gate.require(actor=actor, evidence=evidence, reason=reason)
    evidence.withdrawn_at, evidence.withdrawn_reason = timezone.now(), reason
    evidence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    rested = resting_on(evidence)
    move(evidence, EvidenceState, EvidenceState.WITHDRAWN)
    reopened = _reopen([progress for progress in linked if progress.pk in rested])
    settle(linked)
    follow_drafts(linked)
    close_text_drafts(actor=actor, place=f"withdraw:{evidence.pk}", mark=draft_mark)
    facts = {"sha256": evidence.file_id, "reopened": [str(progress.pk) for progress in reopened]}
    record(actor, "evidence.withdrawn", evidence, reason=reason, **facts)
    tell_reopened(actor, evidence, reopened)
    return evidence


def _reopen(rested: Sequence[CriterionProgress]) -> list[CriterionProgress]:
    met = [progress for progress in rested if progress.state == CriterionState.MET]
    for progress in met:
        move(progress, CriterionState, CriterionState.REOPENED)
    return met
