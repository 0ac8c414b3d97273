"""What the sheets do not insist on, and what is put in its place; and what is not filled in yet."""

from dataclasses import replace

import pytest

from tests.units.interchange.invented import GILD, SIGNWRITING, field, outcome, place, saved, workbook
from units.interchange.assembling import assemble
from units.interchange.disassembling import disassemble
from units.interchange.problems import WrongDescription
from units.interchange.spreadsheet import read_spreadsheet
from units.interchange.values import QualificationValues


def test_rows_may_stand_in_any_order_where_criteria_are_numbered() -> None:
    book = workbook()
    rows = [[cell.value for cell in row] for row in book["Criteria"].iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for index, value in enumerate(row, start=1):
            book["Criteria"].cell(number, index).value = value
            if isinstance(value, str):
                book["Criteria"].cell(number, index).data_type = "s"
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_without_numbers_the_order_of_the_rows_counts() -> None:
    book = workbook()
    for row in range(2, 8):
        place(book, "Criteria", "Criterion number", row).value = None
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_a_unit_takes_its_group_from_either_sheet() -> None:
    book = workbook()
    for row in (2, 3, 4):
        place(book, "Units", "Group", row).value = None
    place(book, "Groups", "Units", 2).value = "7711-101"
    place(book, "Groups", "Units", 3).value = "7711-201, 7711-007"
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_a_rule_is_named_after_its_qualification_where_nothing_else_is_said() -> None:
    book = workbook()
    for name in ("Rule name", "Rule version", "Rule title"):
        field(book, name).value = None
    rule = read_spreadsheet([("any.xlsx", saved(book))]).rule
    assert rule
    assert (rule["rule"], rule["version"], rule["title"]) == ("signwriting-2", "1", SIGNWRITING.title)


def problems_of(values: QualificationValues) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(WrongDescription) as caught:
        assemble(disassemble(values, wording=True))
    return [(problem.sheet, problem.row, problem.column, problem.reason) for problem in caught.value.problems]


def test_a_unit_may_be_named_by_its_number_where_one_alone_has_it() -> None:
    book = workbook()
    place(book, "Criteria", "Unit", 7).value = "007"
    place(book, "Rule", "Units", 8).value = "201, 007"
    assert read_spreadsheet([("any.xlsx", saved(book))]) == SIGNWRITING


def test_an_outcome_without_criteria_is_not_lost() -> None:
    gild = replace(GILD, outcomes=(*GILD.outcomes, outcome("Burnish")))
    values = replace(SIGNWRITING, units=(*SIGNWRITING.units[:2], gild))
    assert problems_of(values) == [("Criteria", 8, "Criterion label", "This is missing.")]


def test_a_unit_without_outcomes_is_not_lost() -> None:
    values = replace(SIGNWRITING, units=(*SIGNWRITING.units[:2], replace(GILD, outcomes=())))
    assert problems_of(values) == [("Units", 4, "Unit number", "The unit 7711-007 has no criteria.")]


def test_a_rule_that_is_not_filled_in_yet_is_told_by_its_cells() -> None:
    rule = {"groups": {"A": {}}, "clauses": [{}, {"kind": "all_of_group"}], "readings": [{}]}
    assert problems_of(replace(SIGNWRITING, rule=rule)) == [
        ("Qualification", 19, "Rule source", "There is a rule, but not its source."),
        ("Units", 3, "Group", "The sheet Groups has no group “B”."),
        ("Units", 4, "Group", "The sheet Groups has no group “B”."),
        ("Groups", 2, "Group title", "This is missing."),
        ("Rule", 2, "Kind", "This is missing."),
        ("Rule", 2, "Source", "This is missing."),
        ("Rule", 3, "Source", "This is missing."),
        ("Rule", 3, "", "“group” is missing."),
        ("Readings", 2, "Reading", "This is missing."),
        ("Readings", 2, "Reading label", "This is missing."),
    ]
