from django.db import transaction

from centres.audit import record
from centres.models import Membership
from centres.models.base import uuid7
from portfolio.models import Evidence
from portfolio.permissions import require_owner
from portfolio.services.describe_evidence import require_draft


@transaction.atomic
def set_apart(*, actor: Membership, evidence: Evidence) -> Evidence:
    """A draft that is not the same piece of work as those it came with: described on its own from now on."""
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    require_draft(evidence)
    if Evidence.objects.filter(registration=evidence.registration_id, batch=evidence.batch).count() > 1:
        evidence.batch = uuid7()
        evidence.save(update_fields=["batch"])
        record(actor, "evidence.set_apart", evidence)
    return evidence
