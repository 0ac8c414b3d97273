"""The blank workbook, and drafts: what a person goes on with."""

import io

import pytest
from openpyxl import load_workbook

from tests.units.interchange.invented import SIGNWRITING, field, place, problems_of, saved, workbook
from units.interchange.problems import WrongDescription
from units.interchange.sheets import SHEETS
from units.interchange.spreadsheet import blank_xlsx, read_spreadsheet, write_draft


def test_the_template_explains_itself_and_says_that_it_is_empty() -> None:
    book = load_workbook(io.BytesIO(blank_xlsx()))
    assert book.sheetnames == [*(sheet.name for sheet in SHEETS), "Help"]
    helped = " ".join(str(cell.value) for row in book["Help"].iter_rows() for cell in row)
    assert all(column.heading in helped and column.about in helped for sheet in SHEETS for column in sheet.columns)
    lists = {v.formula1 for v in book["Units"].data_validations.dataValidation if v.type == "list"}
    assert lists == {'"portfolio,assignment,test"'}
    assert book["Criteria"].column_dimensions["I"].number_format == "@"
    problems = problems_of(blank_xlsx())
    assert ("Qualification", 2, "Code", "This is missing.") in problems
    assert ("Units", None, "", "There is no unit.") in problems


def test_a_template_filled_in_by_hand_is_read() -> None:
    book = load_workbook(io.BytesIO(blank_xlsx()))
    for name, value in {
        "Code": "knots-1",
        "Awarding organisation": "Example Awards",
        "Scheme": 90,
        "Title": "Award in Knots",
        "Level": "1",
        "Version": "2",
        "Published on": "01/09/2026",
    }.items():
        field(book, name).value = value
    for heading, value in {"Unit number": 1, "Title": "Reef knots", "Level": 1, "Credit": "2"}.items():
        place(book, "Units", heading, 2).value = value
    for row, label in ((2, "Tie one"), (3, "Untie one")):
        for heading, value in {"Unit": "90-1", "Outcome number": 1, "Criterion label": label}.items():
            place(book, "Criteria", heading, row).value = value
    place(book, "Criteria", "Outcome label", 2).value = "Tie knots"
    values = read_spreadsheet([("knots.xlsx", saved(book))])
    assert [(u.code, u.title, u.level, u.credit, u.method, u.edition) for u in values.units] == [
        ("90-1", "Reef knots", 1, 2, "portfolio", 1)
    ]
    assert [(o.label, [c.label for c in o.criteria]) for o in values.units[0].outcomes] == [
        ("Tie knots", ["Tie one", "Untie one"])
    ]
    assert values.rule is None


def test_a_draft_keeps_what_could_be_read() -> None:
    book = workbook()
    place(book, "Units", "Credit", 2).value = "four"
    with pytest.raises(WrongDescription) as caught:
        read_spreadsheet([("any.xlsx", saved(book))])
    draft = load_workbook(io.BytesIO(write_draft(caught.value.tables)))
    assert place(draft, "Units", "Credit", 2).value == "four"
    place(draft, "Units", "Credit", 2).value = 4
    assert read_spreadsheet([("any.xlsx", saved(draft))]) == SIGNWRITING
