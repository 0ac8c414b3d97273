import datetime as dt

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Invitation, Membership, Role, User
from centres.permissions import require_role
from centres.services.enqueue import enqueue

VALID_FOR = dt.timedelta(days=14)


@transaction.atomic
def invite_member(
    *,
    actor: Membership,
    email: str,
    name: str,
    role: Role,
    trainee: bool = False,
    countersigner: Membership | None = None,
) -> Membership:
    """A membership at once, and a link by mail with which the person chooses a password.

    Somebody who already signs in keeps their name and password and is told of the new role.
    """
    require_role(actor, Role.ADMIN)
    user = User.objects.filter(email__iexact=email.strip()).first() or User.objects.create_user(email, name)
    membership, created = Membership.objects.get_or_create(
        user=user,
        centre=actor.centre,
        role=role,
        defaults={"trainee": trainee, "countersigner": countersigner if trainee else None},
    )
    if not created:
        raise Refused(
            Blocker(
                "already_member",
                f"{user.name} ({user.email}) already has the role {membership.get_role_display()} here.",
                "Open them in the list of people.",
            )
        )
    record(actor, "member.invited", membership, role=role, email=user.email, trainee=trainee)
    send_invitation(actor=actor, membership=membership)
    return membership


def send_invitation(*, actor: Membership, membership: Membership) -> Invitation:
    """Inside a transaction: the invitation and the job that mails it."""
    invitation = Invitation.objects.create(
        membership=membership, invited_by=actor, expires_at=timezone.now() + VALID_FOR
    )
    enqueue(purpose="mail_invitation", centre=actor.centre, object_id=invitation.pk)
    return invitation
