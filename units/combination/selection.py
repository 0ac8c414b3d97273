"""Which achieved units count: the best choice, found exactly.

Adding a unit can only break a limit, so every unit outside the limits that are in danger counts. The others are
split into the parts that share a limit; within a part every position that some choice reaches is found (layout.py
says what a position is), and the best is among them. A choice is better if it meets more clauses (all of them above
all), then counts more credits, then more credits towards level clauses, then the lower codes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from operator import add
from typing import NamedTuple

from units.combination.layout import Digit, Item, Part, layout
from units.combination.model import Interpretation, bits


class Selection(NamedTuple):
    """`chosen` is the mask of the units that count; `part` the credits of those that do not count whole."""

    chosen: int
    part: Mapping[int, int]


LONG = 4096
Reached = int | set[int]  # positions, as the bits of a number or one by one


class Way(NamedTuple):
    """An item as far as it is achieved; `lowest` is the bit of its lowest code."""

    mask: int
    lowest: int
    steps: Sequence[int]
    pooled: bool


class Point(NamedTuple):
    """Where a choice of some parts gets to: what it fills of each need, its worth, and its position in each part."""

    filled: tuple[int, ...]
    worth: int
    ends: tuple[int, ...]


def select(reading: Interpretation, achieved: int) -> Selection:
    """The best choice among the units of the mask `achieved`."""
    tight = 0
    for place, (bound, most) in enumerate(reading.limits):
        if reading.load(bound, achieved) > most:
            tight |= 1 << place
    return _Search(reading, tight, achieved).best() if tight else Selection(achieved, {})


class _Bits:
    """The bits of a long number: a shift would copy it for each look."""

    def __init__(self, number: int) -> None:
        self.bytes = number.to_bytes(number.bit_length() // 8 + 1, "little")

    def __contains__(self, place: int) -> bool:
        return place >> 3 < len(self.bytes) and bool(self.bytes[place >> 3] >> (place & 7) & 1)


class Choice:
    """A part with what is achieved of it: the ways to count that, and what each number of the last ways reaches."""

    def __init__(self, part: Part, reading: Interpretation, achieved: int) -> None:
        self.part = part
        ways = [_way(item, reading, achieved) for item in part.items if item.mask & achieved]
        self.ways = sorted(ways, key=lambda way: way.lowest)
        self.tables = list(self._dense() if part.allowed else self._sparse())
        self.tables.reverse()
        self.looked_into: list[_Bits | set[int]] = []

    def _dense(self) -> Iterator[Reached]:
        allowed, reached = self.part.allowed, 1
        yield reached
        for way in reversed(self.ways):
            before = reached
            for step in way.steps:
                reached |= (before << step) & allowed
            yield reached

    def _sparse(self) -> Iterator[Reached]:
        fits, reached = self.part.fits, {0}
        yield reached
        for way in reversed(self.ways):
            reached = reached | {to for at in reached for step in way.steps if fits(to := at + step)}
            yield reached

    def tops(self, missing: Sequence[int]) -> list[int]:
        """The positions of the highest worth, the lowest codes first; of those that fill the same, the first alone."""
        reached, stride = self.tables[0], self.part.digits[1].stride
        if isinstance(reached, int):
            first = (reached.bit_length() - 1) // stride * stride
            ends = [first + end for end in _set_bits(reached >> first)]
        else:
            highest = max(reached) // stride
            ends = [end for end in reached if end // stride == highest]
        if len(ends) == 1:
            return ends
        alike: dict[tuple[int, ...], int] = {}
        for end in sorted(ends, key=self.digits, reverse=True):
            alike.setdefault(tuple(map(min, self.filled(end), missing)), end)
        return list(alike.values())

    def filled(self, end: int) -> tuple[int, ...]:
        """What this position fills of each open need."""
        return tuple([digit.of(end) if digit else 0 for digit in self.part.needs])

    def most(self, digit: Digit) -> int:
        """The highest number that some choice has at this digit."""
        reached = self.tables[0]
        if isinstance(reached, int):
            return next(n for n in range(digit.radix - 1, -1, -1) if reached & self.part.positions(digit, n))
        return max(map(digit.of, reached))

    def ends(self) -> Iterable[int]:
        """The positions that may be the best: where there is no digit but the worth, one for each of its lower number."""
        reached = self.tables[0]
        if not isinstance(reached, int):
            return reached
        if len(self.part.digits) > 2:
            return _set_bits(reached)
        level = self.part.digits[1]
        hits = (reached & self.part.positions(level, number) for number in range(level.radix))
        return (hit.bit_length() - 1 for hit in hits if hit)

    def _tests(self) -> Sequence[int | set[int] | _Bits]:
        """The tables, in a form that is as quick to look into where they are long."""
        if self.part.allowed.bit_length() < LONG:
            return self.tables[1:]
        if not self.looked_into:
            self.looked_into = [_Bits(table) if isinstance(table, int) else table for table in self.tables[1:]]
        return self.looked_into

    def digits(self, end: int) -> list[int]:
        """What the choice of the lowest codes takes of each way: 0 for leaving it out, the most for its first step."""
        found = []
        for way, reached in zip(self.ways, self._tests(), strict=True):
            digit = len(way.steps)
            for step in way.steps:
                before = end - step
                if before >= 0 and (reached >> before & 1 if isinstance(reached, int) else before in reached):
                    end = before
                    break
                digit -= 1
            found.append(digit)
        return found


def _set_bits(number: int) -> Iterator[int]:
    """As `bits`, for a number of a million of them."""
    return (i for i, bit in enumerate(bin(number)[:1:-1]) if bit == "1")


def _way(item: Item, reading: Interpretation, achieved: int) -> Way:
    """The item, as far as it is achieved."""
    mask = item.mask & achieved
    if not item.pooled:
        return Way(mask, mask, item.steps, False)
    (credit,), most = item.steps, min(item.most, reading.credits(mask))
    return Way(mask, mask & -mask, [credit * number for number in range(most, 0, -1)], True)


class _Search:
    """One search, with the numbers that all its steps share."""

    def __init__(self, reading: Interpretation, tight: int, achieved: int) -> None:
        self.reading, self.achieved = reading, achieved
        self.layout = layout(reading, tight)
        self.free = achieved & ~self.layout.touched
        self.always = achieved & self.layout.pooled
        self.open: list[tuple[int, int]] = []
        self.lost: set[int] = set()
        opened = self._open()
        self.choices = [Choice(part, reading, achieved) for part in self.layout.parts(opened)]

    def _open(self) -> int:
        """Finds the needs that the contested units have to fill, and those that even all of them together cannot."""
        opened = 0
        for place, bound in enumerate(self.reading.needs):
            settled = self.free if bound.in_credits else self.free | self.always
            missing = bound.minimum - self.reading.load(bound, settled)
            if missing > 0 and self.reading.load(bound, self.achieved & ~settled) < missing:
                self.lost.add(bound.clause)
            elif missing > 0:
                self.open.append((bound.clause, missing))
                opened |= 1 << place
        return opened

    def best(self) -> Selection:
        """Among the ends of the highest worth, if one of them fills whatever can be filled; else among all."""
        tops = [choice.tops([missing for _, missing in self.open]) for choice in self.choices]
        first = tuple([ends[0] for ends in tops])
        if self._needs_filled(first) == (1 << len(self.open)) - 1:
            return self._walk([first])
        return self._walk(self._filling(tops) or self._weigh())

    def _filling(self, tops: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """The ends that fill whatever can be filled, but for those with codes no lower than others' in any part."""
        wanted = sum(1 << place for place, (_, missing) in enumerate(self.open) if self._reach(place) >= missing)
        kept: list[tuple[int, ...]] = []
        for ranks in product(*(range(len(ends)) for ends in tops)):
            if not any(all(map(int.__le__, other, ranks)) for other in kept):
                ends = tuple([some[rank] for some, rank in zip(tops, ranks, strict=True)])
                if self._needs_filled(ends) & wanted == wanted:
                    kept.append(ranks)
        return [tuple([some[rank] for some, rank in zip(tops, ranks, strict=True)]) for ranks in kept]

    def _needs_filled(self, ends: tuple[int, ...]) -> int:
        """The places of the open needs that these positions fill together, as bits."""
        filled = 0
        for place, (_, missing) in enumerate(self.open):
            for choice, end in zip(self.choices, ends, strict=True):
                digit = choice.part.needs[place]
                if digit:
                    missing -= digit.of(end)
            if missing <= 0:
                filled |= 1 << place
        return filled

    def _reach(self, place: int) -> int:
        """The most that this need could be filled, if nothing else mattered."""
        return sum(choice.most(digit) for choice in self.choices if (digit := choice.part.needs[place]))

    def _weigh(self) -> list[tuple[int, ...]]:
        """All the ends of the best worth among those that meet the most clauses."""
        points = [Point((0,) * len(self.open), 0, ())]
        for choice in self.choices:
            points = self._join(points, self._frontier(self._point(choice, end) for end in choice.ends()))
        ranks = [(self._clauses_met(point.filled), point.worth) for point in points]
        best = max(ranks)
        return [point.ends for point, rank in zip(points, ranks, strict=True) if rank == best]

    def _point(self, choice: Choice, end: int) -> Point:
        return Point(self._capped(choice.filled(end)), choice.part.worth(end), (end,))

    def _capped(self, filled: Iterable[int]) -> tuple[int, ...]:
        return tuple([min(have, missing) for have, (_, missing) in zip(filled, self.open, strict=True)])

    def _join(self, left: Sequence[Point], right: Sequence[Point]) -> list[Point]:
        pairs = product(left, right)
        return self._frontier(
            Point(self._capped(map(add, one.filled, other.filled)), one.worth + other.worth, one.ends + other.ends)
            for one, other in pairs
        )

    @staticmethod
    def _frontier(points: Iterable[Point]) -> list[Point]:
        """Only what no other point beats in worth without filling less. Equals stay: their codes decide."""
        best: dict[tuple[int, ...], list[Point]] = {}
        for point in points:
            rivals = best.setdefault(point.filled, [point])
            if rivals[0].worth < point.worth:
                best[point.filled] = [point]
            elif rivals[0].worth == point.worth and rivals[0] is not point:
                rivals.append(point)
        kept: list[tuple[tuple[int, ...], int]] = []
        found: list[Point] = []
        for filled, rivals in sorted(best.items(), key=lambda pair: pair[1][0].worth, reverse=True):
            worth = rivals[0].worth
            if not any(more > worth and all(map(int.__ge__, other, filled)) for other, more in kept):
                kept.append((filled, worth))
                found += rivals
        return found

    def _clauses_met(self, filled: Sequence[int]) -> int:
        failed = {clause for have, (clause, missing) in zip(filled, self.open, strict=True) if have < missing}
        return -len(failed | self.lost)

    def _walk(self, ends: list[tuple[int, ...]]) -> Selection:
        """The choice that comes to one of these ends; of several, that of the lowest codes."""
        walked = [[choice.digits(end) for choice, end in zip(self.choices, some, strict=True)] for some in ends]
        digits = max(walked, key=self._codes) if len(walked) > 1 else walked[0]
        chosen = self.free | self.always
        part: dict[int, int] = {}
        for choice, numbers in zip(self.choices, digits, strict=True):
            for way, digit in zip(choice.ways, numbers, strict=True):
                if way.pooled:
                    part |= self._dealt(way.mask, digit)
                elif digit:
                    chosen |= way.mask
                    i = way.mask.bit_length() - 1
                    if way.mask & self.layout.divisible and digit - 1 < self.reading.units[i].credit:
                        part[i] = digit - 1
        return Selection(chosen, part)

    def _codes(self, digits: Sequence[Sequence[int]]) -> list[int]:
        """What the choice takes of each unit or pool, the lowest code first."""
        ways = (zip(choice.ways, some, strict=True) for choice, some in zip(self.choices, digits, strict=True))
        return [digit for _, digit in sorted((way.lowest, digit) for part in ways for way, digit in part)]

    def _dealt(self, pool: int, left: int) -> dict[int, int]:
        """What a pool gives, dealt to its units in code order."""
        part: dict[int, int] = {}
        for i in bits(pool):
            part[i] = min(left, self.reading.units[i].credit)
            left -= part[i]
        return part
