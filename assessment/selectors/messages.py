"""What candidate and assessor wrote to each other."""

from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery

from assessment.models import Message
from centres.models import Membership
from centres.prepared import prepared
from portfolio.models import Registration
from portfolio.states import RegistrationState

PARTS = ("sender__user", "recipient__user", "reading", "registration__candidate")
MOST = 100  # messages of one conversation, the newest


def unread(actor: Membership) -> QuerySet[Message]:
    """For the number in the navigation."""
    rows: QuerySet[Message] = Message.objects.unread_by(actor)
    return rows


def conversations(actor: Membership) -> QuerySet[Message]:
    """The last message with each candidate, the newest first."""
    later = Message.objects.filter(registration=OuterRef("registration")).order_by("-at", "-id").values("pk")[:1]
    rows: QuerySet[Message] = Message.objects.visible_to(actor).filter(pk=Subquery(later))
    return rows.select_related(*PARTS).order_by("-at", "-id")


def conversation(actor: Membership, registration: Registration) -> list[Message]:
    """In the order in which they were written."""
    rows = Message.objects.visible_to(actor).filter(registration=registration).select_related(*PARTS)
    return list(rows.order_by("-at", "-id")[:MOST])[::-1]


def unread_messages(actor: Membership, registration: Registration) -> list[Message]:
    rows = Message.objects.unread_by(actor).filter(registration=registration)
    return list(rows.select_related("sender__user"))


def correspondents(actor: Membership) -> QuerySet[Registration]:
    """Whom an assessor can write to, by name."""
    rows: QuerySet[Registration] = Registration.objects.visible_to(actor).filter(
        assessor=actor, state=RegistrationState.ACTIVE
    )
    return rows.select_related("candidate__membership__user").order_by("candidate__name", "pk")


@prepared
def last_messages(registrations: tuple[UUID, ...]) -> QuerySet[Any]:
    """(registration, when something was last written)."""
    rows = Message.objects.filter(registration__in=registrations).order_by()
    return rows.values_list("registration").annotate(Max("at"))
