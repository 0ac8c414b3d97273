"""The marking queue: what waits, oldest first."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from assessment.models import CriterionDecision
from assessment.waiting import waiting_for, waiting_links
from centres.models import Membership
from portfolio.models import Evidence, EvidenceLink
from units.models import Unit


@dataclass
class QueueRow:
    """`again`: feedback was given on one of its criteria before."""

    item: Evidence
    since: dt.datetime
    criteria: int = 0
    units: list[Unit] = field(default_factory=list)
    again: bool = False

    def add(self, link: EvidenceLink) -> None:
        unit = link.progress.enrolment.unit
        self.criteria += 1
        self.since = min(self.since, _waits_since(link))
        self.again = self.again or link.again  # type: ignore[attr-defined]
        if unit not in self.units:
            self.units.append(unit)


def _waits_since(link: EvidenceLink) -> dt.datetime:
    return max(link.progress.since, link.evidence.submitted_at or link.progress.since)


def queue(actor: Membership) -> list[QueueRow]:
    return _grouped(waiting_for(actor))


def trainees_queue(actor: Membership) -> list[QueueRow]:
    """What waits for the assessors in training whom the actor countersigns."""
    of_trainees = Membership.objects.filter(countersigner=actor, trainee=True)
    return _grouped(waiting_links().filter(progress__enrolment__registration__assessor__in=of_trainees))


def _grouped(links: QuerySet[EvidenceLink]) -> list[QueueRow]:
    decided = CriterionDecision.objects.filter(progress=OuterRef("progress"))
    loaded = links.annotate(again=Exists(decided)).select_related(
        "evidence__file",
        "evidence__registration__candidate",
        "evidence__registration__assessor__user",
        "progress__enrolment__unit",
    )
    rows: dict[object, QueueRow] = {}
    for link in loaded.order_by("progress__enrolment__unit__code"):
        rows.setdefault(link.evidence_id, QueueRow(link.evidence, _waits_since(link))).add(link)
    return sorted(rows.values(), key=lambda row: (row.since, str(row.item.pk)))
