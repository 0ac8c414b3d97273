"""The numbers by which a unit is known, as people may write them. PostgreSQL's index has the same (migration 0005)."""

from collections.abc import Iterator
from dataclasses import dataclass

from units.models import Unit
from units.search.question import without_signs


@dataclass(frozen=True, slots=True)
class Number:
    key: str
    says: str  # what it is, where a page does not show it anyway
    own: bool


def numbers_of_unit(unit: Unit) -> Iterator[Number]:
    """Its own first. `comparison__predecessors` has to be loaded."""
    for printed in (unit.code, unit.reference, unit.number):
        yield Number(without_signs(printed), "", own=True)
    yield Number(without_signs(unit.sector_number), f"Unit {unit.sector_number} of the sector body", own=True)
    for standard in unit.standards:
        yield Number(without_signs(standard), f"Related to the National Occupational Standard {standard}", own=False)
    for row in unit.comparison.predecessors.all() if hasattr(unit, "comparison") else ():
        yield Number(without_signs(str(row)), f"Followed the old unit {row}", own=False)
    yield Number(without_signs(unit.scheme), "", own=False)


def why_found(unit: Unit, numbers: tuple[str, ...]) -> list[str]:
    """What is worth saying about the numbers that were asked for, each once, by what it is first."""
    first: dict[str, str] = {}
    for number in numbers_of_unit(unit):
        first.setdefault(number.key, number.says)
    return [first[number] for number in numbers if first.get(number)]
