"""Which achieved units count: the best choice, found exactly.

Adding a unit can only break a limit, so every unit outside the limits that are in danger counts. The others are
split into parts (layout.py); within a part every position that some choice reaches is found, and what may still be
the best of it is joined with the other parts (frontier.py). A choice is better if it meets more clauses (all of them
above all), then counts more credits, then more credits towards level clauses, then the lower codes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from units.combination.descent import Descent
from units.combination.digits import Counted, Digit, Total
from units.combination.frontier import Fields, Points
from units.combination.layout import WORTH, Item, Part, Step, layout
from units.combination.model import Interpretation, bits
from units.combination.work import SHIFTED, THINNING, TooMuchWork, Work

BLOCK = 256  # bytes looked through at a time
SLACKS = (0, 3)  # credits below the most among which the best is looked for first
PATIENCE = 50_000  # choices tried by descent before frontiers are joined: some hundredths of a second


class Selection(NamedTuple):
    """`chosen` is the mask of the units that count; `part` the credits of those that do not count whole."""

    chosen: int
    part: Mapping[int, int]


class Way(NamedTuple):
    """An item as far as it is achieved; `lowest` is the bit of its lowest code."""

    mask: int
    lowest: int
    steps: Sequence[Step]
    pooled: bool


def select(reading: Interpretation, achieved: int, work: Work | None = None) -> Selection:
    """The best choice among the units of the mask `achieved`. Whoever gives `work` is told where it is too much."""
    tight = 0
    for place, (bound, most) in enumerate(reading.limits):
        if reading.load(bound, achieved) > most:
            tight |= 1 << place
    return _Search(reading, tight, achieved, work or Work()).best() if tight else Selection(achieved, {})


def places(number: int) -> Iterator[int]:
    """The bits of a long number, as `bits` of a short one: a shift would copy all of it for each of them."""
    held = _held(number, number.bit_length())
    for start in range(0, len(held), BLOCK):
        block = int.from_bytes(held[start : start + BLOCK], "little")
        yield from ((start << 3) + bit for bit in bits(block))


def _held(number: int, size: int) -> bytes:
    """With a place for each of so many bits: bit `i` is in byte `i >> 3`."""
    return number.to_bytes((size >> 3) + 1, "little")


class Choice:
    """A part with what is achieved of it: the ways to count that, and what each number of the last ways reaches."""

    def __init__(self, part: Part, reading: Interpretation, achieved: int, work: Work) -> None:
        self.part = part
        ways = [_way(item, reading, achieved) for item in part.items if item.mask & achieved]
        self.ways = sorted(ways, key=lambda way: way.lowest)
        work.add(sum(len(way.steps) for way in self.ways) * part.size // SHIFTED)
        self.reached = 1
        self.tables = [self._reach(way) for way in reversed(self.ways)]
        self.tables.reverse()

    def _reach(self, way: Way) -> int:
        """Counts this way in; comes to what was reached with its one step, or, where it has several, without it."""
        before = moved = self.reached
        for step in way.steps:
            moved = (before & self.part.room(step)) << step.adds
            self.reached |= moved
        return moved if len(way.steps) == 1 else before

    def top(self) -> int | None:
        """The position that is worth most, if there is but one."""
        part, reached = self.part, self.reached
        if isinstance(part.credits, Total):
            _, richest = self._from(self.most)
            return richest.bit_length() - 1 if richest.bit_count() == 1 else None
        lowest = part.digits[1] if part.level and part.level == part.digits[1:2] else part.digits[0]
        first = (reached.bit_length() - 1) // lowest.stride * lowest.stride
        top = [first + end for end in bits(reached >> first)]
        if len(part.level) > 1:
            most = max(map(part.worth, top))
            top = [end for end in top if part.worth(end) == most]
        return top[0] if len(top) == 1 else None

    @property
    def most(self) -> int:
        """The most credits that count."""
        return self.part.credits.most_of(self.reached)

    def _from(self, number: int) -> tuple[int, int]:
        """What is reached with at least so many credits: the first of the positions looked at, and which of them from there on."""
        part, reached = self.part, self.reached
        if isinstance(part.credits, Total):
            return 0, reached & part.least(part.credits, number)
        first = number * part.credits.stride
        return first, reached >> first

    def ends(self, slack: int | None) -> Iterator[int]:
        """The positions that may be the best: none is worth more while it fills no less and uses no more.

        With `slack`, of those that count at most so many credits less than the most.
        """
        part = self.part
        first, reached = self._from(0 if slack is None else max(self.most - slack, 0))
        level = [digit for digit in part.level if isinstance(digit, Digit) and digit != part.credits]
        if slack == 0 and not level:
            return (first + end for end in places(reached))
        around = reached
        for digit in part.digits:
            if digit != part.credits and digit not in level:
                around = self._moved(around, digit, up=digit not in part.needs)
        more_credits = more_level = around
        for digit in level:
            more_credits = self._moved(more_credits, digit, up=digit not in part.needs)
        beaten = self._below(more_credits, part.credits)
        for digit in (*part.credits.digits, *level) if level else ():
            more_level = self._moved(more_level, digit, up=False)
        for digit in level:
            beaten |= self._below(more_level, digit)
        return (first + end for end in places(reached & ~beaten))

    def _below(self, reached: int, counted: Counted) -> int:
        """All with less of it, unless less of it is used so."""
        uses, below = self.part.uses, 0
        for digit in () if counted in uses else counted.digits:
            if digit not in uses:
                below |= self._moved((reached & self.part.least(digit, 1)) >> digit.stride, digit, up=False)
        return below

    def _moved(self, reached: int, digit: Digit, *, up: bool) -> int:
        """Where one gets to from there with less at this digit, if that does not use less, or `up` with more."""
        down, step = digit not in self.part.uses, 1
        while step < digit.radix:
            lower = (reached & self.part.least(digit, step)) >> step * digit.stride if down else 0
            higher = (reached & ~self.part.least(digit, digit.radix - step)) << step * digit.stride if up else 0
            reached |= lower | higher
            step *= 2
        return reached

    def taken(self, ends: Sequence[int]) -> Iterator[list[int]]:
        """What the choices of the lowest codes take of each way, for each end: 0 leaves it out, the most is its first step."""
        for way, table in zip(self.ways, self.tables, strict=True):
            numbers = self._numbers(way, table, ends)
            adds = [0, *(step.adds for step in reversed(way.steps))]
            ends = [end - adds[number] for end, number in zip(ends, numbers, strict=True)]
            yield numbers

    def _numbers(self, way: Way, table: int, ends: Sequence[int]) -> list[int]:
        if len(ends) == 1 == len(way.steps):
            return [table >> ends[0] & 1]
        held = _held(table, self.part.size)
        if len(way.steps) == 1:
            return [held[end >> 3] >> (end & 7) & 1 for end in ends]
        return [_number(way.steps, held, end) for end in ends]


def _number(steps: Sequence[Step], reached: bytes, end: int) -> int:
    for number, step in zip(range(len(steps), 0, -1), steps, strict=True):
        before = end - step.adds
        if before >= 0 and reached[before >> 3] >> (before & 7) & 1 and step.fits_on(before):
            return number
    return 0


def _way(item: Item, reading: Interpretation, achieved: int) -> Way:
    """The item, as far as it is achieved."""
    mask = item.mask & achieved
    if not item.pooled:
        return Way(mask, mask, item.steps, False)
    (credit,) = item.steps
    steps = map(credit.times, range(reading.credits(mask), 0, -1))
    return Way(mask, mask & -mask, [step for step in steps if step.fits], True)


class _Search:
    """One search, with the numbers that all its steps share."""

    def __init__(self, reading: Interpretation, tight: int, achieved: int, work: Work) -> None:
        self.reading, self.achieved, self.work = reading, achieved, work
        self.layout = layout(reading, tight)
        self.free = achieved & ~self.layout.touched
        self.always = achieved & self.layout.pooled
        self.lost: set[int] = set()
        parts, shared = self.layout.division(self._open())
        self.choices = [Choice(part, reading, achieved, work) for part in parts]
        self.shared = shared

    def _open(self) -> int:
        """Finds the clauses that even all contested units together cannot meet, and what they have to fill of the others."""
        found: list[tuple[int, int, int]] = []
        for place, bound in enumerate(self.reading.needs):
            settled = self.free if bound.in_credits else self.free | self.always
            missing = bound.minimum - self.reading.load(bound, settled)
            if missing > 0 and self.reading.load(bound, self.achieved & ~settled) < missing:
                self.lost.add(bound.clause)
            elif missing > 0:
                found.append((place, bound.clause, missing))
        found = [one for one in found if one[1] not in self.lost]  # to fill the rest of a lost clause is worth nothing
        self.open = [(clause, missing) for _, clause, missing in found]
        return sum(1 << place for place, _, _ in found)

    def best(self) -> Selection:
        """The position of every part that is worth most, if there is but one and they fill every need; else a search."""
        tops = [] if self.shared else [top for choice in self.choices if (top := choice.top()) is not None]
        if len(tops) == len(self.choices) and self._fill(tops):
            return self._selection(self._taken(tops))
        return self._searched()

    def _taken(self, ends: Sequence[int]) -> Iterator[tuple[Way, int]]:
        for choice, end in zip(self.choices, ends, strict=True):
            yield from ((way, number) for way, (number,) in zip(choice.ways, choice.taken([end]), strict=True))

    def _fill(self, ends: Sequence[int]) -> bool:
        """Whether these positions, one of each part, fill every need together."""
        for place, (_, missing) in enumerate(self.open):
            for choice, end in zip(self.choices, ends, strict=True):
                digit = choice.part.needs[place]
                missing -= digit.of(end) if digit else 0
            if missing > 0:
                return False
        return True

    def _searched(self) -> Selection:
        self.fields = Fields([missing for _, missing in self.open], [bound.maximum or 0 for bound in self.shared])
        ways = sorted((way for choice in self.choices for way in choice.ways), key=lambda way: way.lowest)
        self.width = max(len(way.steps) for way in ways).bit_length()
        self.shifts = {way.lowest: self.width * place for place, way in enumerate(reversed(ways))}
        worth = -(self._near_the_most() or self._lowest_cost())
        mask = (1 << self.width) - 1
        return self._selection((way, worth >> self.shifts[way.lowest] & mask) for way in ways)

    def _near_the_most(self) -> int | None:
        """The lowest cost of the choices that fill every need, if it lacks few of the credits that could count.

        Whatever lacks no more of them in all lacks no more in any part: nothing better was left out.
        """
        most = sum(choice.most for choice in self.choices)
        for slack in SLACKS:
            try:
                cost = Descent(self.fields, self._parts(slack), Work(PATIENCE)).cheapest(self.fields.need_guards)
            except TooMuchWork:
                return None
            if cost is not None and most - self._credits(cost) <= slack:
                return cost
        return None

    def _lowest_cost(self) -> int:
        parts = self._parts(None)
        try:
            return self._descended(parts)
        except TooMuchWork:
            return self._joined(parts)

    def _parts(self, slack: int | None) -> list[Points]:
        return [self._points(choice, slack) for choice in self.choices]

    def _credits(self, cost: int) -> int:
        return -cost >> self.width * len(self.shifts) + WORTH

    def _descended(self, parts: Sequence[Points]) -> int:
        """The lowest cost of the choices that leave the fewest clauses unmet: none if that can be, else one, and so on."""
        descent = Descent(self.fields, parts, Work(PATIENCE))
        guards: dict[int, int] = {}
        for need, (clause, _) in enumerate(self.open):
            guards[clause] = guards.get(clause, 0) | self.fields.guard(need)
        for unmet in range(len(guards)):
            best: int | None = None
            for given_up in combinations(guards.values(), unmet):
                best = descent.cheapest(self.fields.need_guards - sum(given_up), best)
            if best is not None:
                return best
        return descent.cheapest(0) or 0

    def _joined(self, parts: Sequence[Points]) -> int:
        """The same, with every choice that may be the best."""
        points = self.fields.start()
        *first, last = parts
        for more in first:
            self.work.add(len(points) * len(more))
            joined = self.fields.joined(points, more)
            self.work.add(len(joined) * THINNING)
            points = self.fields.thinned(joined)
        self.work.add(len(points) * len(last))
        ends = self.fields.joined(points, last)
        return min((-self._clauses_met(state), cost) for state, cost in ends.items())[1]

    def _points(self, choice: Choice, slack: int | None) -> Points:
        """What may be the best of a part. A cost is what a choice is worth, below nothing: its lowest bits tell the choice."""
        ends = list(choice.ends(slack))
        self.work.add(len(ends) * (len(choice.ways) + THINNING))
        points: Points = {}
        for end, code in zip(ends, self._codes(choice, ends), strict=True):
            filled = [digit.of(end) if digit else 0 for digit in choice.part.needs]
            used = [digit.of(end) if digit else 0 for digit in choice.part.uses]
            state = self.fields.state(filled, used)
            cost = -(choice.part.worth(end) << self.width * len(self.shifts) | code)
            points[state] = min(cost, points.get(state, cost))
        return self.fields.thinned(points)

    def _codes(self, choice: Choice, ends: Sequence[int]) -> list[int]:
        """What is taken of the lowest code stands highest: the more of it, the larger."""
        codes = [0] * len(ends)
        for way, numbers in zip(choice.ways, choice.taken(ends), strict=True):
            shift = self.shifts[way.lowest]
            codes = [code | number << shift for code, number in zip(codes, numbers, strict=True)]
        return codes

    def _clauses_met(self, state: int) -> int:
        numbers = zip(self.fields.numbers(state), self.open, strict=False)
        return -len({clause for have, (clause, missing) in numbers if have < missing})

    def _selection(self, taken: Iterable[tuple[Way, int]]) -> Selection:
        chosen = self.free | self.always
        part: dict[int, int] = {}
        for way, number in taken:
            if way.pooled:
                part |= self._dealt(way.mask, number)
            elif number:
                chosen |= way.mask
                i = way.mask.bit_length() - 1
                if way.mask & self.layout.divisible and number - 1 < self.reading.units[i].credit:
                    part[i] = number - 1
        return Selection(chosen, part)

    def _dealt(self, pool: int, left: int) -> dict[int, int]:
        """What a pool gives, dealt to its units in code order."""
        part: dict[int, int] = {}
        for i in bits(pool):
            part[i] = min(left, self.reading.units[i].credit)
            left -= part[i]
        return part
