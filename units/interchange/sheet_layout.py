"""What a sheet's XML says of its layout, which openpyxl does not tell while it streams: merged cells, hidden rows.

Unstreamed it would, but there a single merged range makes it build every cell inside, and the whole sheet is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from defusedxml.ElementTree import iterparse
from openpyxl.utils import column_index_from_string, get_column_letter

from units.interchange.archives import damaged
from units.interchange.tables import MOST_COLUMNS


@dataclass(slots=True)
class Layout:
    """``hidden_rows`` and ``hidden_columns`` are those that hold values. ``too_wide``: cells beyond all columns."""

    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    too_wide: bool = False


def read_layout(stream: IO[bytes]) -> Layout:
    layout, row, filled = Layout(), 0, set()
    hidden: list[range] = []
    for name, element in _elements(stream):
        if name == "row":
            row = _following(row, element)
            columns = {_column(cell, position) for position, cell in enumerate(element, start=1)}
            layout.too_wide |= any(column > MOST_COLUMNS for column in columns)
            values = {_column(cell, position) for position, cell in enumerate(element, start=1) if len(cell)}
            filled |= values
            if values and _is_hidden(element):
                layout.hidden_rows.append(row)
        elif name == "col" and _is_hidden(element):
            hidden.append(range(int(element.get("min")), int(element.get("max")) + 1))
        elif name == "mergeCell":
            layout.merged.append(element.get("ref"))
    found = sorted(column for column in filled if any(column in columns for columns in hidden))
    layout.hidden_columns = [get_column_letter(column) for column in found]
    return layout


def _elements(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Each element that is complete, by its name without a namespace; rows are forgotten once seen."""
    rows: Any = None
    for event, element in iterparse(stream, events=("start", "end")):
        name = element.tag.rpartition("}")[2]
        if event == "start":
            rows = element if name == "sheetData" else rows
            continue
        yield name, element
        if name == "row":
            rows.clear()


def _following(row: int, element: Any) -> int:
    """openpyxl would pass over a row that comes again, without a word."""
    number = int(element.get("r") or row + 1)
    if number <= row:
        raise damaged()
    return number


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") in ("1", "true")


def _column(cell: Any, position: int) -> int:
    reference = cell.get("r")
    return column_index_from_string(reference.rstrip("0123456789")) if reference else position
