"""How far a candidate should be, and whether somebody has to worry. Pure; the figures are the centre's policies."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from centres.templatetags._words import counted, day

TIME_TO_CHOOSE = dt.timedelta(days=14)


class Level(StrEnum):
    """By how much it worries, the most last; the values are state codes of the vocabulary."""

    ON_TRACK = "ontrack"
    WATCH = "watch"
    AT_RISK = "atrisk"


LEVELS = list(Level)


@dataclass(frozen=True, slots=True)
class Risk:
    level: Level
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one candidate on one day. `promised`: by when the oldest waiting item should be decided."""

    today: dt.date
    begun: dt.date
    ends: dt.date
    review_on: dt.date
    last_contact: dt.date
    met: int
    total: int
    promised: dt.date | None
    on_hold: int
    silence_days: int
    percent_behind: int

    @property
    def due_by_now(self) -> int:
        """Criteria that would be met today if each took the same share of the time from registration to the planned end."""
        whole, gone = (self.ends - self.begun).days, (self.today - self.begun).days
        return self.total if whole <= 0 else self.total * min(max(gone, 0), whole) // whole

    @property
    def behind(self) -> int:
        """In per cent of all criteria."""
        return max(self.due_by_now - self.met, 0) * 100 // self.total if self.total else 0

    @property
    def silent(self) -> int:
        """Days."""
        return (self.today - self.last_contact).days

    @property
    def review_is_due(self) -> bool:
        return not self.finished and self.review_on <= self.today

    @property
    def finished(self) -> bool:
        return self.total > 0 and self.met == self.total


def risk_of(standing: Standing) -> Risk:
    """The gravest finding, with its reason in words; of several as grave the first."""
    found = list(_findings(standing))
    return max(found, key=lambda risk: LEVELS.index(risk.level), default=Risk(Level.ON_TRACK))


def _findings(standing: Standing) -> Iterator[Risk]:
    yield from _promise(standing)
    if not standing.finished:
        yield from _silence(standing)
        yield from _plan(standing)
        if standing.review_on < standing.today:
            yield Risk(Level.WATCH, f"Review was due {day(standing.review_on)}")
    if standing.on_hold:
        yield Risk(Level.WATCH, f"{counted(standing.on_hold, 'unit')} on hold")


def _promise(standing: Standing) -> Iterator[Risk]:
    if standing.promised is None:
        return
    left = (standing.promised - standing.today).days
    if left < 0:
        yield Risk(Level.AT_RISK, f"Decision promised by {day(standing.promised)}")
    elif left <= 1:
        yield Risk(Level.WATCH, f"Decision promised by {'today' if left == 0 else 'tomorrow'}")


def _silence(standing: Standing) -> Iterator[Risk]:
    said = f"No contact for {counted(standing.silent, 'day')}"
    if standing.silent >= standing.silence_days:
        yield Risk(Level.AT_RISK, said)
    elif standing.silent * 2 >= standing.silence_days:
        yield Risk(Level.WATCH, said)


def _plan(standing: Standing) -> Iterator[Risk]:
    if standing.today > standing.ends:
        yield Risk(Level.AT_RISK, f"Was to end by {day(standing.ends)}")
    if not standing.total:
        if standing.today - standing.begun > TIME_TO_CHOOSE:
            yield Risk(Level.WATCH, "No units chosen")
    elif standing.behind * 2 >= standing.percent_behind:
        level = Level.AT_RISK if standing.behind >= standing.percent_behind else Level.WATCH
        yield Risk(level, f"{standing.due_by_now} criteria due by now, {standing.met} met")
