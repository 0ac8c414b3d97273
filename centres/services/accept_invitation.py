from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Invitation, Membership


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str) -> Membership:
    """The person proves the address by following the link, and chooses a password if they have none. Once only."""
    membership = Membership.objects.select_related("user").get(pk=invitation.membership_id)
    taken = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not taken or membership.user is None:
        raise Refused(
            Blocker(
                "invitation_used",
                "This invitation has been used or is too old.",
                "Sign in, or ask your centre to send a new one.",
            )
        )
    if not membership.user.has_usable_password():
        membership.user.set_password(password)
        membership.user.save(update_fields=["password"])
    record(membership, "member.joined", membership)
    return membership
