"""The best way to finish: which further units, with what is achieved, meet every clause for the least.

One limit after another is settled: the choices among the units that touch it are joined, and from then on only what
they fill and cost matters. Of the choices that fill and use the same only the cheapest is kept (frontier.py), and none
that cannot end below the best found. What the rest must still cost at the least is told by prices (prices.py). A first,
narrow search finds a good end, the next a better; one that leaves nothing out for want of room proves its end the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from units.combination.frontier import Fields, Points
from units.combination.model import Bound, Interpretation, bits
from units.combination.prices import Prices
from units.combination.work import THINNING, TooMuchWork, Work

WIDTHS = (48, 800, 60_000)  # choices kept of a set of units, search after search
FEW = 8  # choices that it takes less time to keep than to weigh
FRACTION = 20  # bits behind the point of a price


class Found(NamedTuple):
    """The units of the best end as a mask; `proved`: no other end counts for less."""

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
    end: int,
    scale: int,
    work: Work,
    widths: Sequence[int] = WIDTHS,
) -> Found:
    """The choice of units of the mask that costs least and keeps every bound; `end` is one that does.

    A cost of 0 is for what is there already. What counts of a cost is `cost // scale`; the rest decides between ends
    that count the same, and its lowest bits, one for each unit of the reading, name the units that it is for, the lowest
    code first (`naming`), so that no two choices cost the same. A search that left nothing out for want of room is the last;
    so is the second with the proof that nothing counts for less, and one for which there is no `work` left.
    """
    search = _Search(reading, units, costs, bounds, scale)
    best, proved = sum(costs[i] for i in bits(end & units)), False
    for number, width in enumerate(widths):
        try:
            found, whole = search.run(best, width, work if number else Work())
        except TooMuchWork:
            break
        best = min(best, found)
        proved = whole or search.least(best) >= best // scale
        if whole or (proved and number):
            break
    return Found(_named(best, len(costs)), proved)


def naming(i: int, number: int) -> int:
    """What names unit `i` of so many in the lowest bits of a cost: the sum is lower if lower codes are among it."""
    return (1 << number) - (1 << (number - 1 - i))


def _named(cost: int, number: int) -> int:
    """The mask of the units that a cost names."""
    named = -cost & ((1 << number) - 1)
    return sum(1 << (number - 1 - place) for place in bits(named))


class _Search:
    def __init__(
        self, reading: Interpretation, units: int, costs: Sequence[int], bounds: Sequence[Bound], scale: int
    ) -> None:
        self.reading, self.costs, self.units, self.scale = reading, costs, units, scale
        self.needs = [bound for bound in bounds if bound.minimum]
        self.limits = [(bound, bound.maximum) for bound in bounds if bound.maximum is not None]
        self.fields = Fields([bound.minimum for bound in self.needs], [most for _, most in self.limits])
        weights = {
            i: ([self._weight(b, i) for b in self.needs], [self._weight(b, i) for b, _ in self.limits])
            for i in bits(units)
        }
        self.prices = Prices(self.fields, weights, costs)
        self.counting = Prices(self.fields, weights, [cost // scale << FRACTION for cost in costs])
        self.guide = Prices(self.fields, weights, [cost // scale + bool(cost) << FRACTION for cost in costs])
        self.states = {i: self.fields.state(*weights[i]) for i in bits(units)}

    def _weight(self, bound: Bound, i: int) -> int:
        return (self.reading.units[i].credit if bound.in_credits else 1) * (bound.members >> i & 1)

    def run(self, limit: int, width: int, work: Work) -> tuple[int, bool]:
        """The cost of the cheapest choice, or the limit if none is below it, and whether none was left out for want of room."""
        self.limit, self.width, self.work, self.whole = limit, width, work, True
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
        return min((cost for state, cost in ends.items() if self.fields.is_full(state)), default=limit), self.whole

    def _size(self, place: int, sets: Sequence[Choices]) -> int:
        """How many units have to be looked at together to settle a limit."""
        members = self.limits[place][0].members
        return sum(one.units.bit_count() for one in sets if one.units & members)

    def _together(self, sets: Sequence[Choices]) -> Choices:
        """The smallest first, so that the many choices of few sets are not joined with each unit."""
        units, points = 0, self.fields.start()
        for one in sorted(sets, key=lambda one: len(one.points)):
            units |= one.units
            self.work.add(len(points) * len(one.points))
            joined = self.fields.joined(points, one.points, rest=self._rest(units))
            self.work.add(len(joined) * THINNING)
            points = self._kept(joined, units)
        return Choices(units, points)

    def _rest(self, units: int) -> int:
        """The state of all the other units together, as far as the needs ask."""
        others = list(bits(self.units & ~units))
        filled = [sum(self._weight(bound, i) for i in others) for bound in self.needs]
        return self.fields.state(filled, [0] * len(self.limits))

    def least(self, end: int) -> int:
        """What counts of the cost of any end, at the least; `end` is what the best so far costs."""
        self.prices.sharpen(end)
        self.counting.sharpen(end // self.scale << FRACTION)
        return -(-self.counting.least() >> FRACTION)

    def _kept(self, points: Points, units: int) -> Points:
        """Those that can still end below the limit; if that is too many, the most promising.

        Many ends may count the same, and what sets them apart is too little to guide by: so here a unit has a cost too.
        """
        if len(points) > FEW:
            points = {state: points[state] for least, state in self.prices.ranked(points, units) if least < self.limit}
        points = self.fields.thinned(points)
        if len(points) > self.width:
            self.whole = False
            counting = {state: cost // self.scale << FRACTION for state, cost in points.items()}
            points = {state: points[state] for _, state in sorted(self.guide.ranked(counting, units))[: self.width]}
        return points
