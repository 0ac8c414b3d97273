"""What a candidate does next, in order, with reasons; and what they wait for. Upper apps add their own.

In `AppConfig.ready()`: `next_steps.PROVIDERS.append(my_steps)` and `next_steps.WAITING.append(my_waits)`, functions of
`Home`. All of them together may cost a page no more than 15 queries, so one query each.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.utils import timezone

from centres.models import Membership
from portfolio.models import Evidence, Registration
from portfolio.selectors.units import UnitLine


class Rank(IntEnum):
    """What comes first: what holds up somebody's decision, then what holds up the candidate, then what is next."""

    SENT_BACK = 1  # evidence that is not enough yet
    OVERDUE = 2  # every step whose day has passed stands here at the latest
    READ = 3  # what was written to them
    AGREE = 4  # what waits for their signature
    FINISH = 5  # stored, but not submitted
    DUE = 6  # planned for a day
    CHASE = 7  # somebody outside has not answered
    BEGIN = 8  # the first days
    CARRY_ON = 9  # shown only where nothing else is to do


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do: `what` as an instruction, `why` it matters, and the one link that does it."""

    rank: Rank
    what: str
    why: str
    link: str
    link_text: str
    since: dt.datetime | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody else's turn: `who` with their part ("your assessor"), and what it is."""

    who: str
    part: str
    what: str
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Home:
    """What the page has read already, for whoever adds to it. `items`: how many there are, withdrawn ones aside."""

    actor: Membership
    registration: Registration
    lines: list[UnitLine]
    drafts: list[Evidence]
    records: list[Evidence]  # written by an assessor and not answered yet
    items: int
    award: Any  # portfolio.selectors.units.Award
    shared: dict[str, Any] = field(default_factory=dict)  # what one of the providers has read for another


PROVIDERS: list[Callable[[Home], Iterable[NextStep]]] = []
WAITING: list[Callable[[Home], Iterable[Waiting]]] = []


def next_steps(home: Home) -> list[NextStep]:
    return in_order((step for ask in PROVIDERS for step in ask(home)), timezone.localdate())


def in_order(steps: Iterable[NextStep], today: dt.date) -> list[NextStep]:
    """By rank, what is overdue at the latest after what was sent back; then by day, then the longest waiting first.

    What to carry on with is left out while there is anything else.
    """
    found = sorted(steps, key=lambda step: _place(step, today))
    wanted = [step for step in found if step.rank != Rank.CARRY_ON]
    return wanted or found[:1]


def _place(step: NextStep, today: dt.date) -> tuple[int, dt.date, str, str]:
    overdue = step.due_on is not None and step.due_on < today
    rank = min(step.rank, Rank.OVERDUE) if overdue else step.rank
    since = step.since.isoformat() if step.since else "9999"
    return rank, step.due_on or dt.date.max, since, step.what


def waiting(home: Home) -> list[Waiting]:
    """The longest first."""
    found = [one for ask in WAITING for one in ask(home)]
    return sorted(found, key=lambda one: one.since.isoformat() if one.since else "9999")
