"""The marking queue: what waits, what is past its promise first, then the oldest."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assessment.models import CriterionDecision
from assessment.promise import Promises
from assessment.waiting import waiting_for, waiting_links
from centres.models import Membership
from portfolio.models import Evidence, EvidenceLink
from units.models import Unit


@dataclass
class QueueRow:
    """`again`: feedback was given on one of its criteria before; `promised`: the last day that keeps the promise."""

    item: Evidence
    since: dt.datetime
    promised: dt.date = dt.date.max
    criteria: int = 0
    units: list[Unit] = field(default_factory=list)
    again: bool = False

    def add(self, link: EvidenceLink, promised: dt.date) -> None:
        unit = link.progress.enrolment.unit
        self.criteria += 1
        self.since = min(self.since, link.waits_since)  # type: ignore[attr-defined]
        self.promised = min(self.promised, promised)
        self.again = self.again or link.again  # type: ignore[attr-defined]
        if unit not in self.units:
            self.units.append(unit)

    @property
    def overdue(self) -> bool:
        return self.promised < timezone.localdate()


def queue(actor: Membership, promises: Promises | None = None) -> list[QueueRow]:
    return _grouped(waiting_for(actor), promises or Promises(actor.centre_id))


def trainees_queue(actor: Membership, promises: Promises | None = None) -> list[QueueRow]:
    """What waits for the assessors in training whom the actor countersigns."""
    of_trainees = Membership.objects.filter(countersigner=actor, trainee=True)
    found = waiting_links().filter(progress__enrolment__registration__assessor__in=of_trainees)
    return _grouped(found, promises or Promises(actor.centre_id))


def by_candidate(rows: list[QueueRow]) -> list[QueueRow]:
    """Each candidate's items together, in the order in which the candidates come up."""
    first: dict[object, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.item.registration_id, place)
    return sorted(rows, key=lambda row: first[row.item.registration_id])


def candidates_of(rows: list[QueueRow]) -> list[tuple[str, list[QueueRow]]]:
    """The rows of `by_candidate`, each candidate's under their name."""
    groups = groupby(by_candidate(rows), key=lambda row: row.item.registration)
    return [(registration.candidate.name, list(items)) for registration, items in groups]


def _grouped(links: QuerySet[EvidenceLink], promises: Promises) -> list[QueueRow]:
    decided = CriterionDecision.objects.filter(progress=OuterRef("progress"))
    loaded = links.annotate(again=Exists(decided)).select_related(
        "evidence__file",
        "evidence__registration__candidate",
        "evidence__registration__assessor__user",
        "progress__enrolment__unit",
    )
    rows: dict[object, QueueRow] = {}
    for link in loaded.order_by("progress__enrolment__unit__code"):
        since: dt.datetime = link.waits_since  # type: ignore[attr-defined]
        rows.setdefault(link.evidence_id, QueueRow(link.evidence, since)).add(link, promises.of(since))
    return sorted(rows.values(), key=lambda row: (row.promised, row.since, str(row.item.pk)))
