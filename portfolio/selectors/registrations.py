"""Which registration a candidate's pages are about."""

from collections.abc import Callable
from typing import Any

from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.permissions import ActorRequest
from portfolio.models import Registration
from portfolio.states import RegistrationState

SESSION_KEY = "registration"
Loaded = Callable[[Any], Any]


def with_owner(rows: Any) -> Any:
    """What a use case needs to know whose it is; for requests that show no page."""
    return rows.select_related("candidate")


def with_people(rows: Any) -> Any:
    return rows.select_related(
        "candidate__membership__user",
        "specification__qualification__awarding_organisation",
        "assessor__user",
        "extension",
        "centre",
    )


def registrations_of(actor: Membership, loaded: Loaded = with_people) -> list[Registration]:
    """Those that run first, the newest of them first."""
    found = list(loaded(Registration.objects.visible_to(actor)).order_by("-registered_on", "-recorded_at"))
    return sorted(found, key=lambda row: row.state != RegistrationState.ACTIVE)


def own_registration(request: ActorRequest, found: list[Registration] | None = None) -> Registration:
    """The one chosen in this session, else the first. `found`: where the caller has read them already."""
    found = registrations_of(request.actor) if found is None else found
    if not found:
        raise Refused(
            Blocker(
                "not_registered",
                "You are not registered for a qualification yet.",
                "Your centre registers you with the awarding organisation. Ask them when.",
            )
        )
    chosen = request.session.get(SESSION_KEY)
    return next((row for row in found if str(row.pk) == chosen), found[0])
