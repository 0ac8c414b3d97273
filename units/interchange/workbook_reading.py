"""An Excel workbook as tables. What a person would not see, or would see differently, is a problem and not a value."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import load_workbook

from units.interchange.archives import FileError, damaged, open_archive
from units.interchange.cells import Refused
from units.interchange.problems import Problem
from units.interchange.sheet_layout import Layout, read_layout
from units.interchange.sheets import SHEETS, sheet_called
from units.interchange.tables import MOST_COLUMNS, Grid, Table, read_table

PASSED_OVER = ("help", "note")  # sheets whose names begin so
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_workbook(content: bytes, problems: list[Problem]) -> list[Table]:
    """FileError where it cannot be opened."""
    archive = open_archive(content)
    _refuse_declarations(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of formats that it cannot keep, which nobody needs here
            return _tables(archive, content, problems)
    except FileError:
        raise
    except Exception as error:  # a damaged workbook makes openpyxl fail in any way whatever
        raise damaged() from error


def _refuse_declarations(archive: zipfile.ZipFile) -> None:
    """No program writes a document type into a workbook; it is where XML is made to swell or to read other files."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(4096).replace(b"\0", b""):
                    raise FileError("The workbook has a part that no spreadsheet program writes.", "Save it anew.")


def _tables(archive: zipfile.ZipFile, content: bytes, problems: list[Problem]) -> list[Table]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    tables: dict[str, Table] = {}
    for worksheet in workbook.worksheets:
        sheet = sheet_called(worksheet.title)
        if sheet is None:
            problems += _unknown(worksheet.title)
        elif sheet.name in tables:
            problems.append(Problem(sheet.name, None, "", "This sheet is here twice.", "Delete one of the two."))
        else:
            with archive.open(worksheet._worksheet_path) as stream:  # type: ignore[attr-defined]
                layout = read_layout(stream)
            problems += _layout_problems(sheet.name, worksheet.sheet_state, layout)
            grid = () if layout.too_wide else _grid(worksheet)
            tables[sheet.name] = read_table(sheet, sheet.name, grid, problems)
    return list(tables.values())


def _unknown(title: str) -> list[Problem]:
    if title.strip().casefold().startswith(PASSED_OVER):
        return []
    names = ", ".join(sheet.name for sheet in SHEETS)
    remedy = f"Name it as one of {names}; or begin its name with “Note” to have it passed over."
    return [Problem(title, None, "", "No sheet has this name.", remedy)]


def _layout_problems(name: str, state: str, layout: Layout) -> Iterator[Problem]:
    if state != "visible":
        yield Problem(name, None, "", "The sheet is hidden.", "Show it and look at it, or delete it.")
    for first, last in _runs(layout.hidden_rows):
        rows = f"Row {first} is hidden" if first == last else f"Rows {first} to {last} are hidden"
        remedy = "Show them and look at them (a filter may hide them), or delete them."
        yield Problem(name, first, "", f"{rows}.", remedy)
    for letters in layout.hidden_columns:
        remedy = "Show it and look at it, or delete it."
        yield Problem(name, None, f"column {letters}", "The column is hidden.", remedy)
    for reference in layout.merged:
        row = re.search("[0-9]+", reference)
        remedy = "Unmerge them, and fill in every cell that is to have the value."
        yield Problem(name, int(row[0]) if row else None, "", f"The cells {reference} are merged.", remedy)
    if layout.too_wide:
        reason = f"There are cells beyond column {MOST_COLUMNS}."
        yield Problem(name, None, "", reason, "Delete the columns to the right of the last heading.")


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = previous = 0
    for number in (*numbers, 0):
        if number != previous + 1 or not first:
            if first:
                yield first, previous
            first = number
        previous = number


def _grid(worksheet: Any) -> Grid:
    worksheet.reset_dimensions()  # what it declares may be wrong
    for number, row in enumerate(worksheet.iter_rows(), start=1):
        yield number, [_raw(cell) for cell in row]


def _raw(cell: Any) -> object:
    if cell.data_type == "f":
        remedy = "Put its result in its place: copy the cell, then paste it as a value."
        return Refused("This cell is a formula.", remedy)
    if cell.data_type == "e":
        return Refused(f"This cell shows the error {cell.value}.", "Type the value itself.")
    if isinstance(cell.value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell.value)
    if type(cell.value) is int and re.fullmatch("00+", cell.number_format):
        return str(cell.value).zfill(len(cell.number_format))  # a number shown as 007 was meant as it is shown
    return cell.value
