from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import HandbookImport
from units.models.handbook import Severity


@transaction.atomic
def accept_information(*, actor: Membership, handbook: HandbookImport) -> int:
    """Accepts at once everything that is for information only; returns how many. The rest is accepted one by one."""
    require_role(actor, Role.ADMIN, Role.IQA)
    handbook = HandbookImport.objects.visible_to(actor).get(pk=handbook.pk)
    accepted: int = (
        handbook.issues.open().filter(severity=Severity.INFO).update(accepted_at=timezone.now(), accepted_by=actor)
    )
    if accepted:
        record(actor, "handbook.information_accepted", handbook, issues=accepted)
    return accepted
