from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.gates import submission_gate
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, UnitEnrolment
from portfolio.permissions import require_owner
from portfolio.states import CriterionState, EvidenceState, move


@transaction.atomic
def submit_evidence(*, actor: Membership, evidence: Evidence, declared: bool) -> Evidence:
    """Hands a draft to the assessor: its criteria are submitted, except those that are met already.

    A second press finds it submitted.
    """
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    if evidence.state == EvidenceState.SENT:
        return evidence
    if evidence.state == EvidenceState.WITHDRAWN:
        raise Refused(Blocker("withdrawn_already", f"“{evidence}” was withdrawn.", "Upload it again."))
    linked = lock_linked([evidence])
    submission_gate.require(actor=actor, evidence=evidence, linked=linked, declared=declared)
    for progress in linked:
        send(progress)
    evidence.declared_at = evidence.submitted_at = timezone.now()
    evidence.save(update_fields=["declared_at", "submitted_at"])
    move(evidence, EvidenceState, EvidenceState.SENT)
    facts = {"sha256": evidence.file_id, "criteria": [str(progress.pk) for progress in linked]}
    record(actor, "evidence.submitted", evidence, **facts)
    return evidence


def lock_linked(items: Sequence[Evidence]) -> list[CriterionProgress]:
    """What the items are put forward for: of two batches on the same units one waits for the other."""
    return lock_for_submission(EvidenceLink.objects.filter(evidence__in=items).values("progress"))


def lock_for_submission(criteria: Any) -> list[CriterionProgress]:
    """Units, then criteria, each in the order of the keys, as everybody locks them: no unit is signed off or dropped
    between the check and the act. `criteria`: keys of progress, or a query of them."""
    rows = CriterionProgress.objects.filter(pk__in=criteria)
    list(
        UnitEnrolment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=rows.values("enrolment"))
        .order_by("pk")
    )
    locked = rows.select_related("enrolment__unit").select_for_update(of=("self",), no_key=True)
    return list(locked.order_by("pk"))


def send(progress: CriterionProgress) -> None:
    """Remembers the decision that stood, for the case that everything submitted since is withdrawn."""
    if progress.state in (CriterionState.MET, CriterionState.SENT):
        return
    asked_again = progress.state in (CriterionState.NOT_YET, CriterionState.REOPENED)
    progress.returns_to = CriterionState(progress.state) if asked_again else CriterionState.NONE
    progress.save(update_fields=["returns_to"])
    move(progress, CriterionState, CriterionState.SENT)
