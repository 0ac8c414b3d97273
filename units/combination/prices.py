"""What a choice must still cost at the least, told by prices.

A price for each credit or unit that a need asks for, and one for each that a limit allows, make a bound on the cost of
any choice that keeps them all, whatever the prices are; good prices make it a close one.
"""

from collections.abc import Mapping, Sequence
from operator import add, mul

from units.combination.frontier import Fields, Points

ROUNDS = 80

Weights = tuple[Sequence[int], Sequence[int]]  # of one unit: for each need, for each limit


class Prices:
    """Of the needs, then of the limits. `weights` and `costs` are of the units by their place."""

    def __init__(self, fields: Fields, weights: Mapping[int, Weights], costs: Sequence[int]) -> None:
        self.fields = fields
        self.costs = {i: costs[i] for i in weights}
        self.rows = {i: [*needs, *(-used for used in limits)] for i, (needs, limits) in weights.items()}
        self.asked = [*fields.needs, *(-limit for limit in fields.limits)]
        self.scale = max([1, *self.costs.values()])
        self.guess: list[float] = self._first()
        self.sharpen()

    def _first(self) -> list[float]:
        """The price of one need by itself, as high as no unit pays at it: of all needs the one that asks the most."""
        guess = [0.0] * len(self.asked)
        worth = [0.0] * len(self.fields.needs)
        for place, need in enumerate(self.fields.needs):
            each = [self.costs[i] / self.scale / row[place] for i, row in self.rows.items() if row[place]]
            worth[place] = need * min(each, default=0.0)
        most = max(worth, default=0.0)
        if most:
            place = worth.index(most)
            guess[place] = most / self.fields.needs[place]
        return guess

    def sharpen(self, end: int | None = None) -> None:
        """Steps towards what the units that pay at these prices fill too little or use too much.

        With the cost of an end, by as much as the bound lies below it.
        """
        costs = [cost / self.scale for cost in self.costs.values()]
        rows = list(self.rows.values())
        prices, best = list(self.guess), float("-inf")
        for number in range(ROUNDS):
            bound, loads = self._bound(costs, rows, prices)
            if bound > best:
                best, self.guess = bound, prices
            steep = [
                0 if missing < 0 and not price else missing
                for missing, price in zip(map(int.__sub__, self.asked, loads), prices, strict=True)
            ]
            if end is None:
                length = 1.5 * 0.97**number * max(1.0, abs(best))
            else:
                length = (end / self.scale - bound) * 0.98**number
            step = length / (sum(map(mul, steep, steep)) or 1)
            prices = [max(0.0, price + step * missing) for price, missing in zip(prices, steep, strict=True)]
        self.prices = [round(price * self.scale) for price in self.guess]
        self.reduced = {i: self.costs[i] - _sum(row, self.prices) for i, row in self.rows.items()}
        self.base = _sum(self.prices, self.asked)

    def _bound(
        self, costs: Sequence[float], rows: Sequence[Sequence[int]], prices: Sequence[float]
    ) -> tuple[float, list[int]]:
        """The bound that these prices give, and the load of each field if every unit that pays is taken."""
        bound = sum(map(mul, prices, self.asked))
        loads = [0] * len(prices)
        for cost, row in zip(costs, rows, strict=True):
            reduced = cost - sum(map(mul, row, prices))
            if reduced < 0:
                bound += reduced
                loads = list(map(add, loads, row))
        return bound, loads

    def least(self, units: int = 0) -> int:
        """What any end costs at the least, but for the share of the choice that is made among these units."""
        return self.base + sum(r for i, r in self.reduced.items() if r < 0 and not units >> i & 1)

    def ranked(self, points: Points, units: int) -> list[tuple[int, int]]:
        """For each choice among these units the least that an end with it costs, and its state."""
        rest = self.least(units)
        first, fields = len(self.fields.needs), self.fields
        worth = [-price if place < first else price for place, price in enumerate(self.prices)]
        return [(rest + cost + _sum(worth, fields.numbers(state)), state) for state, cost in points.items()]


def _sum(numbers: Sequence[int], prices: Sequence[int]) -> int:
    return sum(map(mul, numbers, prices))
