from django.db import transaction
from django.utils import timezone

from assessment.models import CalendarAddress
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def revoke_calendar_address(*, actor: Membership) -> None:
    """The address answers 404 from now on. There is none: nothing happens."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    live = CalendarAddress.objects.filter(member=actor, revoked_at=None)
    if live.update(revoked_at=timezone.now()):
        record(actor, "calendar.revoked", actor)
