"""What a rule demands. Every line has one shape: at least so many items, kinds or days, of any evidence or of some kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ITEMS, KINDS, DAYS = "items", "kinds", "days"
BY = (ITEMS, KINDS, DAYS)
MOST = 20  # of anything that one line can demand
MOST_MONTHS = 120


class DemandError(ValueError):
    """A rule that nobody can have meant, in words for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Demand:
    """At least `least` of what `by` counts. `kinds`: of these kinds only, empty for any; `others`: of any kind *but* these.

    "Not witness testimony alone" is one of another kind than witness testimony. `must`: it stops the decision; else the
    assessor may go on and says why.
    """

    least: int
    by: str = ITEMS
    kinds: tuple[str, ...] = ()
    others: bool = False
    must: bool = False

    def __post_init__(self) -> None:
        if self.by not in BY:
            raise DemandError(f"“{self.by}” is nothing that can be counted.")
        if not 1 <= self.least <= MOST:
            raise DemandError(f"{self.least} is outside what a line can demand: from 1 to {MOST}.")
        if self.others and not self.kinds:
            raise DemandError("“Another kind” needs the kind that it is another than.")
        if self.by == KINDS and self.kinds and not self.others and self.least > len(self.kinds):
            raise DemandError(f"{self.least} kinds are demanded, and only {len(self.kinds)} are allowed.")

    def admits(self, kind: str) -> bool:
        return not self.kinds or (kind in self.kinds) != self.others


@dataclass(frozen=True, slots=True)
class Demands:
    """All lines of one rule, and what counts for them: `real` work only; done in the `months` before it was submitted.

    Without a line nothing is demanded, whatever a wider rule says.
    """

    lines: tuple[Demand, ...] = ()
    real: bool = False
    months: int | None = None

    def __post_init__(self) -> None:
        if self.months is not None and not 1 <= self.months <= MOST_MONTHS:
            raise DemandError(f"{self.months} months are outside what can be demanded: from 1 to {MOST_MONTHS}.")
        if (self.real or self.months) and not self.lines:
            raise DemandError("What counts is said, but not how much of it: at least 1 item, for example.")

    def as_data(self) -> dict[str, Any]:
        """As it is stored and sealed: whole numbers, words and lists."""
        lines = [
            {"least": one.least, "by": one.by, "kinds": list(one.kinds), "others": one.others, "must": one.must}
            for one in self.lines
        ]
        return {"lines": lines, "real": self.real, "months": self.months}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Demands":
        lines = tuple(Demand(**{**line, "kinds": tuple(line["kinds"])}) for line in data["lines"])
        return cls(lines, data["real"], data["months"])


NOTHING = Demands()
