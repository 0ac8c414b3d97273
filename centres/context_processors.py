from typing import Any

from django.http import HttpRequest

from centres.models.user import Theme
from centres.navigation import items_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs: actor, navigation, the person's other roles, theme."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"theme": Theme.AUTO, "nav": [], "memberships": []}
    return {
        "actor": actor,
        "theme": actor.user.theme,
        "themes": Theme.choices,
        "nav": items_for(actor, request.path),
        "memberships": getattr(request, "memberships", []),
    }
