"""Tables as CSV files in one ZIP file, safe to open in a spreadsheet program."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from units.interchange.cells import Refused
from units.interchange.tables import Row, Table
from units.interchange.workbook_writing import columns_of

# What begins so, a program would run as a formula. An apostrophe goes before it, and before those that stand there
# already, so that taking one away again gives back the text whatever it was.
_RISKY = re.compile(r"'*[=+\-@]")


def write_csv_archive(tables: Iterable[Table]) -> bytes:
    """One file for each table that has rows. In UTF-8 with a mark, by which Excel knows; the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            if table.rows:
                part = zipfile.ZipInfo(f"{table.sheet.name.casefold()}.csv", (1980, 1, 1, 0, 0, 0))
                part.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(part, _written(table).encode("utf-8-sig"))
    return stream.getvalue()


def _written(table: Table) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    for row in _fields(table) if table.sheet.as_fields else _rows(table):
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


def _fields(table: Table) -> Iterator[list[object]]:
    yield ["Field", "Value"]
    row = table.rows[0] if table.rows else Row(None, {})
    for column in table.sheet.columns:
        yield [column.heading, row.cells.get(column.key)]


def _rows(table: Table) -> Iterator[list[object]]:
    columns = columns_of(table)
    yield [column.heading for column in columns]
    for row in table.rows:
        yield [row.cells.get(column.key) for column in columns]


def _cell(value: object) -> str:
    if value is None or isinstance(value, Refused):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and _RISKY.match(text) else text
