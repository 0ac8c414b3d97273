"""What a choice of units comes to: the numbers that clauses and sentences are made of."""

from functools import cached_property

from units.combination.model import Bound, Clause, Interpretation, Rule, UnitFact, bits
from units.combination.outcome import UnitCount
from units.combination.selection import select


class Tally:
    """The achieved units of one reading, and how much of each counts."""

    def __init__(self, rule: Rule, reading: Interpretation, achieved: int) -> None:
        self.rule = rule
        self.reading = reading
        self.achieved = achieved
        self.chosen, self.part = select(reading, achieved)

    @cached_property
    def counts(self) -> list[tuple[int, UnitCount]]:
        """The achieved units with their bits, in code order."""
        return [(1 << i, self._count(i)) for i in bits(self.achieved)]

    def _count(self, i: int) -> UnitCount:
        unit = self.rule.units[i]
        credit = self.part.get(i, unit.credit) if self.chosen >> i & 1 else 0
        counted = credit > 0 or (unit.credit == 0 and bool(self.chosen >> i & 1))
        return UnitCount(unit.code, unit.title, unit.credit, counted, credit)

    def credits_in(self, mask: int) -> int:
        """Counted credits of the units of the mask."""
        credits = self.reading.credits(self.chosen & mask)
        if self.part:
            credits -= sum(self.rule.units[i].credit - credit for i, credit in self.part.items() if mask >> i & 1)
        return credits

    def load(self, bound: Bound) -> int:
        return self.credits_in(bound.members) if bound.in_credits else (self.chosen & bound.members).bit_count()

    def holds(self, bound: Bound) -> bool:
        load = self.load(bound)
        return bound.minimum <= load and (bound.maximum is None or load <= bound.maximum)

    def met(self, clause: Clause) -> bool:
        return all(self.holds(bound) for bound in clause.bounds)

    def met_all(self) -> bool:
        return all(self.holds(bound) for bound in self.reading.bounds)

    def units_in(self, mask: int) -> tuple[UnitCount, ...]:
        """The achieved units of the mask, counted or not, in code order."""
        return tuple(count for bit, count in self.counts if bit & mask)

    def surplus_in(self, mask: int) -> int:
        """Achieved credits of the mask that do not count."""
        return sum(count.credit - count.credits_counted for bit, count in self.counts if bit & mask)

    def open_in(self, mask: int) -> list[UnitFact]:
        """The units of the mask still to be achieved, smallest first."""
        missing = mask & ~self.achieved
        return [unit for bit, unit in self.rule.by_size if bit & missing]

    def first_fitting(self, mask: int, *, credits: int = 0) -> UnitFact | None:
        """The smallest unit still to be achieved that has these credits and would count on top of the others."""
        units = (unit for unit in self.open_in(mask) if unit.credit >= credits)
        return next((unit for unit in units if self._has_room(unit)), None)

    def _has_room(self, unit: UnitFact) -> bool:
        bit = 1 << self.rule.position[unit.code]
        return all(
            self.load(bound) + (unit.credit if bound.in_credits else 1) <= most
            for bound, most in self.reading.limits
            if bound.members & bit
        )
