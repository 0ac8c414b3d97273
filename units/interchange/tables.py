"""A sheet as rows of cells not yet read: what a workbook, a CSV file, CASE and a form all come to before the checks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from units.interchange.cells import CellError, Line, is_blank
from units.interchange.problems import Problem
from units.interchange.sheets import INFORMATION, Sheet

MOST_ROWS = 20_000
MOST_COLUMNS = 100
_FIELDS = ("field", "value")

Grid = Iterable[tuple[int, Sequence[object]]]  # a row's number, from 1, and its cells from the first column on


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` by column key, no blanks. ``numbers`` says where a cell stands in another row than ``number``."""

    number: int | None
    cells: Mapping[str, object]
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """``place`` is what its problems call it; ``headings`` what they call a column, where not as the sheet does.

    ``absent`` are required columns that are not there at all, which is one problem and not one a row.
    """

    sheet: Sheet
    rows: tuple[Row, ...]
    place: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def problem(self, row: Row | None, key: str, reason: str, remedy: str) -> Problem:
        heading = (self.headings.get(key) or self.sheet.column(key).heading) if key else ""
        number = row.numbers.get(key, row.number) if row else None
        return Problem(self.place or self.sheet.name, number, heading, reason, remedy)


def read_table(sheet: Sheet, place: str, grid: Grid, problems: list[Problem]) -> Table:
    """The rows under the first row that is not blank, which has to hold the headings."""
    rows = _filled(grid, place, problems)
    if not rows:
        if sheet.required:
            remedy = "Fill it in, starting with its headings; the template has them."
            problems.append(Problem(place, None, "", "The sheet is empty.", remedy))
        return Table(sheet, (), place)
    (number, headings), body = rows[0], rows[1:]
    if sheet.as_fields:
        return Table(sheet, _field_rows(sheet, place, number, headings, body, problems), place)
    keys = _keys(sheet, place, number, headings, body, problems)
    found = [
        Row(number, {keys[i]: cell for i, cell in enumerate(cells) if i in keys and not is_blank(cell)})
        for number, cells in body
    ]
    absent = {column.key for column in sheet.columns if column.required} - set(keys.values())
    return Table(sheet, tuple(row for row in found if row.cells), place, absent=frozenset(absent))


def _filled(grid: Grid, place: str, problems: list[Problem]) -> list[tuple[int, Sequence[object]]]:
    rows: list[tuple[int, Sequence[object]]] = []
    for number, cells in grid:
        if all(map(is_blank, cells)):
            continue
        if len(rows) > MOST_ROWS:
            reason = f"There are more than {MOST_ROWS:,} rows."
            problems.append(Problem(place, number, "", reason, "Split the qualification, or delete rows."))
            break
        rows.append((number, cells))
    return rows


def _keys(
    sheet: Sheet, place: str, row: int, headings: Sequence[object], body: Grid, problems: list[Problem]
) -> dict[int, str]:
    """Which column, by its position, holds what."""
    keys: dict[int, str] = {}
    for i, raw in enumerate(headings):
        key = _key(sheet, place, row, raw, problems)
        if key in keys.values():
            heading = sheet.column(key).heading
            problems.append(Problem(place, row, heading, "Two columns have this heading.", "Delete one of them."))
        elif key:
            keys[i] = key
    problems += _missing_columns(sheet, place, row, set(keys.values()))
    problems += _without_heading(place, headings, body)
    return keys


def _missing_columns(sheet: Sheet, place: str, row: int, found: set[str]) -> list[Problem]:
    missing = [column.heading for column in sheet.columns if column.required and column.key not in found]
    remedy = "Add a column with this heading; the template has it."
    return [Problem(place, row, heading, "This column is missing.", remedy) for heading in missing]


def _key(sheet: Sheet, place: str, row: int, raw: object, problems: list[Problem]) -> str:
    """The key of the column with this heading; empty for one that is to be passed over, knowingly or as a problem."""
    if is_blank(raw):
        return ""
    try:
        heading = Line().read(raw)
    except CellError as error:
        problems.append(Problem(place, row, "", f"A heading cannot be read. {error.reason}", error.remedy))
        return ""
    plain = _plain(heading)
    if plain.startswith("note"):
        return ""
    key = heading_key(sheet, heading)
    if not key:
        remedy = "Correct it as in the template, or begin it with “Note” to have the column passed over."
        problems.append(Problem(place, row, heading, "No column has this heading.", remedy))
    return key


def heading_key(sheet: Sheet, heading: str) -> str:
    """The key of the column that is headed so; empty if there is none."""
    plain, name = _plain(heading), heading.partition(":")[2].strip()
    if sheet.as_fields and plain in _FIELDS:
        return plain
    if sheet.name == "Units" and plain.startswith(INFORMATION) and name:
        return INFORMATION + name
    return next((column.key for column in sheet.columns if _plain(column.heading) == plain), "")


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", heading.strip()).casefold()


def _without_heading(place: str, headings: Sequence[object], body: Grid) -> list[Problem]:
    named = {i for i, heading in enumerate(headings) if not is_blank(heading)}
    first: dict[int, int] = {}
    for number, cells in body:
        for i, cell in enumerate(cells):
            if i not in named and i not in first and not is_blank(cell):
                first[i] = number
    reason, remedy = "There is a value under no heading.", "Give the column its heading, or delete its values."
    return [Problem(place, number, f"column {_letters(i)}", reason, remedy) for i, number in sorted(first.items())]


def _letters(index: int) -> str:
    """0 is A, 26 is AA."""
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def _field_rows(
    sheet: Sheet, place: str, row: int, headings: Sequence[object], body: Grid, problems: list[Problem]
) -> tuple[Row, ...]:
    """One row that gathers the cells of all: each remembers its own number."""
    plain = [_plain(str(heading)) for heading in headings]
    if any(name not in plain for name in _FIELDS):
        remedy = "Head the first column Field and the second Value, as in the template."
        problems.append(Problem(place, row, "", "The columns Field and Value are missing.", remedy))
        return ()
    name_at, value_at = (plain.index(name) for name in _FIELDS)
    cells: dict[str, object] = {}
    numbers: dict[str, int] = {}
    for number, values in body:
        name, value = (values[i] if i < len(values) else None for i in (name_at, value_at))
        key = _field(sheet, place, number, name, value, problems)
        if key in numbers:
            problems.append(Problem(place, number, str(name), "This field stands here twice.", "Delete one row."))
        elif key:
            numbers[key] = number
            cells |= {} if is_blank(value) else {key: value}
    return (Row(None, cells, numbers),)


def _field(sheet: Sheet, place: str, row: int, name: object, value: object, problems: list[Problem]) -> str:
    if is_blank(name):
        if not is_blank(value):
            remedy = "Name the field in the column Field, or delete the value."
            problems.append(Problem(place, row, "Field", "There is a value without a field.", remedy))
        return ""
    plain = _plain(str(name))
    if plain.startswith("note"):
        return ""
    key = heading_key(sheet, str(name))
    if not key or key in _FIELDS:
        remedy = "Correct it as in the template, or begin it with “Note” to have the row passed over."
        problems.append(Problem(place, row, "Field", f"There is no field “{name}”.", remedy))
    return key
