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
        if len(above) > 1 and below and (row := _rejoined(above[-1].split("\t"), below[0].split("\t"))):
            del above[-1]
            below[0] = "\t".join(row)


def _rejoined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Empty unless the first cell went over the page, and what is left of the row shows it."""
    if len(above) != len(below) or above[0] or not below[0]:
        return []
    complementary = not any(over and under for over, under in zip(above, below, strict=True))
    outcome, criterion = _NUMBER.match(below[0]), _NUMBER.match(above[1])
    if complementary or (outcome and criterion and outcome[1] == criterion[1]):
        return [f"{over} {under}".strip() for over, under in zip(above, below, strict=True)]
    return []
