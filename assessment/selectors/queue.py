"""The marking queue: what waits, what is past its promise first, then the oldest."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assessment.again import left_to_their_assessor
from assessment.models import CriterionDecision
from assessment.promise import Promises
from assessment.waiting import waiting_for, waiting_links
from centres.models import Membership
from centres.prepared import prepared
from portfolio.models import Evidence, EvidenceLink


@dataclass(eq=False)
class QueueRow:
    """An item of `candidate` that waits. `again`: feedback was given on one of its criteria before; `promised`: the last
    day that keeps the promise; `units` by code, with their titles. `item` is there once `with_items` has read it.
    """

    pk: UUID
    registration: UUID
    candidate: str
    since: dt.datetime
    promised: dt.date = dt.date.max
    criteria: int = 0
    units: dict[str, str] = field(default_factory=dict)
    again: bool = False
    item: Evidence = field(init=False)

    @property
    def overdue(self) -> bool:
        return self.promised < timezone.localdate()


def queue(actor: Membership, promises: Promises | None = None) -> list[QueueRow]:
    return _grouped(_own(actor), promises or Promises(actor.centre_id))


def trainees_queue(actor: Membership, promises: Promises | None = None) -> list[QueueRow]:
    """What waits for the assessors in training whom the actor countersigns."""
    return _grouped(_of_trainees(actor), promises or Promises(actor.centre_id))


def by_candidate(rows: list[QueueRow]) -> list[QueueRow]:
    """Each candidate's items together, in the order in which the candidates come up."""
    first: dict[UUID, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.registration, place)
    return sorted(rows, key=lambda row: first[row.registration])


def candidates_of(rows: list[QueueRow]) -> list[tuple[str, list[QueueRow]]]:
    """The rows of `by_candidate`, each candidate's under their name."""
    groups = groupby(rows, key=lambda row: (row.registration, row.candidate))
    return [(name, list(items)) for (_, name), items in groups]


def with_items(rows: list[QueueRow]) -> list[QueueRow]:
    """The same rows, with what a table tells of their items: of one page, since a queue may be long."""
    found = {item.pk: item for item in _items(tuple(row.pk for row in rows))}
    for row in rows:
        row.item = found[row.pk]
    return rows


@prepared
def _items(keys: tuple[UUID, ...]) -> QuerySet[Evidence]:
    return Evidence.objects.filter(pk__in=keys).select_related("file", "registration__assessor__user")


@prepared
def _own(actor: Membership) -> QuerySet[Any]:
    return _values(waiting_for(actor))


@prepared
def _of_trainees(actor: Membership) -> QuerySet[Any]:
    trainees = Membership.objects.filter(countersigner=actor, trainee=True)
    of_theirs = waiting_links().filter(progress__enrolment__registration__assessor__in=trainees)
    return _values(of_theirs.filter(left_to_their_assessor(actor)))  # last, so that it is joined last


def _values(links: QuerySet[EvidenceLink]) -> QuerySet[Any]:
    """The links of a queue are many, so they are read as plain values.

    Of eight tables, and no more: up to eight, PostgreSQL looks for the order in which to join them.
    """
    decided = CriterionDecision.objects.filter(progress=OuterRef("progress"))
    return (
        links.annotate(again=Exists(decided))
        .order_by("progress__enrolment__unit__code")
        .values_list(
            "evidence",
            "progress__enrolment__registration",
            "progress__enrolment__registration__candidate__name",
            "waits_since",
            "again",
            "progress__enrolment__unit__code",
            "progress__enrolment__unit__title",
        )
    )


def _grouped(links: QuerySet[Any], promises: Promises) -> list[QueueRow]:
    rows: dict[UUID, QueueRow] = {}
    for key, registration, candidate, since, again, code, title in links:
        row = rows.get(key)
        if row is None:
            row = rows[key] = QueueRow(key, registration, candidate, since)
        row.criteria += 1
        row.since, row.promised = min(row.since, since), min(row.promised, promises.of(since))
        row.again |= again
        row.units[code] = title
    return sorted(rows.values(), key=lambda row: (row.promised, row.since, str(row.pk)))
