"""CSV files that people send, and what ours look like."""

import csv
import io
import zipfile

import pytest

from tests.units.interchange.invented import SIGNWRITING
from units.interchange.problems import WrongDescription
from units.interchange.spreadsheet import File, read_spreadsheet, write_csv

CONTENT = write_csv(SIGNWRITING, wording=True)


def files() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def problems_of(*given: File) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(WrongDescription) as caught:
        read_spreadsheet(given)
    return [(problem.sheet, problem.row, problem.column, problem.reason) for problem in caught.value.problems]


def changed(name: str, old: str, new: str) -> list[File]:
    assert old in files()[name].decode()
    return list((files() | {name: files()[name].decode().replace(old, new).encode()}).items())


def test_there_is_one_file_for_each_sheet_that_has_rows() -> None:
    assert list(files()) == ["qualification.csv", "units.csv", "criteria.csv", "groups.csv", "rule.csv", "readings.csv"]
    assert write_csv(SIGNWRITING, wording=True) == CONTENT


def test_files_are_read_together_as_well_as_zipped() -> None:
    assert read_spreadsheet(list(files().items())) == SIGNWRITING


def test_names_that_browsers_and_google_give_are_known() -> None:
    renamed = [(f"Sign - {name.title()}".replace(".Csv", " (1).csv"), content) for name, content in files().items()]
    assert read_spreadsheet(renamed) == SIGNWRITING


def test_a_zip_file_of_a_mac_is_read() -> None:
    stream = io.BytesIO(CONTENT)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("__MACOSX/._units.csv", b"\0")
        archive.writestr(".DS_Store", b"\0")
    assert read_spreadsheet([("sign.zip", stream.getvalue())]) == SIGNWRITING


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_recognised(delimiter: str) -> None:
    given: list[File] = []
    for name, content in files().items():
        stream = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        csv.writer(stream, delimiter=delimiter).writerows(rows)
        given.append((name, stream.getvalue().encode()))
    assert read_spreadsheet(given) == SIGNWRITING


def test_nothing_that_is_written_runs_as_a_formula() -> None:
    for content in files().values():
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert b"'=not a formula" in files()["units.csv"]


def test_a_formula_is_refused() -> None:
    given = changed("units.csv", "'=not a formula", "=1+1")
    assert problems_of(*given) == [("Units", 2, "Information: Delivery notes", "This cell is a formula.")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            *("Title\ncaf\xe9".encode("latin-1"),),
            "The file is not in UTF-8: line 2 has a character of another encoding (Latin-1, for instance).",
        ),
        ("Unit number".encode("utf-16"), "The file is in UTF-16 (“Unicode text”), and not in UTF-8."),
        (b'Title,Level\n"half,1\n', "The quotes around a cell do not match, at line 2 of the file at the latest."),
        (b"", "The file is empty."),
    ],
)
def test_a_file_that_is_no_csv_is_refused(content: bytes, reason: str) -> None:
    given = files() | {"units.csv": content}
    assert ("units.csv", None, "", reason) in problems_of(*given.items())


def test_a_file_of_no_sheet_and_two_of_one_are_refused() -> None:
    assert problems_of(("module.csv", b"a,b"))[0][3] == "No sheet has the name of this file."
    given = [*files().items(), ("old/units.csv", files()["units.csv"])]
    assert problems_of(*given) == [("old/units.csv", None, "", "Another file is of the same sheet.")]


def test_a_missing_file_is_told_with_what_is_wrong_in_the_others() -> None:
    given = files()
    del given["qualification.csv"]
    given["units.csv"] = given["units.csv"].replace(b'"test"', b'"exam"')
    assert problems_of(*given.items()) == [
        ("Qualification", None, "", "The sheet Qualification is missing."),
        ("Units", 3, "Method", "“exam” is not known here."),
    ]


def test_rows_are_counted_as_a_spreadsheet_program_counts_them() -> None:
    assert files()["units.csv"].count(b"Invented aim.\nOn two lines.") == 1
    assert problems_of(*changed("units.csv", '"Gild","3"', '"Gild","high"')) == [
        ("Units", 4, "Level", "“high” is not a whole number.")
    ]


def test_a_zip_file_without_csv_files_and_a_locked_one_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.md", "x")
    assert problems_of(("a.zip", stream.getvalue())) == [("a.zip", None, "", "There is no spreadsheet in the file.")]
    locked = CONTENT.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert locked != CONTENT
    assert problems_of(("a.zip", locked)) == [("a.zip", None, "", "The file is locked with a password.")]
