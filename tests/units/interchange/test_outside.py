"""A group of the units outside the structure, in every file."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.test_bad_input import changed
from tests.units.interchange.invented import SIGNWRITING, place, problems_of, saved, workbook
from units.combination import parse_rule
from units.drafting.clauses import unit_facts
from units.interchange.case_reading import read_case
from units.interchange.case_writing import write_case
from units.interchange.problems import WrongDescription
from units.interchange.spreadsheet import read_spreadsheet, write_csv, write_xlsx
from units.interchange.values import QualificationValues

GROUP = {"title": "other units", "outside": True, "level": 2, "scope": "at_or_above"}
LIMIT = {"kind": "maximum_from_group", "group": "E", "credits": 3, "source": "p. 9"}


def values(group: dict[str, Any] = GROUP, *clauses: dict[str, Any]) -> QualificationValues:
    """Its last unit is in no group."""
    rule: Any = SIGNWRITING.rule
    groups = {**rule["groups"], "B": {"title": "Group B", "units": ["7711-201"]}, "E": group}
    kept = [clause for clause in rule["clauses"] if clause["kind"] != "barred_together"]
    own = (*SIGNWRITING.units[:2], replace(SIGNWRITING.units[2], group=""))
    return replace(SIGNWRITING, units=own, rule={**rule, "groups": groups, "clauses": [*kept, *(clauses or [LIMIT])]})


def case_of(one: QualificationValues) -> bytes:
    changed_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return write_case(one, base_uri="https://example.org", changed_at=changed_at, wording=True).encode()


@pytest.mark.parametrize("group", [GROUP, {"title": "other units", "outside": True}, {**GROUP, "level": 0}])
def test_no_file_loses_it(group: dict[str, Any]) -> None:
    one = values(group)
    assert read_spreadsheet([("any.xlsx", write_xlsx(one, wording=True))]) == one
    assert read_spreadsheet([("any.zip", write_csv(one, wording=True))]) == one
    assert read_case(case_of(one)) == one


def test_units_of_the_sheet_that_no_group_has_are_its_members() -> None:
    rule = parse_rule(values().rule, unit_facts(values()))
    assert rule.outside is not None
    assert (rule.outside.title, rule.outside.units) == ("other units at Level 2 or above", ("7711-007",))


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        (
            {"Units": "7711-007"},
            [("Outside", "The group “E” stands for the units that no group lists, and units or groups are in it.")],
        ),
        (
            {"Groups": "A"},
            [("Outside", "The group “E” stands for the units that no group lists, and units or groups are in it.")],
        ),
        ({"Outside level scope": None}, [("Outside level scope", "It is not said whether higher levels count.")]),
        ({"Level of those outside": None}, [("Level of those outside", "It is not said at which level.")]),
        ({"Outside": "maybe"}, [("Outside", "“maybe” is neither yes nor no.")]),
        (
            {"Outside": "no", "Units": "7711-007"},
            [
                ("Level of those outside", "Only the group of the units outside has a level."),
                ("Outside level scope", "Only the group of the units outside has a level."),
            ],
        ),
    ],
)
def test_a_slip_in_its_row_is_told_at_its_cell(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    book = workbook(values())
    for heading, value in changes.items():
        place(book, "Groups", heading, 5).value = value
    told = [(column, reason) for sheet, row, column, reason in problems_of(book) if (sheet, row) == ("Groups", 5)]
    assert [one for one in told if one in problems] == problems


def test_what_the_language_refuses_is_told_at_its_row() -> None:
    unlimited = {"kind": "minimum_from_group", "group": "E", "credits": 3, "source": "p. 9"}
    assert problems_of(workbook(values(GROUP, unlimited))) == [
        ("Rule", 8, "Groups", "A minimum cannot be asked of units outside the structure: there may be none.")
    ]
    wide = {"kind": "minimum_from_group", "group": "both", "credits": 3, "source": "p. 9"}
    book = workbook(values(GROUP, wide))
    place(book, "Groups", "Groups", 4).value = "A; B; E"
    reason = "No clause says how much of the units outside the structure counts at most."
    assert problems_of(saved(book)) == [("Groups", 5, "", reason)]


def test_a_file_from_before_the_columns_were_there_is_read_as_ever() -> None:
    book = workbook()
    sheet = book["Groups"]
    headings = [cell.value for cell in sheet[1]]
    for heading in ("Outside", "Level of those outside", "Outside level scope"):
        sheet.delete_cols(headings.index(heading) + 1)
        headings.remove(heading)
    assert read_spreadsheet([("old.xlsx", saved(book))]) == SIGNWRITING


@examples(60)
@given(st.data())
def test_a_case_file_with_anything_in_its_rule_is_read_or_refused(data: st.DataObject) -> None:
    package = json.loads(case_of(values()))
    package["CFDocument"]["extensions"]["attest"]["rule"] = changed(dict(values().rule or {}), data)
    try:
        read_case(json.dumps(package).encode())
    except WrongDescription as error:
        problems = error.problems
    else:
        problems = []
    assert all(problem.reason and problem.remedy for problem in problems)
