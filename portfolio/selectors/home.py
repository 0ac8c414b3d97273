"""What a candidate has to do next, in order, and what others have to do."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.urls import reverse

from centres.gates import Blocker
from centres.models import Membership
from portfolio import panels
from portfolio.models import CriterionProgress, Evidence, Registration
from portfolio.selectors.evidence import drafting_url
from portfolio.selectors.units import UnitLine
from portfolio.states import CriterionState, EvidenceState, RegistrationState


def things_to_do(actor: Membership, registration: Registration, lines: list[UnitLine], items: int) -> list[Blocker]:
    """`items`: how many the candidate has, withdrawn ones aside. Upper apps' first: feedback holds up more than a draft does."""
    if registration.state != RegistrationState.ACTIVE:
        return []
    return [
        *panels.todo(actor, registration),
        *drafts_to_finish(registration),
        *first_steps(lines, items),
    ]


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
    by_batch: dict[UUID, list[Evidence]] = defaultdict(list)
    for row in rows:
        by_batch[row.batch].append(row)
    return [Batch(batch, items) for batch, items in by_batch.items()]


def drafts_to_finish(registration: Registration) -> Iterator[Blocker]:
    for batch in draft_batches(registration):
        yield Blocker(
            "draft",
            f"Finish {batch.name}",
            "Stored, but not submitted yet: your assessor does not see it.",
            since=batch.since,
            link=batch.url,
            link_text="Open the draft",
        )


def first_steps(lines: list[UnitLine], items: int) -> Iterator[Blocker]:
    if not lines:
        yield Blocker(
            "no_units",
            "Choose your units",
            "Talk to your assessor about the ones that fit your work. The list shows how far they reach.",
            link=reverse("choose_units"),
            link_text="Choose units",
        )
    elif not items:
        yield Blocker(
            "nothing_uploaded",
            "Upload your first evidence",
            "Photos, documents, sound and video all count. One item can show several criteria.",
            link=reverse("upload"),
            link_text="Upload",
        )


def waiting_for_assessor(registration: Registration) -> dict[str, Any]:
    """How many criteria wait for a decision, and since when."""
    found: dict[str, Any] = CriterionProgress.objects.filter(
        enrolment__registration=registration, state=CriterionState.SENT
    ).aggregate(number=Count("pk"), since=Min("since"))
    return found
