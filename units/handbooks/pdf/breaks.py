"""Tables that go on over a page."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from units.handbooks.pdf.pages import Block

_NUMBER = re.compile(r"(\d{1,2})[. ]")


def leave_out_repeated_heads(pages: Iterable[Sequence[Block]]) -> None:
    """A table that goes on at the top of a page has its heads printed again."""
    head = ""
    for blocks in pages:
        tables = [block for block in blocks if block.is_table]
        goes_on = bool(tables) and tables[0] is blocks[0] and tables[0].lines[0] == head
        if goes_on:
            del tables[0].lines[0]
        if not (goes_on and len(tables) == 1):
            head = tables[-1].lines[0] if tables else ""


def rejoin_rows(pages: Sequence[Sequence[Block]]) -> None:
    """Where a page ends in a row, a cell of two lines may stand on the next page whole, beside the rest of the row."""
    for before, after in pairwise(pages):
        if not (before and after and before[-1].is_table and after[0].is_table):
            continue
        above, below = before[-1].lines, after[0].lines
        if above and below and _is_one_row(above[-1].split("\t"), below[0].split("\t")):
            cells = zip(above.pop().split("\t"), below[0].split("\t"), strict=True)
            below[0] = "\t".join(f"{over} {under}".strip() for over, under in cells)


def _is_one_row(above: Sequence[str], below: Sequence[str]) -> bool:
    """No cell stands on both pages, or an outcome is told by the number of the criterion that it left behind."""
    if len(above) != len(below) or bool(above[0]) == bool(below[0]):
        return False
    if not any(over and under for over, under in zip(above, below, strict=True)):
        return True
    outcome, criterion = _NUMBER.match(below[0]), _NUMBER.match(above[1])
    return outcome is not None and criterion is not None and outcome[1] == criterion[1]
