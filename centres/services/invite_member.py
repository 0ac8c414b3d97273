import datetime as dt
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Invitation, Membership, Role, User
from centres.permissions import require_role
from centres.services.enqueue import enqueue
from centres.training import training_blockers

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

    Somebody who already signs in keeps their name and password and is told of the new role. A role that had ended
    begins again. `countersigner` counts for a trainee only.
    """
    require_role(actor, Role.ADMIN)
    countersigner = countersigner if trainee else None
    user = user_of(email, name)
    membership, created = Membership.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        user=user, centre=actor.centre, role=role
    )
    blockers = [*_about_role(membership, user, created), *training_blockers(actor, role, trainee, countersigner)]
    if blockers:
        raise Refused(*blockers)
    if not created:
        _begin_again(membership)
    membership.trainee, membership.countersigner = trainee, countersigner or membership.countersigner
    membership.save(update_fields=["trainee", "countersigner"])
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


def _begin_again(membership: Membership) -> None:
    """What was sent and accepted before counts no more. A countersigner stays named for what was decided in training."""
    membership.invitations.filter(accepted_at=None, expires_at__gt=timezone.now()).update(expires_at=timezone.now())
    membership.ended_at, membership.started_at = None, timezone.now()
    membership.save(update_fields=["ended_at", "started_at"])


def user_of(email: str, name: str) -> User:
    """Known by the address in any letter case; of two who add the same person at once the second finds the first's."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name)
    except IntegrityError:
        return User.objects.get_by_natural_key(email)


def _about_role(membership: Membership, user: User, created: bool) -> Iterator[Blocker]:
    if membership.role == Role.SYSTEM:
        yield Blocker("system", "The system's own role is not for a person.", "Choose another role.")
    if not created and membership.ended_at is None:
        said = f"{user.name} ({user.email}) already has the role {membership.get_role_display()} here."
        yield Blocker("already_member", said, "Open them in the list of people.")
