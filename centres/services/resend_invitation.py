from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.models import Invitation, Membership, Role
from centres.permissions import require_role
from centres.services.invite_member import send_invitation


@transaction.atomic
def resend_invitation(*, actor: Membership, membership: Membership) -> Invitation:
    """A new link; the old ones stop working."""
    require_role(actor, Role.ADMIN)
    membership.invitations.open().update(expires_at=timezone.now())
    record(actor, "member.invited_again", membership)
    return send_invitation(actor=actor, membership=membership)
