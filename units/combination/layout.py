"""How the search for the best choice is laid out: worked out once for each set of limits in danger and needs open.

What a choice uses of the limits and fills of the needs are the digits of one number, its position. The positions that
can be reached are then the bits of another, and taking a unit is a shift of all of them at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from units.combination.model import Bound, Interpretation, bits, union

DENSE = 1 << 22  # bits of a number of positions above which a set of the reached ones is the smaller


WORTH = 32  # bits for the lower of the two numbers of a worth


class Column(NamedTuple):
    """What is counted of a choice: each unit's credits, or 1 for it, once for every mask that it is in."""

    masks: tuple[int, ...]
    in_credits: bool

    def times(self, i: int) -> int:
        return sum(mask >> i & 1 for mask in self.masks)


class Digit(NamedTuple):
    """Where a column stands in a position. `most` is the limit, if there is one."""

    stride: int
    radix: int
    most: int | None

    def of(self, position: int) -> int:
        return position // self.stride % self.radix


class Item(NamedTuple):
    """A unit, or a pool of units that differ in nothing the rule sees and may count in part.

    `steps` are the ways to count it, the most first, as what each adds to the position; a pool has one for a
    credit, and can give up to `most`.
    """

    mask: int
    steps: tuple[int, ...]
    most: int = 0
    pooled: bool = False


class Part(NamedTuple):
    """The units that share limits, so that a choice among them is made by itself.

    The two highest digits are the worth: credits, then credits towards level clauses. `needs` has a digit for
    each open need, None where the part has no unit for it. `allowed` is the mask of the positions within every
    limit, 0 where there are too many positions for a mask.
    """

    mask: int
    items: tuple[Item, ...]
    digits: tuple[Digit, ...]
    needs: tuple[Digit | None, ...]
    allowed: int
    known: dict[tuple[int, int], int]

    def worth(self, position: int) -> int:
        return self.digits[0].of(position) << WORTH | self.digits[1].of(position)

    def positions(self, digit: Digit, number: int) -> int:
        """The mask of the positions that have this number at this digit."""
        key = (digit.stride, number)
        if key not in self.known:
            size = self.digits[0].stride * self.digits[0].radix
            self.known[key] = _repeated(digit, size) * ((1 << digit.stride) - 1 << digit.stride * number)
        return self.known[key]

    def fits(self, position: int) -> bool:
        return all(digit.most is None or digit.of(position) <= digit.most for digit in self.digits)


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
        self._parts: dict[int, tuple[Part, ...]] = {}

    def parts(self, needs: int) -> tuple[Part, ...]:
        """`needs` has a bit for the place of each open need among those of the reading."""
        if needs not in self._parts:
            bounds = [self.reading.needs[place] for place in bits(needs)]
            drawings = (_Drawing(self, mask, limits, bounds) for mask, limits in _split(self.tight))
            self._parts[needs] = tuple(drawing.part() for drawing in drawings)
        return self._parts[needs]


def layout(reading: Interpretation, tight: int) -> Layout:
    """That of the limits whose places have a bit in `tight`; kept with the reading."""
    if tight not in reading.layouts:
        reading.layouts[tight] = Layout(reading, [reading.limits[place][0] for place in bits(tight)])
    return reading.layouts[tight]


def _split(tight: Iterable[Bound]) -> list[tuple[int, list[Bound]]]:
    """Units and their limits, so divided that no unit of one part touches a limit of another."""
    found: list[tuple[int, list[Bound]]] = []
    for bound in tight:
        mask, limits = bound.members, [bound]
        for part in [part for part in found if part[0] & mask]:
            found.remove(part)
            mask, limits = mask | part[0], part[1] + limits
        found.append((mask, limits))
    return found


class _Drawing:
    """Draws up one part."""

    def __init__(self, whole: Layout, mask: int, limits: Sequence[Bound], needs: Sequence[Bound]) -> None:
        self.reading, self.mask, self.limits, self.open = whole.reading, mask, limits, needs
        self.levels = [clause.scope for clause in self.reading.clauses if clause.kind == "minimum_at_level"]
        self.pooled, self.in_part = whole.pooled & mask, whole.divisible & mask
        self.columns = self._columns()
        self.digits = self._digits()

    def part(self) -> Part:
        places = dict(zip(self.columns, self.digits, strict=True))
        needs = (places.get(column) if (column := self._column(bound)) else None for bound in self.open)
        size = self.digits[0].stride * self.digits[0].radix
        return Part(
            mask=self.mask,
            items=tuple(self._items()),
            digits=self.digits,
            needs=tuple(needs),
            allowed=self._allowed(size) if size <= DENSE else 0,
            known={},
        )

    def _column(self, bound: Bound) -> Column | None:
        inside = bound.members & self.mask
        return Column((inside,), bound.in_credits) if inside else None

    def _columns(self) -> tuple[Column, ...]:
        worth = (Column((self.mask,), True), Column(tuple(m & self.mask for m in self.levels if m & self.mask), True))
        others = (column for bound in (*self.limits, *self.open) if (column := self._column(bound)))
        return (*worth, *(column for column in dict.fromkeys(others) if column not in worth))

    def _digits(self) -> tuple[Digit, ...]:
        """From the lowest up. A limit's digit has room for the step that goes over it, and for a carry."""
        digits: list[Digit] = []
        stride = 1
        for column in reversed(self.columns):
            most, total = self._limit(column), self._total(column)
            room = max(self._longest(column), most or 0) + 2
            radix = min(total, self._covered(column)) + 1 if most is None else most + room
            digits.append(Digit(stride, radix, most))
            stride *= radix
        return tuple(reversed(digits))

    def _limit(self, column: Column) -> int | None:
        return min(
            (b.maximum for b in self.limits if b.maximum is not None and self._column(b) == column), default=None
        )

    def _weight(self, column: Column, i: int) -> int:
        return column.times(i) * (self.reading.units[i].credit if column.in_credits else 1)

    def _total(self, column: Column) -> int:
        return sum(self._weight(column, i) for i in bits(self.mask))

    def _longest(self, column: Column) -> int:
        return max(self._weight(column, i) for i in bits(self.mask))

    def _covered(self, column: Column) -> int:
        """What a limit on the same units leaves of a column, so that its digit needs no more room."""
        inside = union(column.masks)
        within = (
            b.maximum * len(column.masks)
            for b in self.limits
            if b.maximum is not None and b.in_credits == column.in_credits and not inside & ~b.members
        )
        return min(within, default=self._total(column))

    def _allowed(self, size: int) -> int:
        """The mask of the positions within every limit, each limit's pattern repeated over the digits above it."""
        allowed = (1 << size) - 1
        for digit in self.digits:
            if digit.most is not None:
                allowed &= ((1 << digit.stride * (digit.most + 1)) - 1) * _repeated(digit, size)
        return allowed

    def _items(self) -> Iterator[Item]:
        for i in bits(self.mask & ~self.pooled):
            credit = self.reading.units[i].credit
            amounts = range(credit, -1, -1) if self.in_part >> i & 1 else (credit,)
            yield Item(1 << i, tuple(self._step(i, 1, amount) for amount in amounts if self._fits(i, amount)))
        pools: dict[tuple[int, ...], int] = {}
        seen = (*(bound.members for bound in (*self.limits, *self.open)), *self.levels)
        for i in bits(self.pooled):
            alike = tuple(mask >> i & 1 for mask in seen)
            pools[alike] = pools.get(alike, 0) | 1 << i
        for pool in pools.values():
            most = min(b.maximum for b in self.limits if b.maximum is not None and b.members & pool)
            yield Item(pool, (self._step(next(bits(pool)), 0, 1),), most, True)

    def _fits(self, i: int, amount: int) -> bool:
        """Not more than a limit by itself; with that, no sum of two numbers carries more than 1 to the next digit."""
        return all(
            (amount if bound.in_credits else 1) <= bound.maximum
            for bound in self.limits
            if bound.maximum is not None and bound.members >> i & 1
        )

    def _step(self, i: int, taken: int, amount: int) -> int:
        columns = zip(self.columns, self.digits, strict=True)
        return sum(
            column.times(i) * (amount if column.in_credits else taken) * digit.stride for column, digit in columns
        )


def _repeated(digit: Digit, size: int) -> int:
    """A bit wherever this digit and those below it are 0."""
    return ((1 << size) - 1) // ((1 << digit.stride * digit.radix) - 1)
