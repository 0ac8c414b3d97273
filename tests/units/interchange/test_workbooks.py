"""Workbooks that people send: changed in form, damaged, hostile; and what ours look like."""

import datetime as dt
import io
import zipfile

import pytest

from tests.units.interchange.invented import SIGNWRITING, field, place, problems_of, saved, workbook
from units.interchange.problems import Problem, WrongDescription
from units.interchange.spreadsheet import read_spreadsheet, write_xlsx

CONTENT = write_xlsx(SIGNWRITING, wording=True)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(**parts: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def rewritten(part: str, old: str, new: str) -> bytes:
    """The workbook with one part changed by hand."""
    parts: dict[str, bytes | str] = {}
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    text = bytes(parts[part]).decode()
    assert old in text
    return zipped(**parts | {part: text.replace(old, new)})


def test_capitals_space_and_order_of_columns_and_sheets_do_not_matter() -> None:
    book = workbook()
    book["Units"].title = "UNITS "
    book.move_sheet("Criteria", -2)
    place(book, "Criteria", "Unit", 1).value = " uNiT"
    for row in book["Criteria"].iter_rows():
        first, last = row[0], row[9]
        first.value, last.value = last.value, first.value
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_what_is_named_a_note_is_passed_over() -> None:
    book = workbook()
    book["Units"].cell(1, 30, "Notes of ours")
    book["Units"].cell(2, 30, "=1+1")
    book.create_sheet("Note to self")["A1"] = "anything"
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_columns_that_are_not_needed_may_be_missing() -> None:
    book = workbook()
    headings = [cell.value for cell in book["Criteria"][1]]
    book["Criteria"].delete_cols(headings.index("Guidance") + 1)
    values = read_spreadsheet([("any.xlsx", saved(book))])
    assert {c.guidance for u in values.units for o in u.outcomes for c in o.criteria} == {""}


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("Tilte", ("Units", 1, "Tilte", "No column has this heading.")),
        ("Level", ("Units", 1, "Level", "Two columns have this heading.")),
        (None, ("Units", 2, "column AD", "There is a value under no heading.")),
        ("=A1", ("Units", 1, "", "A heading cannot be read. This cell is a formula.")),
    ],
)
def test_a_column_that_is_not_ours_is_refused(heading: str | None, problem: tuple[str, int, str, str]) -> None:
    book = workbook()
    book["Units"].cell(1, 30, heading)
    book["Units"].cell(2, 30, "x")
    assert problem in problems_of(book)


def test_a_missing_column_is_one_problem() -> None:
    book = workbook()
    place(book, "Units", "Credit", 1).value = "Note"
    assert problems_of(book) == [("Units", 1, "Credit", "This column is missing.")]


def test_an_unknown_field_and_a_field_twice_are_refused() -> None:
    book = workbook()
    book["Qualification"].append(["Colour", "red"])
    book["Qualification"].append(["Title", "Another"])
    book["Qualification"].append([None, "lost"])
    assert problems_of(book) == [
        ("Qualification", 20, "Field", "There is no field “Colour”."),
        ("Qualification", 21, "Title", "This field stands here twice."),
        ("Qualification", 22, "Field", "There is a value without a field."),
    ]


def test_a_missing_and_an_unknown_sheet_are_refused() -> None:
    book = workbook()
    book["Criteria"].title = "Criterias"
    assert problems_of(book) == [
        ("Criterias", None, "", "No sheet has this name."),
        ("Criteria", None, "", "The sheet Criteria is missing."),
    ]


def test_an_empty_sheet_that_is_needed_is_refused() -> None:
    book = workbook()
    book["Units"].delete_rows(1, 10)
    assert ("Units", None, "", "The sheet is empty.") in problems_of(book)


def test_formulas_and_errors_are_refused_where_they_stand() -> None:
    book = workbook()
    place(book, "Units", "Credit", 2).value = "=2+2"
    place(book, "Units", "Level", 3).value = "#REF!"
    field(book, "Title").value = "=HYPERLINK(1)"
    assert problems_of(book) == [
        ("Qualification", 5, "Title", "This cell is a formula."),
        ("Units", 2, "Credit", "This cell is a formula."),
        ("Units", 3, "Level", "This cell shows the error #REF!."),
    ]


def test_merged_cells_are_refused() -> None:
    book = workbook()
    book["Criteria"].merge_cells("C2:C3")
    assert problems_of(book) == [("Criteria", 2, "", "The cells C2:C3 are merged.")]


def test_hidden_rows_columns_and_sheets_are_told() -> None:
    book = workbook()
    for row in (2, 3, 5, 90):
        book["Criteria"].row_dimensions[row].hidden = True
    book["Units"].column_dimensions["F"].hidden = True
    book["Units"].column_dimensions["ZZ"].hidden = True
    book["Readings"].sheet_state = "veryHidden"
    assert problems_of(book) == [
        ("Units", None, "column F", "The column is hidden."),
        ("Criteria", 2, "", "Rows 2 to 3 are hidden."),
        ("Criteria", 5, "", "Row 5 is hidden."),
        ("Readings", None, "", "The sheet is hidden."),
    ]


def test_numbers_keep_their_zeros_and_dates_their_day() -> None:
    book = workbook()
    number = place(book, "Units", "Unit number", 4)
    number.value, number.number_format = 7, "000"
    field(book, "Published on").value = dt.datetime(2026, 1, 31)  # noqa: DTZ001
    field(book, "Registration from").value = "01/02/2026"
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_a_number_that_lost_its_zeros_is_refused() -> None:
    book = workbook()
    field(book, "Version").value = 1.1
    place(book, "Criteria", "Printed number", 2).value = dt.date(2026, 10, 1)
    assert problems_of(book) == [
        (
            *("Qualification", 7, "Version"),
            "This is the number 1.1, and a number loses the zeros at its end.",
        ),
        ("Criteria", 2, "Printed number", "The spreadsheet has made a date or a time of what was typed."),
    ]


def test_more_rows_than_a_sheet_may_have_are_refused() -> None:
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>'
    rows = "".join(row.replace('"2"', f'"{n}"').replace("A2", f"A{n}") for n in range(3, 20_005))
    content = rewritten("xl/worksheets/sheet6.xml", "</sheetData>", f"{rows}</sheetData>")
    with pytest.raises(WrongDescription) as caught:
        read_spreadsheet([("any.xlsx", content)])
    assert [p.reason for p in caught.value.problems if "more than" in p.reason] == ["There are more than 20,000 rows."]


def test_a_row_far_down_and_a_cell_far_right_cost_no_time() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    content = rewritten("xl/worksheets/sheet6.xml", "</sheetData>", far)
    assert problems_of(content) == [("Readings", None, "", "There are cells beyond column 100.")]


def test_a_merged_range_over_the_whole_sheet_costs_no_memory() -> None:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    content = rewritten("xl/worksheets/sheet3.xml", "</sheetData>", merged)
    assert problems_of(content) == [("Criteria", 1, "", "The cells A1:XFD1048576 are merged.")]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("old.xls", OLE, "The file is in the format of Excel 97 to 2003 (.xls)."),
        ("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "The workbook is locked with a password."),
        ("book.xlsb", zipped(**{"xl/workbook.bin": b""}), "The file is a binary workbook (.xlsb)."),
        ("book.ods", zipped(mimetype=b""), "The file is of another program (OpenDocument or Numbers)."),
        ("letter.docx", zipped(**{"word/document.xml": b""}), "There is no spreadsheet in the file."),
        ("handbook.pdf", b"%PDF-1.7", "The file is not a spreadsheet."),
        ("nothing.xlsx", b" ", "The file is empty."),
        ("large.xlsx", b"x" * (11 * 1024 * 1024), "The file has 11 MB; 10 MB is the most."),
        ("half.xlsx", CONTENT[: len(CONTENT) // 2], "The file is damaged."),
        ("wrong.xlsx", zipped(**{"xl/workbook.xml": b"<x/>"}), "The file is damaged."),
        (
            *("bomb.xlsx", zipped(**{"xl/workbook.xml": b" " * (51 * 1024 * 1024)})),
            "Unpacked, the file would have more than 50 MB or 2,000 parts.",
        ),
        (
            *("xml.xlsx", rewritten("xl/worksheets/sheet2.xml", "<worksheet", f"{BOMB}<worksheet")),
            "The workbook has a part that no spreadsheet program writes.",
        ),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(WrongDescription) as caught:
        read_spreadsheet([(name, content)])
    assert [(p.sheet, p.row, p.reason) for p in caught.value.problems] == [(name, None, reason)]
    assert caught.value.tables == ()


def test_entities_hidden_behind_a_long_comment_are_refused() -> None:
    late = f"<!--{' ' * 5000}-->{BOMB}<worksheet"
    content = rewritten("xl/worksheets/sheet2.xml", "<worksheet", late)
    assert problems_of(content) == [("signwriting.xlsx", None, "", "The file is damaged.")]


def test_a_row_that_comes_again_is_not_passed_over() -> None:
    content = rewritten(
        "xl/worksheets/sheet2.xml", "</sheetData>", '<row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    )
    assert problems_of(content) == [("signwriting.xlsx", None, "", "The file is damaged.")]


def test_no_file_at_all_is_refused() -> None:
    with pytest.raises(WrongDescription) as caught:
        read_spreadsheet([])
    assert caught.value.problems == (Problem("", None, "", "There is no file.", "Choose a workbook, or CSV files."),)


def test_two_workbooks_do_not_belong_together() -> None:
    with pytest.raises(WrongDescription, match="does not belong with the others"):
        read_spreadsheet([("a.xlsx", CONTENT), ("b.xlsx", CONTENT)])


def test_text_stays_text_whatever_it_begins_with() -> None:
    cell = place(workbook(), "Units", "Information: Delivery notes", 2)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=not a formula", "s", True)
