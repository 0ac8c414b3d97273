from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def end_membership(*, actor: Membership, membership: Membership, reason: str) -> Membership:
    """The role ends; what the person did stays. A centre keeps at least one admin, and nobody ends their own role."""
    require_role(actor, Role.ADMIN)
    if membership.pk == actor.pk:
        raise Refused(Blocker("own_role", "You cannot end your own role.", "Ask another centre admin."))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.ended_at is None:
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        record(actor, "member.ended", membership, reason=reason)
    return membership
