from collections.abc import Sequence

from django.db import transaction

from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence
from portfolio.permissions import require_owner
from portfolio.services.describe_evidence import require_draft
from portfolio.services.map_evidence import map_evidence


@transaction.atomic
def link_evidence(*, actor: Membership, evidence: Evidence, progress: Sequence[CriterionProgress]) -> Evidence:
    """Puts a draft forward for exactly these criteria."""
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    require_draft(evidence)
    wanted = {(evidence.pk, row.pk) for row in progress}
    before = {(evidence.pk, key) for key in evidence.links.values_list("progress_id", flat=True)}
    map_evidence(actor=actor, registration=evidence.registration, propose=wanted - before, take_back=before - wanted)
    return evidence
