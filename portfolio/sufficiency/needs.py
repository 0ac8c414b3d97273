"""What is still needed. More evidence never makes more needed, and every need can be closed by further evidence."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from centres.working_days import months_after
from portfolio.sufficiency.demands import DAYS, KINDS, Demand, Demands


@dataclass(frozen=True, slots=True)
class Item:
    """Evidence as far as a rule looks at it. `same`: equal for two items with the same bytes, which count as one."""

    same: str
    kind: str
    done_on: dt.date | None
    sent_on: dt.date
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """A line that is short. `have` and `missing` are in what the line counts: items, kinds or days."""

    demand: Demand
    have: int

    @property
    def missing(self) -> int:
        return self.demand.least - self.have


def needs(demands: Demands, items: Iterable[Item]) -> tuple[Need, ...]:
    """In the order of the lines; empty where the rule is met."""
    counting = [item for item in items if not why_left_out(demands, item)]
    found = (Need(line, _have(line, counting)) for line in demands.lines)
    return tuple(need for need in found if need.missing > 0)


def _have(line: Demand, items: Sequence[Item]) -> int:
    ours = [item for item in items if line.admits(item.kind)]
    if line.by == DAYS:
        return len({item.done_on for item in ours} - {None})
    return len({item.kind for item in ours} if line.by == KINDS else {item.same for item in ours})


def left_out(demands: Demands, items: Iterable[Item]) -> list[tuple[Item, str]]:
    """What does not count for the rule, and why: for whoever wonders where the second item went."""
    return [(item, why) for item in items if demands.lines and (why := why_left_out(demands, item))]


def why_left_out(demands: Demands, item: Item) -> str:
    """Empty where it counts."""
    if demands.real and item.simulated:
        return "a simulation"
    if demands.months and (item.done_on is None or months_after(item.done_on, demands.months) < item.sent_on):
        return f"done more than {demands.months} {'month' if demands.months == 1 else 'months'} before it was submitted"
    return ""


def closing_kinds(demands: Demands, items: Iterable[Item], kinds: Sequence[str]) -> tuple[str, ...]:
    """Kinds of further items that close every need, each chosen to close as much as it can; `kinds` in order of preference.

    Each is taken to be of real work, recent, and done on a day of its own.
    """
    have = list(items)
    chosen: list[str] = []
    while best := next_kinds(demands, have, kinds):
        have.append(_further(best[0], len(chosen)))
        chosen.append(best[0])
    return tuple(chosen)


def next_kinds(demands: Demands, items: Iterable[Item], kinds: Sequence[str]) -> tuple[str, ...]:
    """Kinds of one further item that closes as much as any can; empty where nothing is short, or none of `kinds` helps."""
    have = list(items)
    left = {kind: _missing(needs(demands, [*have, _further(kind, len(have))])) for kind in kinds}
    least = min(left.values(), default=0)
    return tuple(kind for kind in kinds if left[kind] == least) if least < _missing(needs(demands, have)) else ()


def _further(kind: str, number: int) -> Item:
    day = dt.date(9000, 12, 31) - dt.timedelta(number)
    return Item(f"further {number}", kind, day, day)


def _missing(found: Iterable[Need]) -> int:
    return sum(need.missing for need in found)
