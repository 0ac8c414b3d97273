"""How the search for the best choice is laid out: worked out once for each set of limits in danger and needs open.

What a choice uses of the limits and fills of the needs are the digits of one number, its position. The positions that
can be reached are then the bits of another, and taking a unit is a shift of all of them at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from units.combination.ceiling import ceiling
from units.combination.digits import Counted, Digit, Total
from units.combination.model import Bound, Interpretation, bits, union

ROOMY = 1 << 20  # positions of a part above which it is divided where it can be
MOST = 1 << 24  # positions of a part above which a rule is refused
WORTH = 32  # bits for the lower of the two numbers of a worth


class Column(NamedTuple):
    """What is counted of a choice: each unit's credits, or 1 for it, once for every mask that it is in."""

    masks: tuple[int, ...]
    in_credits: bool

    def times(self, i: int) -> int:
        return sum(mask >> i & 1 for mask in self.masks)


class Step(NamedTuple):
    """A way to count an item: what it adds to the position, and how much it uses of the digits that have a limit."""

    adds: int
    uses: tuple[tuple[Digit, int], ...]

    def times(self, number: int) -> "Step":
        return Step(self.adds * number, tuple([(digit, used * number) for digit, used in self.uses]))

    @property
    def fits(self) -> bool:
        """Whether it is within the limits by itself."""
        return self.fits_on(0)

    def fits_on(self, position: int) -> bool:
        for (stride, radix, most), used in self.uses:  # noqa: SIM110
            if position // stride % radix + used > (most or 0):
                return False
        return True


class Item(NamedTuple):
    """A unit, or a pool of units that differ in nothing the rule sees and may count in part.

    `steps` are the ways to count it, the most first; a pool has one for a credit.
    """

    mask: int
    steps: tuple[Step, ...]
    pooled: bool = False


class Part(NamedTuple):
    """Units that share limits, so that a choice among them is made by itself.

    The highest digit counts their `credits`; where each unit is in just one level clause, the digits of these do so
    together. Those of `level` add up to the credits towards level clauses. `needs` has one for each open need, `uses`
    one for each limit that other parts share: None where the part has no unit for it.
    """

    items: tuple[Item, ...]
    digits: tuple[Digit, ...]
    credits: Counted
    level: tuple[Counted, ...]
    needs: tuple[Counted | None, ...]
    uses: tuple[Counted | None, ...]
    known: dict[tuple[Counted, int], int]
    rooms: dict[int, int]

    @property
    def size(self) -> int:
        return self.digits[0].span

    def worth(self, position: int) -> int:
        credits, level = self.credits.of(position), 0
        for counted in self.level:
            level += credits if counted is self.credits else counted.of(position)
        return credits << WORTH | level

    def least(self, counted: Counted, number: int) -> int:
        """The mask of the positions that have this number or more of it."""
        key = (counted, number)
        if key not in self.known:
            self.known[key] = self._repeated(counted.least(number), counted.span)
        return self.known[key]

    def room(self, step: Step) -> int:
        """The mask of positions, none of which has too little room for the step; those that nothing reaches may be in it.

        A limit on credits that have no digit is looked up where the step leads to.
        """
        if step.adds not in self.rooms:
            room = -1
            for digit, used in step.uses:
                room &= ~self.least(digit, (digit.most or 0) - used + 1)
            if isinstance(self.credits, Total) and self.credits.most is not None:
                room &= ~self.least(self.credits, self.credits.most + 1) >> step.adds
            self.rooms[step.adds] = room
        return self.rooms[step.adds]

    def _repeated(self, mask: int, length: int) -> int:
        """The mask of so many positions, for whatever the digits above are."""
        while length < self.size:
            mask |= mask << length
            length *= 2
        return mask & ((1 << self.size) - 1)


class Division(NamedTuple):
    """The parts, and the limits that several of them share."""

    parts: tuple[Part, ...]
    shared: tuple[Bound, ...]


class Layout:
    """The limits in danger, what they touch, and its parts for each set of open needs.

    `divisible` are the units that may count in part; those of them that no limit on numbers touches are `pooled`:
    always in, if with few credits.
    """

    def __init__(self, reading: Interpretation, tight: Sequence[Bound]) -> None:
        self.reading, self.tight = reading, tight
        self.touched = union(bound.members for bound in tight)
        in_credits = union(bound.members for bound in tight if bound.in_credits)
        self.divisible = in_credits if reading.part_units else 0
        self.pooled = self.divisible & ~union(bound.members for bound in tight if not bound.in_credits)
        self._divisions: dict[int, Division] = {}

    def division(self, needs: int) -> Division:
        """`needs` has a bit for the place of each open need among those of the reading."""
        if needs not in self._divisions:
            open_needs = [self.reading.needs[place] for place in bits(needs)]
            shared, drawings = self._drawings(open_needs)
            self._divisions[needs] = Division(tuple(one.part(shared) for one in drawings), tuple(shared))
        return self._divisions[needs]

    def size(self) -> int:
        """The positions of the largest part, with every need open, or all but that of a level."""
        return max((one.largest() for one in self._drawings(self.reading.needs)[1]), default=1)

    def _drawings(self, needs: Sequence[Bound]) -> tuple[list[Bound], list["_Drawing"]]:
        """A part that is too large is divided by letting several parts share a limit."""
        shared: list[Bound] = []
        while True:
            local = [bound for bound in self.tight if bound not in shared]
            drawings = [_Drawing(self, mask, own, shared, needs) for mask, own in _split(local)]
            if rest := self.touched & ~union(one.mask for one in drawings):
                drawings.append(_Drawing(self, rest, [], shared, needs))
            large = next((one for one in drawings if one.size > ROOMY and len(one.own) > 1), None)
            if large is None:
                return shared, drawings
            shared.append(_dividing(large.own))


def layout(reading: Interpretation, tight: int) -> Layout:
    """That of the limits whose places have a bit in `tight`; kept with the reading."""
    if tight not in reading.layouts:
        reading.layouts[tight] = Layout(reading, [reading.limits[place][0] for place in bits(tight)])
    return reading.layouts[tight]


def is_too_intricate(reading: Interpretation) -> bool:
    """Whether some portfolio could take more memory and time to judge than a page may.

    Asked of all limits together, and of each alone: without the limits inside it a part of its own may be large.
    """
    limits = [bound for bound, _ in reading.limits]
    return any(Layout(reading, tight).size() > MOST for tight in (limits, *([limit] for limit in limits)))


def _split(limits: Iterable[Bound]) -> list[tuple[int, list[Bound]]]:
    """Units and their limits, so divided that no unit of one part touches a limit of another."""
    found: list[tuple[int, list[Bound]]] = []
    for bound in limits:
        mask, own = bound.members, [bound]
        for part in [part for part in found if part[0] & mask]:
            found.remove(part)
            mask, own = mask | part[0], part[1] + own
        found.append((mask, own))
    return found


def _dividing(limits: Sequence[Bound]) -> Bound:
    """The smallest limit that lies across another; where each lies within or beside the others, the widest."""
    across = [one for one in limits if any(_lies_across(one.members, other.members) for other in limits)]
    if across:
        return min(across, key=lambda bound: bound.members.bit_count())
    return max(limits, key=lambda bound: bound.members.bit_count())


def _lies_across(one: int, other: int) -> bool:
    return bool(one & other and one & ~other and other & ~one)


class _Drawing:
    """Draws up one part: `own` are the limits that it has for itself."""

    def __init__(
        self, whole: Layout, mask: int, own: Sequence[Bound], shared: Sequence[Bound], needs: Sequence[Bound]
    ) -> None:
        self.reading, self.mask, self.own, self.needs = whole.reading, mask, own, needs
        self.limits = [*own, *(bound for bound in shared if bound.members & mask)]
        self.pooled, self.in_part = whole.pooled & mask, whole.divisible & mask
        self.credits = Column((mask,), True)
        self.telling, self.level = self._level()
        self.places = self._places()
        self.size = next(iter(self.places.values()))[1].span

    def part(self, shared: Sequence[Bound]) -> Part:
        return Part(
            items=tuple(self._items()),
            digits=tuple(counted for _, counted in self.places.values() if isinstance(counted, Digit)),
            credits=self.places[self._key(self.credits)][1],
            level=tuple(counted for column in self.level if (counted := self._counted(column))),
            needs=tuple(self._counted(self._column(bound)) for bound in self.needs),
            uses=tuple(self._counted(self._column(bound)) for bound in shared),
            known={},
            rooms={},
        )

    def largest(self) -> int:
        """Its positions, or those with the clause of a level met: then the credits have a digit in place of this one."""
        credits = self.places[self._key(self.credits)][1]
        if isinstance(credits, Digit):
            return self.size
        room = ceiling(self.reading, self.mask, in_credits=True)
        return max(self.size, self.size // min(digit.radix for digit in credits.digits) * (room + 1))

    def _counted(self, column: Column) -> Counted | None:
        found = self.places.get(self._key(column))
        return found[1] if found else None

    def _column(self, bound: Bound) -> Column:
        return Column((bound.members & self.mask,), bound.in_credits)

    def _key(self, column: Column) -> tuple[int, ...]:
        """Two columns of one key count the same of every choice."""
        return (*(column.times(i) * self._one(column, i) for i in bits(self.mask)), column.in_credits)

    def _one(self, column: Column, i: int) -> int:
        return self.reading.units[i].credit if column.in_credits else 1

    def _level(self) -> tuple[list[Column], list[Column]]:
        """The columns that tell the credits, and those that tell the credits towards level clauses.

        These are one for each level clause where each has its digit as a need, else one for all together. Where each
        unit is in just one clause, all its credits are towards level clauses, and those columns tell the credits.
        """
        clauses = [clause.scope & self.mask for clause in self.reading.clauses if clause.kind == "minimum_at_level"]
        each = [Column((scope,), True) for scope in clauses if scope]
        together = Column(tuple(column.masks[0] for column in each), True)
        needed = {self._key(self._column(bound)) for bound in self.needs}
        if not all(self._key(column) in needed for column in each):
            return [self.credits], [together]
        if len(each) > 1 and self._key(together) == self._key(self.credits):
            return each, [self.credits]
        return [self.credits], each

    def _places(self) -> dict[tuple[int, ...], tuple[Column, Counted]]:
        """The columns with their digits, the highest first, and the credits also if no digit is their own."""
        digits: dict[tuple[int, ...], tuple[Column, Digit]] = {}
        stride = 1
        for key, column in self._columns().items():
            digits[key] = column, self._drawn(column, key, stride)
            stride = digits[key][1].span
        places: dict[tuple[int, ...], tuple[Column, Counted]] = dict(reversed(digits.items()))
        if (key := self._key(self.credits)) not in places:
            told = tuple(digits[self._key(column)][1] for column in self.telling)
            places[key] = self.credits, Total(told, self._most(key))
        return places

    def _columns(self) -> dict[tuple[int, ...], Column]:
        """From the lowest up; the highest are those that tell the credits."""
        highest = {self._key(column): column for column in reversed(self.telling)}
        apart = {*highest, self._key(self.credits)}
        wanted = [*self.level, *map(self._column, (*self.limits, *self.needs))]
        keys = {self._key(column): column for column in reversed(wanted)}
        return {key: column for key, column in keys.items() if any(key[:-1]) and key not in apart} | highest

    def _drawn(self, column: Column, key: tuple[int, ...], stride: int) -> Digit:
        """Where the credits have no digit to show it, whatever would be carried over is above a limit of its own digit."""
        room = sum(ceiling(self.reading, mask, in_credits=column.in_credits) for mask in column.masks)
        most = self._most(key)
        if len(self.telling) > 1:
            most = room if most is None else min(most, room)
        return Digit(stride, room + 1, most)

    def _most(self, key: tuple[int, ...]) -> int | None:
        return min((n for bound, n in self._maxima() if self._key(self._column(bound)) == key), default=None)

    def _maxima(self) -> Iterator[tuple[Bound, int]]:
        return ((bound, bound.maximum) for bound in self.limits if bound.maximum is not None)

    def _items(self) -> Iterator[Item]:
        for i in bits(self.mask & ~self.pooled):
            credit = self.reading.units[i].credit
            amounts = range(credit, -1, -1) if self.in_part >> i & 1 else (credit,)
            steps = [self._step(i, 1, amount) for amount in amounts]
            yield Item(1 << i, tuple(step for step in steps if step.fits))
        pools: dict[tuple[int, ...], int] = {}
        levels = [clause.scope for clause in self.reading.clauses if clause.kind == "minimum_at_level"]
        seen = (*(bound.members for bound in (*self.limits, *self.needs)), *levels)
        for i in bits(self.pooled):
            alike = tuple(mask >> i & 1 for mask in seen)
            pools[alike] = pools.get(alike, 0) | 1 << i
        for pool in pools.values():
            yield Item(pool, (self._step(next(bits(pool)), 0, 1),), True)

    def _step(self, i: int, taken: int, amount: int) -> Step:
        added = [
            (digit, column.times(i) * (amount if column.in_credits else taken))
            for column, digit in self.places.values()
            if isinstance(digit, Digit)
        ]
        uses = tuple((digit, number) for digit, number in added if digit.most is not None and number)
        return Step(sum(digit.stride * number for digit, number in added), uses)
