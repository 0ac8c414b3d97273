"""The text of a page as the readers of handbooks know it.

A line a line, a blank line where the page leaves one, a tab between the cells of a table, and a row of a ruled table in
one line however many it has on the page. A page that goes on with a row of the page before has its first cell empty.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pypdfium2 import PdfPage

from units.handbooks.pdf.columns import cells_of, furniture_of
from units.handbooks.pdf.lines import Line, at_a_stretch, lines_of
from units.handbooks.pdf.places import place_on
from units.handbooks.pdf.rules import rules_on
from units.handbooks.pdf.tables import Cell, Table, tables_on
from units.handbooks.pdf.words import Word, words_on

BLANK = 0.4  # of the height of a line: how much wider a gap is than that between two lines of a paragraph
LABEL = re.compile(r"\d\.\d{1,2}\.?$")


def text_of_page(page: PdfPage) -> str:
    place = place_on(page)
    words = words_on(page, place)
    tables = tables_on(rules_on(page, place)) if words else []
    free = _fill(tables, words)
    parts = [(table.box.top, _rows(table)) for table in tables if any(cell.words for cell in table.cells.values())]
    bounds = [top for top, _ in parts]
    parts.extend(_paragraphs(lines_of(free), bounds))
    return "\n\n".join("\n".join(lines) for _, lines in sorted(parts, key=lambda part: part[0]))


def _fill(tables: Sequence[Table], words: Sequence[Word]) -> list[Word]:
    """Put the words into the tables' cells; those that stand in none are given back."""
    free: list[Word] = []
    for word in words:
        cells = (table.cell_at(*word.middle) for table in tables)
        cell = next((cell for cell in cells if cell), None)
        (cell.words if cell else free).append(word)
    return free


def _paragraphs(lines: Sequence[Line], bounds: Sequence[float]) -> Iterator[tuple[float, list[str]]]:
    """The lines between the tables, which start at ``bounds``."""
    if not lines:
        return
    gaps = [max(below.top - above.bottom, 0.0) for above, below in pairwise(lines)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0.0  # paragraphs have more lines than ends
    paragraph: list[str] = []
    top = 0.0
    for number, (line, cells) in enumerate(zip(lines, cells_of(lines), strict=True)):
        above = lines[number - 1] if number else None
        parted = above and (
            gaps[number - 1] > min(usual, line.height) + BLANK * line.height
            or any(above.top < at <= line.top for at in bounds)
        )
        if parted or not above:
            if paragraph:
                yield top, paragraph
            top, paragraph = line.top, []
        apart = furniture_of(lines, number) if len(cells) == 1 else None
        paragraph.extend(apart or ["\t".join(cells)])
    yield top, paragraph


def _rows(table: Table) -> list[str]:
    rows = [row for cells in table.cells_by_row() for row in _parts_of_row(cells)]
    return [row for row in rows if row.strip()]


def _parts_of_row(cells: Sequence[Cell | None]) -> Iterator[str]:
    """One line, or one for each number where a column has nothing but numbers."""
    lines = [lines_of(cell.words) if cell else [] for cell in cells]
    numbers = next((column for column, cell in enumerate(lines) if _are_numbers(cell)), None)
    if numbers is None:
        yield _row(lines)
        return
    starts = [line.top - line.height / 2 for line in lines[numbers]]
    for at, (start, end) in enumerate(zip(starts, [*starts[1:], float("inf")], strict=True)):
        before = lines[:numbers] if at == 0 else [[] for _ in lines[:numbers]]
        yield _row([*before, *([line for line in cell if start <= line.top < end] for cell in lines[numbers:])])


def _are_numbers(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and all(LABEL.match(line.text) for line in lines)


def _row(cells: Sequence[Sequence[Line]]) -> str:
    return "\t".join(at_a_stretch([line.text for line in cell]) for cell in cells)
