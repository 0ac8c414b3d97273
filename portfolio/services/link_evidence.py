from collections.abc import Sequence

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence, EvidenceLink
from portfolio.permissions import require_owner
from portfolio.services.describe_evidence import require_draft
from portfolio.states import CriterionState, EvidenceState, move


@transaction.atomic
def link_evidence(*, actor: Membership, evidence: Evidence, progress: Sequence[CriterionProgress]) -> Evidence:
    """Puts a draft forward for exactly these criteria."""
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    require_draft(evidence)
    wanted = {row.pk for row in progress}
    before = set(evidence.links.values_list("progress_id", flat=True))
    rows = list(
        CriterionProgress.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=wanted | before)
        .order_by("pk")
    )
    _require_own(evidence, rows)
    if wanted == before:
        return evidence
    evidence.links.filter(progress__in=before - wanted).delete()
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=evidence, progress=row, linked_by=actor) for row in rows if row.pk in wanted - before
    )
    follow_drafts(rows)
    record(actor, "evidence.linked", evidence, criteria=len(wanted))
    return evidence


def _require_own(evidence: Evidence, rows: list[CriterionProgress]) -> None:
    enrolments = {row.enrolment_id for row in rows}
    own = evidence.registration.enrolments.filter(pk__in=enrolments).count()
    if own != len(enrolments):
        raise Refused(Blocker("not_yours", "A criterion is not one of yours.", "Choose from your own units."))


def follow_drafts(rows: Sequence[CriterionProgress]) -> None:
    """A criterion on which nothing was submitted is a draft while a draft is linked to it, else not started."""
    drafted = set(
        EvidenceLink.objects.filter(progress__in=rows, evidence__state=EvidenceState.DRAFT).values_list(
            "progress_id", flat=True
        )
    )
    for row in rows:
        if row.state in (CriterionState.NONE, CriterionState.DRAFT):
            move(row, CriterionState, CriterionState.DRAFT if row.pk in drafted else CriterionState.NONE)
