"""What a choice must still cost at the least, told by prices.

A price for each credit or unit that a need asks for, and one for each that a limit allows, make a bound on the cost of
any choice that keeps them all, whatever the prices are; good prices make it a close one.
"""

from collections.abc import Mapping, Sequence
from operator import add, mul

from units.combination.frontier import Fields, Points
from units.combination.model import bits

ROUNDS = 120

Weights = tuple[Sequence[int], Sequence[int]]  # of one unit: for each need, for each limit


class Prices:
    """The prices of a search, and what they say. `weights` and `costs` are of the units by their place."""

    def __init__(self, fields: Fields, weights: Mapping[int, Weights], costs: Sequence[int]) -> None:
        self.fields, self.costs = fields, costs
        self.rows = {i: [*needs, *(-used for used in limits)] for i, (needs, limits) in weights.items()}
        self.asked = [*fields.needs, *(-limit for limit in fields.limits)]
        self.scale = max([1, *(costs[i] for i in weights)])
        self.guess = [0.0] * len(self.asked)
        self.left_out = False
        self.sharpen(None)

    def sharpen(self, limit: int | None) -> None:
        """Steps towards what the units that pay at these prices fill too little or use too much.

        With the cost of an end, by as much as the bound lies below it.
        """
        costs = [self.costs[i] / self.scale for i in self.rows]
        rows = list(self.rows.values())
        prices, best = self.guess, float("-inf")
        for number in range(ROUNDS):
            bound, loads = self._bound(costs, rows, prices)
            if bound > best:
                best, self.guess = bound, prices
            steep = [
                0 if missing < 0 and not price else missing
                for missing, price in zip(map(int.__sub__, self.asked, loads), prices, strict=True)
            ]
            if limit is None:
                length = 1.5 * 0.97**number * max(1.0, abs(best))
            else:
                length = (limit / self.scale - bound) * 0.98**number
            step = length / (sum(map(mul, steep, steep)) or 1)
            prices = [max(0.0, price + step * missing) for price, missing in zip(prices, steep, strict=True)]
        self.prices = [round(price * self.scale) for price in self.guess]
        self.reduced = {i: self.costs[i] - sum(map(mul, row, self.prices)) for i, row in self.rows.items()}
        self.bound = sum(map(mul, self.prices, self.asked))

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

    def within(self, points: Points, units: int, limit: int | None, width: int) -> Points:
        """The choices among these units that can still end below the limit, at most so many, the most promising."""
        rest = self.bound + sum(r for i, r in self.reduced.items() if r < 0 and not units >> i & 1)
        first, prices = len(self.fields.needs), self.prices
        ranked = []
        for state, cost in points.items():
            least = rest + cost
            for place, number in enumerate(self.fields.numbers(state)):
                least += prices[place] * (number if place >= first else -number)
            if limit is None or least < limit:
                ranked.append((least, state))
        self.left_out = len(ranked) > width
        if self.left_out:
            ranked.sort()
            del ranked[width:]
        return {state: points[state] for _, state in ranked}
