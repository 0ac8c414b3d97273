"""Tables as CSV files in one ZIP file, safe to open in a spreadsheet program."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from centres.csv_files import csv_bytes
from units.interchange.cells import Refused
from units.interchange.tables import Row, Table
from units.interchange.workbook_writing import columns_of


def write_csv_archive(tables: Iterable[Table]) -> bytes:
    """One file for each table that has rows. In UTF-8 with a mark, by which Excel knows; the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            if table.rows:
                part = zipfile.ZipInfo(f"{table.sheet.name.casefold()}.csv", (1980, 1, 1, 0, 0, 0))
                part.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(part, _written(table))
    return stream.getvalue()


def _written(table: Table) -> bytes:
    rows = _fields(table) if table.sheet.as_fields else _rows(table)
    return csv_bytes([None if isinstance(value, Refused) else value for value in row] for row in rows)


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
