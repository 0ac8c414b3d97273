"""Reads for pages."""

from uuid import UUID

from django.http import HttpRequest

from centres.backend import current_roles
from centres.models import Membership, User

SESSION_KEY = "membership"


def actor_of(request: HttpRequest) -> Membership | None:
    """The membership chosen in this session, else the person's first; read with the person. For signed-in people."""
    assert isinstance(request.user, User)
    known = request.user.current_roles
    memberships = list(current_roles(request.user.pk)) if known is None else known
    request.memberships = memberships  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY)
    return next(
        (membership for membership in memberships if str(membership.id) == chosen),
        memberships[0] if memberships else None,
    )


def system_of(centre_id: UUID) -> Membership:
    """The actor of what nobody's hand does: jobs and imports at start."""
    return Membership.objects.get(centre_id=centre_id, role="system")
