"""The best way to finish: which further units, with what is achieved, meet every clause for the least.

Unit after unit is taken or left; of the choices that fill and use the same only the cheapest is kept, and none that
cannot end below the best found. What the rest must still cost at the least is told by prices: a price for each
credit or unit that a clause asks for is a bound on the cost, whatever the prices are, and good prices make it a
close one. A first, narrow search finds a good end, and the next ones a better within that limit; one that leaves
nothing out for want of room proves that its end is the best.
"""

from collections.abc import Sequence
from operator import add, mul
from typing import NamedTuple

from units.combination.model import Bound, Interpretation, bits

FIELD = 20  # bits for one number in a packed state; the highest is the guard
GUARD = 1 << (FIELD - 1)
WIDTHS = (64, 1024, 200_000)  # states kept at a step, search after search
ROUNDS = 120  # of the prices


class Found(NamedTuple):
    """The units of the best end as a mask; `proved` unless there were too many states to keep."""

    chosen: int
    proved: bool


def cheapest(
    reading: Interpretation,
    units: int,
    costs: Sequence[int],
    bounds: Sequence[Bound],
    *,
    widths: Sequence[int] = WIDTHS,
) -> Found | None:
    """The choice of units of the mask that costs least and keeps every bound; None if none was found.

    A cost of 0 is for what is there already. The costs are to differ so that no two choices cost the same. Each
    search but the last ends the work if it left nothing out for want of room.
    """
    search, best = _Search(reading, units, costs, bounds), None
    for width in widths:
        limit = search.cost(best) if best is not None else None
        found, whole = search.run(limit, width)
        if found is not None:
            best = found
            search.price(search.cost(best))
        if whole:
            break
    return Found(best, whole) if best is not None else None


class _Search:
    def __init__(self, reading: Interpretation, units: int, costs: Sequence[int], bounds: Sequence[Bound]) -> None:
        self.reading, self.costs = reading, costs
        self.bounds = [bound for bound in bounds if bound.minimum or bound.maximum is not None]
        self.order = self._in_order(units)
        self.weights = [[self._weight(bound, i) for bound in self.bounds] for i in self.order]
        self.scale = max([1, *costs])
        self.guess = [(0.0, 0.0) for _ in self.bounds]
        self.price()

    def _in_order(self, units: int) -> list[int]:
        """Units of the same limits together, so that a limit is soon done with."""
        limits = [bound for bound in self.bounds if bound.maximum is not None]
        return sorted(bits(units), key=lambda i: ([bound.members >> i & 1 for bound in limits], self.costs[i], i))

    def _weight(self, bound: Bound, i: int) -> int:
        return (self.reading.units[i].credit if bound.in_credits else 1) * (bound.members >> i & 1)

    def cost(self, chosen: int) -> int:
        return sum(self.costs[i] for i in bits(chosen))

    def price(self, limit: int | None = None) -> None:
        """Finds, for each bound, what a credit or unit of its minimum is worth and what one of its maximum costs.

        Step by step towards what the units taken at these prices fill too little or use too much; with a limit, by
        as much as the bound lies below it.
        """
        costs = [self.costs[i] / self.scale for i in self.order]
        prices, best = self.guess, float("-inf")
        for number in range(ROUNDS):
            bound, loads = self._priced(costs, prices)
            if bound > best:
                best, self.guess = bound, prices
            slopes = [
                (b.minimum - load, load - b.maximum if b.maximum is not None else 0)
                for b, load in zip(self.bounds, loads, strict=True)
            ]
            steep = [
                (0 if x < 0 and not low else x, 0 if y < 0 and not high else y)
                for (x, y), (low, high) in zip(slopes, prices, strict=True)
            ]
            if limit is None:
                length = 1.5 * 0.97**number * max(1.0, abs(best))
            else:
                length = (limit / self.scale - bound) * 0.98**number
            step = length / (sum(x * x + y * y for x, y in steep) or 1)
            prices = [
                (max(0.0, low + step * x), max(0.0, high + step * y))
                for (low, high), (x, y) in zip(prices, steep, strict=True)
            ]
        self.prices = [(round(low * self.scale), round(high * self.scale)) for low, high in self.guess]

    def _priced(self, costs: Sequence[float], prices: Sequence[tuple[float, float]]) -> tuple[float, list[int]]:
        """The bound that these prices give, and the load of each bound if every unit that pays is taken."""
        net = [high - low for low, high in prices]
        bound = sum(
            low * b.minimum - high * (b.maximum or 0) for b, (low, high) in zip(self.bounds, prices, strict=True)
        )
        loads = [0] * len(net)
        for cost, weights in zip(costs, self.weights, strict=True):
            reduced = cost + sum(map(mul, weights, net))
            if reduced < 0:
                bound += reduced
                loads = list(map(add, loads, weights))
        return bound, loads

    def run(self, limit: int | None, width: int) -> tuple[int | None, bool]:
        """The cheapest choice below the limit, and whether no state was left out for want of room."""
        states, whole = {self._start(): 0}, True
        taken = {self._start(): 0}
        for step in range(len(self.order) + 1):
            ranked = self._ranked(states, step, limit)
            if len(ranked) > width:
                ranked.sort()
                ranked, whole = ranked[:width], False
            if step == len(self.order):
                best = min(((states[state], taken[state]) for _, state in ranked), default=None)
                return (best[1] if best else None), whole
            states, taken = self._grown(ranked, states, taken, step)
        raise AssertionError("the loop ends with the last unit")

    def _start(self) -> int:
        """Each bound has a field for its minimum and one for its maximum, which fill up to the guard."""
        state = 0
        for place, bound in enumerate(self.bounds):
            state |= (GUARD - bound.minimum) << (2 * place * FIELD)
            if bound.maximum is not None:
                state |= (GUARD - 1 - bound.maximum) << ((2 * place + 1) * FIELD)
        return state

    def _grown(
        self, ranked: list[tuple[int, int]], states: dict[int, int], taken: dict[int, int], step: int
    ) -> tuple[dict[int, int], dict[int, int]]:
        """Every state with and without the unit of this step."""
        i = self.order[step]
        cost, bit = self.costs[i], 1 << i
        adding, minima, maxima, done = self._fields(step)
        grown: dict[int, int] = {}
        chosen: dict[int, int] = {}
        for _, state in ranked:
            value, units = states[state], taken[state]
            without = state | done
            if without not in grown or grown[without] > value:
                grown[without], chosen[without] = value, units
            after = state + adding
            if not after & maxima:
                full = after & minima
                after = after & ~(full - (full >> (FIELD - 1))) | done
                if after not in grown or grown[after] > value + cost:
                    grown[after], chosen[after] = value + cost, units | bit
        return grown, chosen

    def _fields(self, step: int) -> tuple[int, int, int, int]:
        """What the unit adds, the guards of the minima and of the maxima, and the limits that are done with after it."""
        adding = minima = maxima = done = 0
        for place, (bound, weight) in enumerate(zip(self.bounds, self.weights[step], strict=True)):
            least, most = 2 * place * FIELD, (2 * place + 1) * FIELD
            minima |= GUARD << least
            adding |= weight << least
            if bound.maximum is not None:
                maxima |= GUARD << most
                adding |= weight << most
                if not any(weights[place] for weights in self.weights[step + 1 :]):
                    done |= (GUARD - 1) << most
        return adding, minima, maxima, done

    def _ranked(self, states: dict[int, int], step: int, limit: int | None) -> list[tuple[int, int]]:
        """The states that can still end below the limit, each with the least that its end can cost."""
        left = self.weights[step:]
        most = [sum(weights[b] for weights in left) for b in range(len(self.bounds))]
        reduced = [
            self.costs[i] + sum(w * (high - low) for w, (low, high) in zip(ws, self.prices, strict=True))
            for i, ws in zip(self.order[step:], left, strict=True)
        ]
        rest = sum(r for r in reduced if r < 0)
        ranked = []
        for state, value in states.items():
            least, fields = value + rest, state
            for bound, (low, high), reach in zip(self.bounds, self.prices, most, strict=True):
                missing = GUARD - (fields & (2 * GUARD - 1)) if bound.minimum else 0
                if missing > reach:
                    break
                least += low * missing
                if bound.maximum is not None and high:
                    least -= high * (GUARD - 1 - (fields >> FIELD & (GUARD - 1)))
                fields >>= 2 * FIELD
            else:
                if limit is None or least < limit:
                    ranked.append((least, state))
        return ranked
