"""Choices of units, as far as any of them can still be part of the best: what each fills and uses, for what cost.

What a choice fills of the needs and uses of the limits stands side by side in one number, its state, so that two
choices are joined by one addition. Of the choices in one state only the cheapest is kept, and of the others none for
which a cheaper one fills no less and uses no more.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

FIELD = 20  # bits for one number in a state; the highest is the guard
GUARD = 1 << (FIELD - 1)
COMPARED = 48  # kept choices that a new one is held against; more would take longer than they spare

Points = dict[int, int]  # the lowest cost of each state


class Fields:
    """`needs` are the least that is to be filled of each, `limits` the most that may be used of each."""

    def __init__(self, needs: Sequence[int], limits: Sequence[int]) -> None:
        self.needs, self.limits = tuple(needs), tuple(limits)
        first = len(needs)
        self.need_guards = _side_by_side([GUARD] * first)
        self.need_room = _side_by_side([GUARD - need for need in needs])
        self.filled = _side_by_side(needs)
        self.limit_guards = _side_by_side([GUARD] * len(limits)) << first * FIELD
        self.limit_room = _side_by_side([GUARD - 1 - limit for limit in limits]) << first * FIELD
        self.used = self.limit_guards - (self.limit_guards >> (FIELD - 1))
        self.guards = self.need_guards | self.limit_guards

    def state(self, filled: Sequence[int], used: Sequence[int]) -> int:
        """More than a need asks for counts as just that."""
        return _side_by_side([*map(min, filled, self.needs), *used])

    def numbers(self, state: int) -> list[int]:
        """What is filled of each need, then what is used of each limit."""
        return [state >> place * FIELD & (GUARD - 1) for place in range(len(self.needs) + len(self.limits))]

    def field(self, limit: int) -> int:
        """The mask of what is used of one limit."""
        return (GUARD - 1) << (len(self.needs) + limit) * FIELD

    def start(self) -> Points:
        return {0: 0}

    def joined(self, one: Points, other: Points, *, rest: int = 0) -> Points:
        """Every choice of the one with every choice of the other that keeps the limits.

        `rest` is the state of all that may still come, if it matters that every need can be filled in the end.
        """
        room, over, needed, full_room = self.limit_room, self.limit_guards, self.need_guards, self.need_room
        reach = full_room + rest if rest else 0
        filled = self.filled
        found: Points = {}
        get = found.get
        short, long = sorted((one, other), key=len)
        for left, cost in short.items():
            for right, more in long.items():
                state = left + right
                if (state + room) & over:
                    continue
                full = (state + full_room) & needed
                if full:
                    whole = full - (full >> (FIELD - 1))
                    state = state & ~whole | filled & whole
                if reach and (state + reach) & needed != needed:
                    continue
                total = cost + more
                known = get(state)
                if known is None or total < known:
                    found[state] = total
        return found

    def forgotten(self, points: Points, limit: int) -> Points:
        """Without what is used of a limit that nothing else touches."""
        mask, found = ~self.field(limit), dict[int, int]()
        for state, cost in points.items():
            state &= mask
            if state not in found or cost < found[state]:
                found[state] = cost
        return found

    def thinned(self, points: Points) -> Points:
        """Without the choices for which a cheaper one fills no less and uses no more, as far as a quick look tells."""
        guards, used = self.guards, self.used
        kept: list[int] = []
        found: Points = {}
        for state, cost in sorted(points.items(), key=_cost):
            merit = state ^ used  # the more the better, in every field
            for place, better in enumerate(islice(reversed(kept), COMPARED)):
                if (better - merit) & guards == guards:
                    if place:
                        del kept[-1 - place]
                        kept.append(better)
                    break
            else:
                kept.append(merit | guards)
                found[state] = cost
        return found

    def is_full(self, state: int) -> bool:
        return (state + self.need_room) & self.need_guards == self.need_guards

    def capped(self, state: int) -> int:
        """More than a need asks for counts as just that."""
        full = (state + self.need_room) & self.need_guards
        whole = full - (full >> (FIELD - 1))
        return state & ~whole | self.filled & whole

    def most(self, states: Iterable[int]) -> int:
        """A state that fills of each need what any of these fills; it uses nothing."""
        filled = zip(*map(self.numbers, states), strict=True)
        return self.state(list(islice(map(max, filled), len(self.needs))), ())

    def guard(self, need: int) -> int:
        return GUARD << need * FIELD


def _cost(point: tuple[int, int]) -> int:
    return point[1]


def _side_by_side(numbers: Sequence[int]) -> int:
    state = 0
    for number in reversed(numbers):
        state = state << FIELD | number
    return state
