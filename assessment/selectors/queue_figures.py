"""How much waits for each assessor of a centre, for those who oversee them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from assessment.promise import Promises
from assessment.waiting import waiting_links
from centres.models import Membership
from centres.panels import Tile
from portfolio.models import Registration

ASSESSOR = "progress__enrolment__registration__assessor"


@dataclass(frozen=True)
class AssessorQueue:
    """`overdue`: how many items are past their promise; `oldest`: since when the first waits."""

    assessor: Membership
    waiting: int
    overdue: int
    oldest: dt.datetime


def assessor_queues(actor: Membership) -> list[AssessorQueue]:
    """Of the candidates whom the actor sees, the most overdue first."""
    grouped = _links(actor).values(ASSESSOR).annotate(**_figures(actor), oldest=Min("waits_since")).order_by()
    found = {row.pop(ASSESSOR): row for row in grouped}
    people = Membership.objects.filter(pk__in=found).select_related("user")
    queues = [AssessorQueue(person, **found[person.pk]) for person in people]
    return sorted(queues, key=lambda queue: (-queue.overdue, queue.oldest, queue.assessor.name))


def overdue_tile(actor: Membership) -> Tile | None:
    """On the admin's first page."""
    figures = _links(actor).aggregate(**_figures(actor))
    if not figures["waiting"]:
        return None
    detail = f"of {figures['waiting']} that wait for an assessor"
    return Tile(figures["overdue"], "items past their promise", detail, reverse("queues"), "See whose")


def _links(actor: Membership) -> Any:
    visible = Registration.objects.visible_to(actor).order_by().values("pk")
    links = waiting_links().filter(progress__enrolment__registration__in=visible)
    return links.annotate(day=TruncDate(F("waits_since")))


def _figures(actor: Membership) -> dict[str, Count]:
    """An item that several criteria wait for is one item."""
    oldest, days = Promises(actor.centre_id).broken_days()
    broken = Q(day__lt=oldest) | Q(day__in=days)
    return {
        "waiting": Count("evidence", distinct=True),
        "overdue": Count("evidence", distinct=True, filter=broken),
    }
