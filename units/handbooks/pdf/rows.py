"""The rows of a ruled table as lines of text, a tab between two cells."""

import re
from collections.abc import Iterator, Sequence

from units.handbooks.pdf.lines import Line, at_a_stretch, lines_of
from units.handbooks.pdf.tables import Cell, Table

BULLET = "•"
LABEL = re.compile(r"\d\.\d{1,2}\.?$")


def rows_of(table: Table) -> list[str]:
    rows = [row for cells in table.cells_by_row() for row in _parts_of_row(cells)]
    return [row for row in rows if row.strip()]


def _parts_of_row(cells: Sequence[Cell | None]) -> Iterator[str]:
    """One line, or one for each number where a column has nothing but numbers."""
    lines = [lines_of(cell.words) if cell else [] for cell in cells]
    numbers = next((column for column, cell in enumerate(lines) if _are_numbers(cell)), None)
    if numbers is None:
        yield from _row(lines)
        return
    starts = [line.top - line.height / 2 for line in lines[numbers]]
    for at, (start, end) in enumerate(zip(starts, [*starts[1:], float("inf")], strict=True)):
        before = lines[:numbers] if at == 0 else [[] for _ in lines[:numbers]]
        yield from _row([*before, *([line for line in cell if start <= line.top < end] for cell in lines[numbers:])])


def _are_numbers(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and all(LABEL.match(line.text) for line in lines)


def _row(cells: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The row, its last cell's points of a list below each other."""
    *before, last = [_items(cell) for cell in cells]
    yield "\t".join([*(" ".join(items) for items in before), last[0]])
    for item in last[1:]:
        yield "\t" * len(before) + item


def _items(lines: Sequence[Line]) -> list[str]:
    """The cell at a stretch, parted before each bullet; "" for an empty cell."""
    items: list[list[str]] = [[]]
    for line in lines:
        if line.text.startswith(BULLET) and items[-1]:
            items.append([])
        items[-1].append(line.text)
    return [at_a_stretch(item) for item in items]
