"""Tables as an Excel workbook that says itself how it is filled in."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from units.interchange.cells import CONTROL, LONGEST, Choice, Date, Line, Refused, Whole, Words, YesNo
from units.interchange.sheets import INFORMATION, SHEETS, Column, Sheet, information_column
from units.interchange.tables import MOST_ROWS, Row, Table

HELP = (
    "Fill in the sheets Qualification, Units and Criteria, and Groups, Rule and Readings where the rule is known.",
    "Row 1 has the headings. Columns may stand in any order; those that are not needed may be deleted.",
    "No formulas, no merged cells, no hidden rows. A column or sheet whose name begins with Note is passed over.",
    "Several items in one cell are parted by semicolons.",
)
_BOLD, _SHADE = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
_TOP = Alignment(vertical="top", wrap_text=True)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(tables: Iterable[Table]) -> bytes:
    """All sheets, the ones without a table with their headings alone. Text stays text, whatever it begins with."""
    by_name = {table.sheet.name: table for table in tables}
    workbook = Workbook()
    del workbook[workbook.active.title if workbook.active else ""]
    for sheet in SHEETS:
        _write_sheet(workbook.create_sheet(sheet.name), by_name.get(sheet.name) or Table(sheet, ()))
    _write_help(workbook.create_sheet("Help"))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def columns_of(table: Table) -> list[Column]:
    """The sheet's columns, then those that the centre named, in the order in which they first come."""
    own = dict.fromkeys(key for row in table.rows for key in row.cells if key.startswith(INFORMATION))
    return [*table.sheet.columns, *(information_column(key.removeprefix(INFORMATION)) for key in own)]


def _write_sheet(worksheet: Worksheet, table: Table) -> None:
    worksheet.freeze_panes = "A2"
    if table.sheet.as_fields:
        _write_fields(worksheet, table)
        return
    columns = columns_of(table)
    for index, column in enumerate(columns, start=1):
        _format_column(worksheet, index, column)
    _write_headings(worksheet, [column.heading for column in columns])
    for number, row in enumerate(table.rows, start=2):
        for index, column in enumerate(columns, start=1):
            if column.key in row.cells:
                _write_cell(worksheet.cell(number, index), row.cells[column.key])


def _write_fields(worksheet: Worksheet, table: Table) -> None:
    _write_headings(worksheet, ["Field", "Value", "Note"])
    row = table.rows[0] if table.rows else Row(None, {})
    for number, column in enumerate(table.sheet.columns, start=2):
        _write_cell(worksheet.cell(number, 1), column.heading)
        value = worksheet.cell(number, 2)
        value.number_format = _number_format(column)
        if column.key in row.cells:
            _write_cell(value, row.cells[column.key])
        _write_cell(worksheet.cell(number, 3), _about(column))
    for letter, width in (("A", 24), ("B", 48), ("C", 80)):
        worksheet.column_dimensions[letter].width = width


def _write_headings(worksheet: Worksheet, headings: Sequence[str]) -> None:
    for index, heading in enumerate(headings, start=1):
        cell = worksheet.cell(1, index)
        _write_cell(cell, heading)
        cell.font, cell.fill = _BOLD, _SHADE


def _write_cell(cell: Cell | MergedCell, value: object) -> None:
    if isinstance(cell, MergedCell) or isinstance(value, Refused):
        return
    if isinstance(value, int | dt.date):
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
        return
    text = CONTROL.sub("", str(value))[:LONGEST]
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"  # after the value, which sets it: to a formula where the text begins with =
    cell.number_format, cell.alignment = "@", _TOP
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _format_column(worksheet: Worksheet, index: int, column: Column) -> None:
    """Text columns as Text, before anything is typed: else 1.10 becomes 1.1, 007 becomes 7 and 2023-08 a date."""
    letter = get_column_letter(index)
    dimension = worksheet.column_dimensions[letter]
    dimension.number_format = _number_format(column)
    dimension.width = 60 if isinstance(column.type, Words) else 36 if column.type == Line(120) else 18
    if validation := _validation(column):
        worksheet.add_data_validation(validation)
        validation.add(f"{letter}2:{letter}{MOST_ROWS + 1}")


def _number_format(column: Column) -> str:
    if isinstance(column.type, Date):
        return "yyyy-mm-dd"
    return "0" if isinstance(column.type, Whole) else "@"


def _validation(column: Column) -> DataValidation | None:
    """What the spreadsheet program refuses by itself, with the column's explanation."""
    validation: DataValidation
    if isinstance(column.type, Choice | YesNo):
        options = column.type.shown if isinstance(column.type, Choice) else ("yes", "no")
        validation = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
    elif isinstance(column.type, Whole):
        validation = DataValidation(
            type="whole", operator="between", formula1=column.type.least, formula2=column.type.most, allow_blank=True
        )
    else:
        return None
    validation.errorTitle, validation.error = column.heading, column.about
    return validation


def _about(column: Column) -> str:
    example = f" Example: {column.example}" if column.example else ""
    return f"{'Needed. ' if column.required else ''}{column.about}{example}"


def _write_help(worksheet: Worksheet) -> None:
    rows: list[tuple[str, ...]] = [(line,) for line in HELP]
    for sheet in SHEETS:
        rows += [(), *_help_rows(sheet)]
    for number, row in enumerate(rows, start=1):
        for index, text in enumerate(row, start=1):
            _write_cell(worksheet.cell(number, index), text)
            if not row[0]:
                worksheet.cell(number, index).font = _BOLD
    for letter, width in (("A", 18), ("B", 24), ("C", 90)):
        worksheet.column_dimensions[letter].width = width


def _help_rows(sheet: Sheet) -> list[tuple[str, ...]]:
    head = (sheet.name, "may be left out" if not sheet.required else "", sheet.about)
    return [head, *(("", column.heading, _about(column)) for column in sheet.columns)]
