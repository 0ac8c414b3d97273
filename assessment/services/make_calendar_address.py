import secrets

from django.db import transaction
from django.utils import timezone

from assessment.calendar_feed import hashed
from assessment.models import CalendarAddress
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def make_calendar_address(*, actor: Membership, names: bool) -> str:
    """The token of a new address: told here and never again. The address before it ends."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    CalendarAddress.objects.filter(member=actor, revoked_at=None).update(revoked_at=timezone.now())
    token = secrets.token_urlsafe(32)
    CalendarAddress.objects.create(member=actor, token_sha256=hashed(token), names=names)
    record(actor, "calendar.made", actor, names=names)
    return token
