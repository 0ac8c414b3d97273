"""CSV files as tables: one file a sheet, by the sheet's name, together or in one ZIP file."""

import csv
import io
import re
import zipfile
import zlib

from centres.csv_files import unguarded
from units.interchange.archives import FileError, damaged, open_archive
from units.interchange.cells import Refused
from units.interchange.problems import Problem
from units.interchange.sheets import SHEETS, Sheet, sheet_called
from units.interchange.tables import Grid, Table, heading_key, read_table

DELIMITERS = (",", ";", "\t")
AS_UTF_8 = "Save it again as “CSV UTF-8”, and choose the new file."


def read_csv_file(name: str, content: bytes, problems: list[Problem]) -> Table:
    """FileError where its name is of no sheet, or nothing in it can be told."""
    return read_csv(_sheet_of(name), content, problems)


def read_csv(sheet: Sheet, content: bytes, problems: list[Problem]) -> Table:
    """The rows of a file that is known to be of this sheet."""
    text = _decoded(content)
    return read_table(sheet, sheet.name, _grid(text, _delimiter(sheet, text)), problems)


def read_csv_archive(content: bytes, problems: list[Problem]) -> list[Table]:
    with open_archive(content) as archive:
        tables: dict[str, Table] = {}
        for part in filter(_is_ours, archive.infolist()):
            try:
                table = read_csv_file(part.filename, archive.read(part), problems)
            except FileError as error:
                problems.append(Problem(part.filename, None, "", error.reason, error.remedy))
                continue
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
                raise damaged() from error
            if table.sheet.name in tables:
                remedy = "Leave one of the two in the ZIP file."
                problems.append(Problem(part.filename, None, "", "Another file is of the same sheet.", remedy))
            tables.setdefault(table.sheet.name, table)
    return list(tables.values())


def _is_ours(part: zipfile.ZipInfo) -> bool:
    """Folders, and what a Mac adds to an archive, are passed over."""
    return not part.is_dir() and not part.filename.startswith("__MACOSX/") and not part.filename.endswith(".DS_Store")


def _sheet_of(name: str) -> Sheet:
    """By "units.csv", "Level 2 - Units.csv" (as Google names them) or "units (1).csv" (as browsers do)."""
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    stem = re.sub(r"\s*\([0-9]+\)$", "", stem.rpartition(" - ")[2])
    sheet = sheet_called(stem)
    if sheet is None:
        names = ", ".join(f"{sheet.name.casefold()}.csv" for sheet in SHEETS)
        raise FileError("No sheet has the name of this file.", f"Name it as one of {names}.")
    return sheet


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("The file is in UTF-16 (“Unicode text”), and not in UTF-8.", AS_UTF_8)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = f"The file is not in UTF-8: line {line} has a character of another encoding (Latin-1, for instance)."
        raise FileError(reason, AS_UTF_8) from None


def _delimiter(sheet: Sheet, text: str) -> str:
    """The one that makes most headings of the first line."""

    def known(delimiter: str) -> int:
        first = next(iter(csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)), [])
        return sum(bool(heading_key(sheet, heading)) for heading in first)

    try:
        return max(DELIMITERS, key=known)
    except csv.Error as error:
        raise FileError(f"The first line is no line of CSV ({error}).", AS_UTF_8) from None


def _grid(text: str, delimiter: str) -> Grid:
    """Numbered by row, as a spreadsheet program counts them: a cell of several lines is in one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            yield number, [_raw(cell) for cell in row]
    except csv.Error:
        reason = f"The quotes around a cell do not match, at line {reader.line_num} of the file at the latest."
        raise FileError(reason, "Save it again from a spreadsheet program, which sets the quotes itself.") from None


def _raw(cell: str) -> object:
    """Without the apostrophe that `csv_files` puts before what a spreadsheet program would take for a formula."""
    if cell.startswith("="):
        remedy = "Type the value itself; text that begins with = takes an apostrophe before it."
        return Refused("This cell is a formula.", remedy)
    return unguarded(cell)
