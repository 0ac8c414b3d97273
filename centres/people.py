"""Who is in the centre and whether they have joined, for the pages."""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from centres.models import Invitation, Membership, Role

ORDER = (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA, Role.CANDIDATE)
JOINED, INVITED, LAPSED, ENDED = "joined", "invited", "lapsed", "ended"


def people_of(actor: Membership) -> QuerySet[Membership]:
    """What `actor` may see of the people here: admins everybody, other staff and EQAs the staff and themselves.

    Each with `standing` (joined, invited, lapsed, ended), `invited_at` and `place` (order of the roles).
    """
    visible = Membership.objects.visible_to(actor)
    if actor.role != Role.ADMIN:
        visible = visible.filter(~Q(role=Role.CANDIDATE) | Q(pk=actor.pk))
    people: QuerySet[Membership] = (
        visible.select_related("user", "centre", "countersigner__user")
        .annotate(
            invited_at=Subquery(_invitations().values("sent_at")[:1]),
            invited_until=Subquery(_invitations().values("expires_at")[:1]),
            accepted=Exists(_invitations().exclude(accepted_at=None)),
        )
        .annotate(standing=_standing(timezone.now()), place=_place())
        .order_by("place", "user__name", "pk")
    )
    return people


def _invitations() -> QuerySet[Invitation]:
    invitations: QuerySet[Invitation] = (
        Invitation.objects.filter(membership=OuterRef("pk")).since_the_start().order_by("-sent_at")
    )
    return invitations


def _standing(now: dt.datetime) -> Case:
    return Case(
        When(ended_at__isnull=False, then=Value(ENDED)),
        When(Q(accepted=True) | Q(invited_at=None), then=Value(JOINED)),
        When(invited_until__gt=now, then=Value(INVITED)),
        default=Value(LAPSED),
        output_field=CharField(),
    )


def _place() -> Case:
    return Case(*[When(role=role, then=Value(place)) for place, role in enumerate(ORDER)], default=Value(len(ORDER)))


def not_joined(actor: Membership) -> QuerySet[Any]:
    people: QuerySet[Any] = people_of(actor)
    return people.filter(standing__in=(INVITED, LAPSED)).order_by(F("invited_at").asc())
