"""The best way to finish: which further units, with what is achieved, meet every clause for the least.

One limit after another is settled: the choices among the units that touch it are joined, and from then on only what
they fill and cost matters. Of the choices that fill and use the same only the cheapest is kept (frontier.py), and none
that cannot end below the best found. What the rest must still cost at the least is told by prices (prices.py). A first,
narrow search finds a good end, and the next ones a better within that limit; one that leaves nothing out for want of
room proves that its end is the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from units.combination.frontier import Fields, Points
from units.combination.model import Bound, Interpretation, bits
from units.combination.prices import Prices

WIDTHS = (48, 800, 60_000)  # choices kept of a set of units, search after search


class Found(NamedTuple):
    """The units of the best end as a mask; `proved` unless there were too many choices to keep."""

    chosen: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices among the units of a mask."""

    units: int
    points: Points


def cheapest(
    reading: Interpretation,
    units: int,
    costs: Sequence[int],
    bounds: Sequence[Bound],
    *,
    scale: int,
    widths: Sequence[int] = WIDTHS,
) -> Found | None:
    """The choice of units of the mask that costs least and keeps every bound; None if none was found.

    A cost of 0 is for what is there already. What counts of a cost is `cost // scale`; the rest decides between plans
    that cost the same, and its lowest bits, one for each unit of the reading, name the units that it is for, the lowest
    code first (`naming`), so that no two choices cost the same. `proved` is said of what counts.
    """
    search = _Search(reading, units, costs, bounds, scale)
    best: int | None = None
    proved = False
    for width in widths:
        found, whole = search.run(best, width)
        if found is not None and (best is None or found < best):
            best = found
            search.sharpen(best)
        proved = whole or best is not None and search.least() >= best // scale
        if whole or proved and width != widths[0]:
            break
    return Found(_named(best, len(costs)), proved) if best is not None else None


def naming(i: int, number: int) -> int:
    """What names unit `i` of so many in the lowest bits of a cost: the sum is lower if lower codes are among it."""
    return (1 << number) - (1 << (number - 1 - i))


def _named(cost: int, number: int) -> int:
    """The mask of the units that a cost names."""
    named = -cost & ((1 << number) - 1)
    return sum(1 << (number - 1 - place) for place in bits(named))


class _Search:
    def __init__(self, reading: Interpretation, units: int, costs: Sequence[int], bounds: Sequence[Bound], scale: int) -> None:
        self.reading, self.costs, self.units, self.scale = reading, costs, units, scale
        self.needs = [bound for bound in bounds if bound.minimum]
        self.limits = [(bound, bound.maximum) for bound in bounds if bound.maximum is not None]
        self.fields = Fields([bound.minimum for bound in self.needs], [most for _, most in self.limits])
        weights = {
            i: ([self._weight(b, i) for b in self.needs], [self._weight(b, i) for b, _ in self.limits])
            for i in bits(units)
        }
        self.prices = Prices(self.fields, weights, costs)
        self.guide = Prices(self.fields, weights, [10 * (cost // scale) + 10 * bool(cost) for cost in costs])
        self.plain = Prices(self.fields, weights, [cost // scale << 20 for cost in costs])
        self.factor = scale / 10
        self.states = {i: self.fields.state(*weights[i]) for i in bits(units)}

    def _weight(self, bound: Bound, i: int) -> int:
        return (self.reading.units[i].credit if bound.in_credits else 1) * (bound.members >> i & 1)

    def run(self, limit: int | None, width: int) -> tuple[int | None, bool]:
        """The cost of the cheapest choice below the limit, and whether none was left out for want of room."""
        self.limit, self.width, self.whole = limit, width, True
        sets = [Choices(1 << i, {self.states[i]: self.costs[i]} | {0: 0}) for i in bits(self.units)]
        open_limits = set(range(len(self.limits)))
        while open_limits:
            place = min(open_limits, key=lambda place: (self._size(place, sets), place))
            open_limits.remove(place)
            touching = [one for one in sets if one.units & self.limits[place][0].members]
            sets = [one for one in sets if not one.units & self.limits[place][0].members]
            if touching:
                settled = self._together(touching)
                points = self.fields.forgotten(settled.points, place)
                sets.append(Choices(settled.units, self._kept(points, settled.units)))
        ends = self._together(sets).points
        return min((cost for state, cost in ends.items() if self.fields.is_full(state)), default=None), self.whole

    def _size(self, place: int, sets: Sequence[Choices]) -> int:
        """How many units have to be looked at together to settle a limit."""
        members = self.limits[place][0].members
        return sum(one.units.bit_count() for one in sets if one.units & members)

    def _together(self, sets: Sequence[Choices]) -> Choices:
        """The smallest first, so that the many choices of few sets are not joined with each unit."""
        units, points = 0, self.fields.start()
        for one in sorted(sets, key=lambda one: len(one.points)):
            units |= one.units
            joined = self.fields.joined(points, one.points, rest=self._rest(units))
            points = self._kept(joined, units)
        return Choices(units, points)

    def _rest(self, units: int) -> int:
        """The state of all the other units together, as far as the needs ask."""
        others = list(bits(self.units & ~units))
        filled = [sum(self._weight(bound, i) for i in others) for bound in self.needs]
        return self.fields.state(filled, [0] * len(self.limits))

    def sharpen(self, end: int) -> None:
        self.prices.sharpen(end)
        self.plain.sharpen(end // self.scale << 20)

    def least(self) -> int:
        """What counts of the cost of any end, at the least."""
        return -(-self.plain.least() >> 20)

    def _kept(self, points: Points, units: int) -> Points:
        """Those that can still end below the limit; if that is too many, the most promising."""
        if self.limit is not None:
            points = {state: points[state] for least, state in self.prices.ranked(points, units) if least < self.limit}
        points = self.fields.thinned(points)
        if len(points) > self.width:
            self.whole = False
            ranked = sorted(self.guide.ranked({s: c * 10 // self.scale for s, c in points.items()}, units))
            points = {state: points[state] for _, state in ranked[: self.width]}
        return points
