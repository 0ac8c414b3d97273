from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Invitation, Membership, Role
from centres.permissions import require_role
from centres.services.invite_member import send_invitation


@transaction.atomic
def resend_invitation(*, actor: Membership, membership: Membership) -> Invitation:
    """A new link; the old ones stop working. Somebody who has joined, or whose role has ended, needs none."""
    require_role(actor, Role.ADMIN)
    membership = Membership.objects.select_for_update(of=("self",), no_key=True).get(
        pk=membership.pk, centre_id=actor.centre_id
    )
    if membership.ended_at is not None:
        said = f"{membership.name}'s role here has ended."
        raise Refused(Blocker("member_ended", said, "Invite them again, which begins a new one."))
    if membership.invitations.since_the_start().exclude(accepted_at=None).exists():
        said = f"{membership.name} has joined already and needs no invitation."
        raise Refused(Blocker("joined", said, "A forgotten password is reset on the sign-in page."))
    membership.invitations.open().update(expires_at=timezone.now())
    record(actor, "member.invited_again", membership)
    return send_invitation(actor=actor, membership=membership)
