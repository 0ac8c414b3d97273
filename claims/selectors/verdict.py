"""The rule's verdict, and its clauses as a page shows them."""

from dataclasses import dataclass
from typing import NamedTuple

from claims.loading import standing_of
from claims.standing import Standing
from portfolio.models import Registration
from units.combination import ClauseOutcome, Outcome


def verdict(registration: Registration) -> Outcome | None:
    """On the units that internal quality assurance has cleared; None where no rule is on file."""
    return standing_of(registration).verdict


class Chip(NamedTuple):
    """A unit within a clause. `kind` is "" if it counts in full, "part", "surplus", or "missing": under way, not cleared."""

    code: str
    title: str
    credit: int
    kind: str
    credits_counted: int


@dataclass(frozen=True)
class ClauseLine:
    clause: ClauseOutcome
    chips: list[Chip]

    @property
    def full(self) -> int:
        """What the bar ends at."""
        return self.clause.need if self.clause.limit is None else self.clause.limit


def lines(clauses: tuple[ClauseOutcome, ...], under_way: Standing | None = None) -> list[ClauseLine]:
    """Each clause with its achieved units; with a standing, also with those that are under way."""
    prospect = under_way.prospect if under_way else None
    later = {clause.path: clause for clause in prospect.clauses} if prospect else {}
    return [ClauseLine(clause, _chips(clause, later.get(clause.path))) for clause in clauses]


def _chips(clause: ClauseOutcome, later: ClauseOutcome | None) -> list[Chip]:
    chips = [
        Chip(
            unit.code,
            unit.title,
            unit.credit,
            _kind(unit.credits_counted, unit.credit, unit.counted),
            unit.credits_counted,
        )
        for unit in clause.units
    ]
    here = {chip.code for chip in chips}
    coming = [unit for unit in later.units if unit.code not in here] if later else []
    return [*chips, *(Chip(unit.code, unit.title, unit.credit, "missing", 0) for unit in coming)]


def _kind(credits_counted: int, credit: int, counted: bool) -> str:
    if not counted:
        return "surplus"
    return "part" if credits_counted < credit else ""
