"""Which units go on which sheet of the listing. The foot stands on the last sheet, so that one has less room.

Rows are estimated from the letters of the title. Should an estimate fall short, the style sheet lets the foot go on
to another page in the same frame: nothing is cut off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import category, east_asian_width

from claims.documents.snapshot import SnapshotUnit

MOST_ALONE = 16  # units on a single sheet
ALONE, OPEN, LAST = 17.0, 28.0, 20.0  # rows on the only sheet; on one that continues; on the last of several
KEEP = 3  # units on the last sheet at least, so that the total never stands alone
HEADING_LETTERS, TITLE_LETTERS, REFERENCE_LETTERS = 80, 48, 13
FURTHER_LINE = 0.8  # of a row
SURPLUS = "achieved, not counted"


@dataclass(frozen=True)
class Sheet:
    number: int
    of: int
    units: tuple[SnapshotUnit, ...]

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.of


def breadth(text: str) -> int:
    """Letters, those of double width twice and accents that stand on another not at all."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text if category(letter) != "Mn")


def heading_lines(text: str) -> int:
    """Lines that a line of the heading takes."""
    return ceil(breadth(text) / HEADING_LETTERS)


def lay_out(units: Sequence[SnapshotUnit], *, heading: int = 0) -> tuple[Sheet, ...]:
    """`heading`: lines of the first sheet's heading beyond the usual two; they leave the units that much less room."""
    parts = list(_parts(units, heading * FURTHER_LINE))
    return tuple(Sheet(number, len(parts), tuple(part)) for number, part in enumerate(parts, start=1))


def _parts(units: Sequence[SnapshotUnit], taken_above: float) -> Iterator[Sequence[SnapshotUnit]]:
    most, room = MOST_ALONE, ALONE - taken_above
    while len(units) > 1 and (len(units) > most or sum(map(_rows, units)) > room):
        taken = _fill(units[: max(1, len(units) - KEEP)], OPEN - taken_above)
        yield units[:taken]
        units, most, room, taken_above = units[taken:], len(units), LAST, 0.0
    yield units


def _fill(units: Sequence[SnapshotUnit], room: float) -> int:
    used = 0.0
    for index, unit in enumerate(units):
        used += _rows(unit)
        if used > room:
            return max(1, index)
    return len(units)


def _rows(unit: SnapshotUnit) -> float:
    shouted = sum(letter.isupper() for letter in unit.title) // 2  # capitals are broader
    title = breadth(unit.title) + shouted + (0 if unit.counted else len(SURPLUS) + 2)
    reference = breadth(unit.number_submitted) + (breadth(unit.code) + 3 if unit.code != unit.number_submitted else 0)
    lines = max(1, ceil(title / TITLE_LETTERS), ceil(reference / REFERENCE_LETTERS))
    return 1 + (lines - 1) * FURTHER_LINE
