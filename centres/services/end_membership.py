from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def end_membership(*, actor: Membership, membership: Membership, reason: str) -> Membership:
    """The role ends; what the person did stays. A centre keeps at least one admin, as nobody ends their own role.

    Both rows are locked, in the order of their keys: of two admins who end each other, one is left.
    """
    require_role(actor, Role.ADMIN)
    both = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[actor.pk, membership.pk])
        .order_by("pk")
    )
    rows = {row.pk: row for row in both.filter(centre_id=actor.centre_id).select_related("user", "centre")}
    require_role(rows[actor.pk], Role.ADMIN)
    blockers = []
    if membership.pk == actor.pk:
        blockers.append(Blocker("own_role", "You cannot end your own role.", "Ask another centre admin."))
    if not reason.strip():
        blockers.append(Blocker("no_reason", "The reason is missing.", "Say in a few words why the role ends."))
    if blockers:
        raise Refused(*blockers)
    membership = rows[membership.pk]
    if membership.ended_at is None:
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        record(actor, "member.ended", membership, reason=reason.strip())
    return membership
