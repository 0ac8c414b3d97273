"""docs/spreadsheet.md says of every sheet and column what the template says."""

from pathlib import Path

import pytest

from units.combination.clauses import KINDS
from units.combination.groups import SCOPES
from units.interchange.case_names import CRITERION, DOCUMENT_FIELDS, EXTENSION, OUTCOME, UNIT, UNIT_FIELDS
from units.interchange.sheets import METHODS, SHEETS, Sheet

DOCUMENT = (Path(__file__).parents[3] / "docs" / "spreadsheet.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_it_explains_every_column(sheet: Sheet) -> None:
    section = DOCUMENT.partition(f"\n## {sheet.name}\n")[2].partition("\n## ")[0]
    assert sheet.about in section
    for column in sheet.columns:
        needed = "yes" if column.required else ""
        assert f"| {column.heading} | {needed} | {column.about} | {column.example} |" in section


def test_it_names_every_kind_of_clause_and_every_choice() -> None:
    for kind in KINDS:
        assert f"\n| {kind.replace('_', ' ')} |" in DOCUMENT
    for word in (*METHODS, *SCOPES):
        assert word.replace("_", " ") in DOCUMENT


def test_it_says_where_the_fields_of_case_go() -> None:
    section = DOCUMENT.partition("\n## CASE\n")[2]
    for name in (*DOCUMENT_FIELDS.values(), *UNIT_FIELDS.values(), UNIT, OUTCOME, CRITERION, f"extensions.{EXTENSION}"):
        assert name in section


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_example_is_one_that_its_column_takes(sheet: Sheet) -> None:
    for column in sheet.columns:
        if column.example:
            column.type.read(column.example)
