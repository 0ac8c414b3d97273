"""A candidate's home page: what portfolio itself has to say about what is next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from centres.models import Membership
from portfolio.models import Evidence, Registration
from portfolio.next_steps import Home, NextStep, Rank, Waiting
from portfolio.selectors.evidence import VIEWS, drafting_url, is_unread
from portfolio.selectors.units import signed_off, unit_lines
from portfolio.states import CriterionState, EvidenceState, UnitState

LAST_UPLOADS = 3


def home_of(actor: Membership, registration: Registration) -> tuple[Home, list[Evidence]]:
    """With the last uploads."""
    lines, items = unit_lines(registration, drafts=True), _glance(registration)
    drafts = [item for item in reversed(items) if item.state == EvidenceState.DRAFT]
    award = signed_off(registration, lines)
    total: int = items[0].total if items else 0  # type: ignore[attr-defined]
    records = [item for item in reversed(items) if item.unread]  # type: ignore[attr-defined]
    return Home(actor, registration, lines, drafts, records, total, award), items[:LAST_UPLOADS]


def _glance(registration: Registration) -> list[Evidence]:
    """Every draft, every record to be read and the last uploads, the newest first, each with the number of all items."""
    kept: Any = Evidence.objects.filter(VIEWS[""][1], registration=registration)
    last = kept.order_by("-arrived_at", "-pk").values("pk")[:LAST_UPLOADS]
    all_of_them = Evidence.objects.filter(VIEWS[""][1], registration=OuterRef("registration"))
    total = all_of_them.order_by().values("registration").annotate(n=Count("pk")).values("n")
    rows = kept.annotate(total=Subquery(total), unread=is_unread()).select_related("file", "made_by__user")
    wanted = Q(state=EvidenceState.DRAFT) | Q(unread=True) | Q(pk__in=last)
    return list(rows.filter(wanted).order_by("-arrived_at", "-pk"))


@dataclass(frozen=True)
class Batch:
    """Drafts that came through one form and are described together."""

    id: UUID
    items: list[Evidence]

    @property
    def name(self) -> str:
        """ "“Whiteboard.jpg” and 2 more"."""
        more = f" and {len(self.items) - 1} more" if len(self.items) > 1 else ""
        return f"“{self.items[0]}”{more}"

    @property
    def since(self) -> dt.datetime:
        since: dt.datetime = self.items[0].arrived_at
        return since

    @property
    def url(self) -> str:
        return drafting_url(self.items[0])


def draft_batches(registration: Registration) -> list[Batch]:
    rows: Any = registration.evidence.filter(state=EvidenceState.DRAFT).select_related("file").order_by("arrived_at")
    return batches(rows)


def batches(rows: Iterable[Evidence]) -> list[Batch]:
    """`rows`: the earliest first."""
    by_batch: dict[UUID, list[Evidence]] = defaultdict(list)
    for row in rows:
        by_batch[row.batch].append(row)
    return [Batch(batch, items) for batch, items in by_batch.items()]


# Steps ------------------------------------------------------------------------------------------------------------
def drafts_to_finish(home: Home) -> Iterator[NextStep]:
    for batch in batches(home.drafts):
        yield NextStep(
            Rank.FINISH,
            f"Finish {batch.name}",
            "Stored, but not submitted yet: your assessor does not see it.",
            batch.url,
            "Open the draft",
            since=batch.since,
        )


def records_to_read(home: Home) -> Iterator[NextStep]:
    for item in home.records:
        yield NextStep(
            Rank.READ,
            f"Read what was recorded: “{item}”",
            f"{item.made_by.name} wrote it down. Say whether it is what happened.",  # type: ignore[union-attr]
            reverse("evidence", args=[item.pk]),
            "Read it",
            since=item.submitted_at,
        )


def first_steps(home: Home) -> Iterator[NextStep]:
    if not home.lines:
        yield NextStep(
            Rank.BEGIN,
            "Choose your units",
            "Talk to your assessor about the ones that fit your work. The list shows how far they reach.",
            reverse("choose_units"),
            "Choose units",
        )
    elif not home.items and any(not line.enrolment.whole for line in home.lines):
        yield NextStep(
            Rank.BEGIN,
            "Upload your first evidence",
            "Photos, documents, sound and video all count. One item can show several criteria.",
            reverse("upload"),
            "Upload",
        )


def carry_on(home: Home) -> Iterator[NextStep]:
    """The unit that is nearest to its end and has criteria without evidence, else the way to the next unit."""
    begun = [line for line in home.lines if line.enrolment.state == UnitState.PROGRESS and line.counts["none"]]
    if begun:
        line = min(begun, key=lambda line: line.counts["none"])
        number = line.counts["none"]
        what = "criterion has" if number == 1 else "criteria have"
        link = reverse("my_unit", args=[line.enrolment.pk])
        why = f"{number} {what} no evidence yet."
        yield NextStep(Rank.CARRY_ON, f"Carry on with {line.enrolment.unit.title}", why, link, "Open the unit")
    elif home.award.need is None or home.award.have < home.award.need:
        why = "Everything is submitted in the units that you have chosen."
        yield NextStep(Rank.CARRY_ON, "Plan your next unit", why, reverse("my_plan"), "Plan the units")


# Other people's turn ----------------------------------------------------------------------------------------------
def with_the_assessor(home: Home) -> Iterator[Waiting]:
    name = home.registration.assessor.name
    number = sum(line.counts[CriterionState.SENT] for line in home.lines)
    if number:
        what = f"{number} {'criterion' if number == 1 else 'criteria'} to decide"
        since = min(line.sent_since for line in home.lines if line.sent_since)
        yield Waiting(name, "your assessor", what, since)
    for line in home.lines:
        if line.state == "ready":
            why = "it is passed" if line.standing else "every criterion is met"
            yield Waiting(name, "your assessor", f"To sign off {line.enrolment.unit.title}: {why}")


def with_others(home: Home) -> Iterator[Waiting]:
    for line in home.lines:
        if line.state == UnitState.AWAITING:
            yield Waiting("A second assessor", "who countersigns", f"To countersign {line.enrolment.unit.title}")
        elif line.state == UnitState.HOLD:
            yield Waiting("Quality assurance", "of your centre", f"{line.enrolment.unit.title} is on hold")
