"""What IQAs asked for, and what became of it."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from centres.models import Membership
from iqa.models import Action
from iqa.states import ActionState

PARTS = (
    "owner__user",
    "finding__iqa__user",
    "finding__sample__sign_off__enrolment__unit",
    "finding__sample__sign_off__enrolment__registration__candidate",
)
VIEWS = {
    "answered": ("Answered, to look at", [ActionState.ANSWERED]),
    "open": ("Waiting for the assessor", [ActionState.OPEN]),
    "closed": ("Closed", [ActionState.CLOSED]),
}


def actions_in(actor: Membership, view: str) -> "QuerySet[Action]":
    """The oldest first; of the closed ones the newest."""
    rows = _loaded(Action.objects.visible_to(actor).filter(state__in=VIEWS[view][1]))
    return rows.order_by("-opened_at" if view == "closed" else "opened_at")


def counts(actor: Membership) -> dict[str, int]:
    wanted = {name: Count("pk", filter=Q(state__in=states)) for name, (_, states) in VIEWS.items()}
    found: dict[str, int] = Action.objects.visible_to(actor).order_by().aggregate(**wanted)
    return found


def actions_of(owner: Membership) -> list[Action]:
    """Everything asked of one assessor: the open ones by their day, then the answered, then the newest closed."""
    order = list(ActionState.values)
    rows = list(_loaded(Action.objects.filter(owner=owner)).order_by("due_on", "opened_at"))
    return sorted(rows, key=lambda action: order.index(action.state))


def overdue(actor: Membership) -> "QuerySet[Action]":
    rows = Action.objects.visible_to(actor).filter(state=ActionState.OPEN, due_on__lt=timezone.localdate())
    return _loaded(rows).order_by("due_on")


def _loaded(rows: "QuerySet[Action]") -> "QuerySet[Action]":
    return rows.select_related(*PARTS).prefetch_related("responses__actor__user")
