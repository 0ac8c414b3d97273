"""Which achieved units count: the best choice, found exactly.

Adding a unit can only break a limit, so every unit outside the limits that are in danger counts. The others are
split into the parts that share a limit; within a part a dynamic programme over (limit used, need filled) keeps the
best choice of every state; then the parts are joined. A choice is better if it meets more clauses (all of them
above all), then counts more credits, then more credits towards level clauses, then the lower codes.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import NamedTuple

from units.combination.model import Bound, Interpretation, Rule, bits

FIELD = 32  # bits for one number in a packed state; the highest is the guard that tells of an overrun
GUARD = 1 << (FIELD - 1)
PART = 24  # bits for a unit's counted credits where units count in part


class Selection(NamedTuple):
    """`chosen` is the mask of the units that count; `part` the credits of those that do not count whole."""

    chosen: int
    part: Mapping[int, int]


class Option(NamedTuple):
    """A way to count an item: what it uses and fills, packed, and how much it is worth. Leaving it out is none."""

    step: int
    value: int


Item = tuple[int, tuple[Option, ...]]  # the mask of its units, and the ways to count them
Frontier = dict[tuple[int, ...], int]  # what is filled, towards the best worth


def select(rule: Rule, reading: Interpretation, achieved: int) -> Selection:
    """The best choice among the units of the mask `achieved`."""
    tight = [bound for bound, most in reading.limits if _load(rule, bound, achieved) > most]
    if not tight:
        return Selection(achieved, {})
    return _Search(rule, reading, tight, achieved).best()


def _load(rule: Rule, bound: Bound, mask: int) -> int:
    inside = bound.members & mask
    return sum(rule.units[i].credit for i in bits(inside)) if bound.in_credits else inside.bit_count()


class _Search:
    """One search, with the numbers that all its steps share."""

    def __init__(self, rule: Rule, reading: Interpretation, tight: Sequence[Bound], achieved: int) -> None:
        self.rule = rule
        self.reading = reading
        self.tight = tight
        self.contested = achieved & _union(b.members for b in tight)
        self.free = achieved & ~self.contested
        self.level_masks = [c.scope for c in reading.clauses if c.kind == "minimum_at_level"]
        self.part_mask = _union(b.members for b in tight if b.in_credits) & achieved if reading.part_units else 0
        # A unit that may count in part and that no limit on numbers touches is always in, if with few credits.
        self.always = self.part_mask & ~_union(b.members for b in tight if not b.in_credits)
        self.lost: set[int] = set()
        self.needs = [(b, need) for b in reading.bounds if (need := self._open_need(b, achieved))]
        self.width = PART if reading.part_units else 1
        self.parts = [(limits, self._items(mask, limits)) for mask, limits in self._split()]

    def _open_need(self, bound: Bound, achieved: int) -> int:
        """What the contested units have to fill; 0 also where even all of them together cannot."""
        settled = self.free if bound.in_credits else self.free | self.always
        need = bound.minimum - _load(self.rule, bound, settled)
        if need > 0 and _load(self.rule, bound, achieved & ~settled) < need:
            self.lost.add(bound.clause)
            return 0
        return max(need, 0)

    def best(self) -> Selection:
        frontier: Frontier = {(0,) * len(self.needs): 0}
        for limits, items in self.parts:
            frontier = self._join(frontier, self._fill(limits, items))
        _, value = max((self._clauses_met(filled), value) for filled, value in frontier.items())
        return self._decode(value)

    def _clauses_met(self, filled: tuple[int, ...]) -> int:
        failed = {b.clause for (b, need), have in zip(self.needs, filled, strict=True) if have < need}
        return -len(failed | self.lost)

    def _split(self) -> list[tuple[int, list[Bound]]]:
        """Contested units and their limits, so split that no unit of one part touches a limit of another."""
        parts: list[tuple[int, list[Bound]]] = []
        for bound in self.tight:
            mask, limits = bound.members & self.contested, [bound]
            for part in [p for p in parts if p[0] & mask]:
                parts.remove(part)
                mask, limits = mask | part[0], part[1] + limits
            parts.append((mask, limits))
        return parts

    def _items(self, mask: int, limits: Sequence[Bound]) -> list[Item]:
        items = [(1 << i, self._options(i, limits)) for i in bits(mask & ~self.always)]
        pools: dict[tuple[int, ...], int] = {}
        for i in bits(mask & self.always):
            alike = tuple(m >> i & 1 for m in (*(b.members for b in (*limits, *self._bounds())), *self.level_masks))
            pools[alike] = pools.get(alike, 0) | 1 << i
        return items + [(pool, self._pool_options(pool, limits)) for pool in pools.values()]

    def _bounds(self) -> list[Bound]:
        return [bound for bound, _ in self.needs]

    def _options(self, i: int, limits: Sequence[Bound]) -> tuple[Option, ...]:
        """Take the unit whole, or with any part of its credits where it may count in part."""
        credit = self.rule.units[i].credit
        amounts = range(credit + 1) if self.part_mask >> i & 1 else (credit,)
        return tuple(self._option(i, 1, amount, limits) for amount in amounts)

    def _pool_options(self, pool: int, limits: Sequence[Bound]) -> tuple[Option, ...]:
        """Units that differ in nothing the rule sees give any amount of credits up to their sum or their limit."""
        first = next(bits(pool))
        most = sum(self.rule.units[i].credit for i in bits(pool))
        for limit in limits:
            if limit.maximum is not None and limit.members >> first & 1:
                most = min(most, limit.maximum)
        return tuple(self._option(first, 0, amount, limits) for amount in range(1, most + 1))

    def _option(self, i: int, taken: int, amount: int, limits: Sequence[Bound]) -> Option:
        step = 0
        for place, bound in enumerate((*limits, *self._bounds())):
            if bound.members >> i & 1:
                step |= (amount if bound.in_credits else taken) << (place * FIELD)
        levels = sum(mask >> i & 1 for mask in self.level_masks) * amount
        digit = amount + taken if self.width == PART else taken
        codes = digit << ((len(self.rule.units) - 1 - i) * self.width)
        return Option(step, ((amount << FIELD | levels) << (len(self.rule.units) * self.width)) | codes)

    def _fill(self, limits: Sequence[Bound], items: Sequence[Item]) -> Frontier:
        """The best worth of every amount of need that one part can fill within its limits."""
        start = guards = 0
        for place, limit in enumerate(limits):
            start |= (GUARD - 1 - (limit.maximum or 0)) << (place * FIELD)
            guards |= GUARD << (place * FIELD)
        states = {start: 0}
        for _, options in items:
            reached = dict(states)
            for state, value in states.items():
                for step, worth in options:
                    after = state + step
                    if not after & guards and reached.get(after, -1) < value + worth:
                        reached[after] = value + worth
            states = reached
        return self._frontier((self._filled(state >> (len(limits) * FIELD)), v) for state, v in states.items())

    def _filled(self, packed: int) -> tuple[int, ...]:
        return tuple(min(packed >> (place * FIELD) & (GUARD - 1), need) for place, (_, need) in enumerate(self.needs))

    def _join(self, left: Frontier, right: Frontier) -> Frontier:
        needs = [need for _, need in self.needs]
        return self._frontier(
            (tuple(map(min, map(add, a, b), needs)), x + y) for a, x in left.items() for b, y in right.items()
        )

    @staticmethod
    def _frontier(points: Iterable[tuple[tuple[int, ...], int]]) -> Frontier:
        """Only what no other point beats both in every need and in worth."""
        best: Frontier = {}
        for filled, value in points:
            if best.get(filled, -1) < value:
                best[filled] = value
        kept: Frontier = {}
        for filled, value in sorted(best.items(), key=lambda point: point[1], reverse=True):
            if not any(all(map(int.__ge__, other, filled)) for other in kept):
                kept[filled] = value
        return kept

    def _decode(self, value: int) -> Selection:
        """The choice is written in the lowest bits of its worth: a digit a unit, the lowest code highest."""
        chosen, part = self.free | self.always, {}
        last = len(self.rule.units) - 1
        digits = {i: value >> ((last - i) * self.width) & ((1 << self.width) - 1) for i in bits(self.contested)}
        for i in bits(self.contested & ~self.always):
            if digits[i]:
                chosen |= 1 << i
                if self.part_mask >> i & 1 and digits[i] - 1 < self.rule.units[i].credit:
                    part[i] = digits[i] - 1
        return Selection(chosen, part | self._shared(digits))

    def _shared(self, digits: Mapping[int, int]) -> dict[int, int]:
        """What a pool gave, dealt to its units in code order."""
        part: dict[int, int] = {}
        for _, items in self.parts:
            for pool, _ in items:
                if not pool & self.always:
                    continue
                left = digits[next(bits(pool))]
                for i in bits(pool):
                    part[i] = min(left, self.rule.units[i].credit)
                    left -= part[i]
        return part


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
