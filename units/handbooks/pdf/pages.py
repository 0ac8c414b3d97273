"""The text of a page as the readers of handbooks know it.

A line a line, a blank line where the page leaves one, and a tab between the cells of a table. A row of a ruled table is
one line however many it has on the page, but for the points of a list, each of which has its own line in its column.
A page that goes on with a row of the page before has that row's first cell empty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pypdfium2 import PdfPage

from units.handbooks.pdf.columns import cells_of
from units.handbooks.pdf.furniture import parts_apart
from units.handbooks.pdf.lines import Line, lines_of
from units.handbooks.pdf.places import place_on
from units.handbooks.pdf.rows import rows_of
from units.handbooks.pdf.rules import rules_on
from units.handbooks.pdf.tables import Table, tables_on
from units.handbooks.pdf.words import Word, words_on

WIDEST = 0.5  # of the height of a line: the gap between two lines of a paragraph
BLANK = 0.4  # of the height of a line: how much wider the gap between two paragraphs is
BLANK = 0.4  # of the height of a line: how much wider the gap between two paragraphs is


@dataclass(slots=True)
class Block:
    """What a blank line parts from the rest: a paragraph, or a whole ruled table."""

    top: float
    lines: list[str]
    is_table: bool = False


def blocks_of(page: PdfPage) -> list[Block]:
    place = place_on(page)
    words = words_on(page, place)
    tables = tables_on(rules_on(page, place)) if words else []
    free = _fill(tables, words)
    blocks = [Block(table.box.top, rows_of(table), is_table=True) for table in tables]
    blocks = [block for block in blocks if block.lines]
    blocks.extend(_paragraphs(lines_of(free), [block.top for block in blocks]))
    return sorted(blocks, key=lambda block: block.top)


def _fill(tables: Sequence[Table], words: Sequence[Word]) -> list[Word]:
    """Put the words into the tables' cells; those that stand in none are given back."""
    free: list[Word] = []
    for word in words:
        cells = (table.cell_at(*word.middle) for table in tables)
        cell = next((cell for cell in cells if cell), None)
        (cell.words if cell else free).append(word)
    return free


def _paragraphs(lines: Sequence[Line], bounds: Sequence[float]) -> Iterator[Block]:
    """The lines between the tables, which start at ``bounds``."""
    if not lines:
        return
    gaps = [max(below.top - above.bottom, 0.0) for above, below in pairwise(lines)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0.0  # paragraphs have more lines than ends
    top = lines[0].top
    paragraph: list[str] = []
    for number, (line, cells) in enumerate(zip(lines, cells_of(lines), strict=True)):
        above = lines[number - 1]
        if number and (
            gaps[number - 1] > min(usual, WIDEST * line.height) + BLANK * line.height
            or any(above.top < at <= line.top for at in bounds)
        ):
            yield Block(top, paragraph)
            top, paragraph = line.top, []
        apart = parts_apart(lines, number) if len(cells) == 1 else None
        paragraph.extend(apart or ["\t".join(cells)])
    yield Block(top, paragraph)
