"""Who may do what. The use case asks; the view's decorator only declares who can open a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from centres.gates import Blocker, Refused
from centres.models import Membership, Role

View = Callable[..., HttpResponse]


class ActorRequest(HttpRequest):
    """A request behind sign-in: `actor` is the membership in which the person acts."""

    actor: Membership


def role_blocker(roles: tuple[Role, ...]) -> Blocker:
    names = " or ".join(Role(role).label for role in roles)
    return Blocker(
        "role",
        f"This is done by: {names}.",
        "Switch to that role in the menu at the top if you hold it, or ask a centre admin.",
    )


def require_role(actor: Membership, *roles: Role) -> None:
    """The first line of every use case. A membership that has ended may do nothing."""
    if actor.ended_at is not None:
        raise Refused(Blocker("membership_ended", "Your role in this centre has ended.", "Ask a centre admin."))
    if actor.role not in roles:
        raise Refused(role_blocker(roles))


def roles(*allowed: Role) -> Callable[[View], View]:
    """Declares who can open a view. A view that declares nothing fails tests/architecture/test_urls.py."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require_role(request.actor, *allowed)
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(allowed)  # type: ignore[attr-defined]
        return guarded

    return decorate


EVERY_ROLE = (Role.CANDIDATE, Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)


def public(view: View) -> View:
    """The marked exception: no sign-in needed."""
    view.roles = frozenset()  # type: ignore[attr-defined]
    return login_not_required(view)
