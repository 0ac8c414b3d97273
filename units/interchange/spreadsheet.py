"""A qualification from a spreadsheet, and as one: an Excel workbook, or CSV files of one sheet each."""

from collections.abc import Iterable, Sequence

from units.interchange.archives import FileError, kind_of
from units.interchange.assembling import assemble
from units.interchange.csv_reading import read_csv_archive, read_csv_file
from units.interchange.csv_writing import write_csv_archive
from units.interchange.disassembling import disassemble
from units.interchange.problems import Problem, WrongDescription
from units.interchange.sheets import SHEETS
from units.interchange.tables import Table
from units.interchange.values import QualificationValues
from units.interchange.workbook_reading import read_workbook
from units.interchange.workbook_writing import write_workbook

File = tuple[str, bytes]


def read_spreadsheet(files: Sequence[File]) -> QualificationValues:
    """One workbook, one ZIP file of CSV files, or CSV files, by name and content. WrongDescription has all problems."""
    problems: list[Problem] = []
    tables = _read(files, problems)
    if not tables:
        raise WrongDescription(problems)
    unread = any(problem.sheet in {name for name, _ in files} for problem in problems)
    return assemble(tables, problems if unread else [*problems, *_missing(tables)])


def write_xlsx(values: QualificationValues, *, wording: bool) -> bytes:
    """`wording`: with the awarding organisation's words, else with facts and labels alone. So for CSV."""
    return write_workbook(disassemble(values, wording=wording))


def write_csv(values: QualificationValues, *, wording: bool) -> bytes:
    """A ZIP file with one CSV file a sheet."""
    return write_csv_archive(disassemble(values, wording=wording))


def write_draft(tables: Iterable[Table]) -> bytes:
    """The workbook to go on with: what a WrongDescription could read, right or wrong, in its cells."""
    return write_workbook(tables)


def blank_xlsx() -> bytes:
    return write_workbook(())


def _read(files: Sequence[File], problems: list[Problem]) -> list[Table]:
    """What can be read of all the files; a file that cannot be opened is one problem."""
    if not files:
        problems.append(Problem("", None, "", "There is no file.", "Choose a workbook, or CSV files."))
    tables: dict[str, Table] = {}
    for name, content in files:
        try:
            found = _read_file(name, content, len(files), problems)
        except FileError as error:
            problems.append(Problem(name, None, "", error.reason, error.remedy))
            continue
        for table in found:
            if table.sheet.name in tables:
                problems.append(Problem(name, None, "", "Another file is of the same sheet.", "Choose one of the two."))
            tables.setdefault(table.sheet.name, table)
    return list(tables.values())


def _read_file(name: str, content: bytes, count: int, problems: list[Problem]) -> list[Table]:
    kind = kind_of(name, content)
    if kind == "csv":
        return [read_csv_file(name, content, problems)]
    if count > 1:
        remedy = "Choose one workbook, or one ZIP file, or CSV files alone."
        raise FileError("This file does not belong with the others.", remedy)
    return read_workbook(content, problems) if kind == "workbook" else read_csv_archive(content, problems)


def _missing(tables: Iterable[Table]) -> list[Problem]:
    names = {table.sheet.name for table in tables}
    remedy = "Add it, with its headings; the template has them."
    missing = [sheet.name for sheet in SHEETS if sheet.required and sheet.name not in names]
    return [Problem(name, None, "", f"The sheet {name} is missing.", remedy) for name in missing]
