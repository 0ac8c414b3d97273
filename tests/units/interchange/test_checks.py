"""What is checked across cells, rows and sheets: each contradiction by itself, then all of them at once."""

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from tests.units.interchange.invented import field, place, problems_of, workbook

Edit = Callable[[Workbook], Any]


def put(sheet: str, heading: str, row: int, value: object) -> Edit:
    def edit(book: Workbook) -> None:
        place(book, sheet, heading, row).value = value

    return edit


def say(name: str, value: object) -> Edit:
    def edit(book: Workbook) -> None:
        field(book, name).value = value

    return edit


def drop(sheet: str, row: int, count: int = 1) -> Edit:
    return lambda book: book[sheet].delete_rows(row, count)


def add(sheet: str, row: int, **cells: object) -> Edit:
    def edit(book: Workbook) -> None:
        for heading, value in cells.items():
            place(book, sheet, heading.replace("_", " "), row).value = value

    return edit


CONTRADICTIONS: dict[str, tuple[Edit, list[tuple[str, int | None, str, str]]]] = {
    "a needed field is empty": (
        say("Title", None),
        [("Qualification", 5, "Title", "This is missing.")],
    ),
    "registration ends before it starts": (
        say("Registration until", "31/07/2025"),
        [("Qualification", 11, "Registration until", "It ends on 31/07/2025, before it starts on 01/02/2026.")],
    ),
    "more guided hours than hours": (
        say("Guided hours", 151),
        [
            (
                *("Qualification", 12, "Guided hours"),
                "The guided hours are more than the total of 150, of which they are a part.",
            )
        ],
    ),
    "a unit twice": (
        put("Units", "Unit number", 3, "101"),
        [
            ("Units", 3, "Unit number", "The unit 7711-101 stands here twice, first in row 2."),
            ("Criteria", 5, "Unit", "The sheet Units has no unit 7711-201."),
            ("Criteria", 6, "Unit", "The sheet Units has no unit 7711-201."),
            ("Rule", 8, "Units", "No group has the unit 7711-201."),
        ],
    ),
    "no level": (put("Units", "Level", 2, None), [("Units", 2, "Level", "This is missing.")]),
    "credits in words": (put("Units", "Credit", 2, "four"), [("Units", 2, "Credit", "“four” is not a whole number.")]),
    "half credits": (put("Units", "Credit", 2, 12.5), [("Units", 2, "Credit", "“12.5” is not a whole number.")]),
    "a level that does not exist": (put("Units", "Level", 2, 9), [("Units", 2, "Level", "9 is not between 0 and 8.")]),
    "an unknown method": (put("Units", "Method", 2, "viva"), [("Units", 2, "Method", "“viva” is not known here.")]),
    "minutes without a test": (
        put("Units", "Minutes", 2, 30),
        [("Units", 2, "Minutes", "Minutes are of a test or an assignment, and the method is another.")],
    ),
    "a unit that ends before it starts": (
        put("Units", "Expires on", 2, "2025-12-31"),
        [("Units", 2, "Expires on", "It ends on 31/12/2025, before it starts on 01/01/2026.")],
    ),
    "questions without a test": (
        put("Criteria", "Questions", 2, 4),
        [("Units", 2, "Method", "Questions are counted for outcomes of 7711-101, which is not assessed by a test.")],
    ),
    "a wrong check letter": (
        put("Units", "Unit number", 4, "X/506/2153"),
        [
            (
                *("Units", 4, "Unit number"),
                "The letter of “X/506/2153” does not belong to its digits, so one of the characters is wrong.",
            ),
            ("Units", 4, "Unit number", "The unit X/506/2153 has no criteria."),
            ("Criteria", 7, "Unit", "The sheet Units has no unit 7711-007."),
            ("Rule", 8, "Units", "No group has the unit 7711-007."),
        ],
    ),
    "criteria of no unit": (
        put("Criteria", "Unit", 7, "7711-700"),
        [
            ("Units", 4, "Unit number", "The unit 7711-007 has no criteria."),
            ("Criteria", 7, "Unit", "The sheet Units has no unit 7711-700."),
        ],
    ),
    "a gap in the outcomes": (
        put("Criteria", "Outcome number", 4, 3),
        [("Criteria", 4, "Outcome number", "Outcome 3 of 7711-101 follows none with the number 2.")],
    ),
    "a gap in the criteria": (
        put("Criteria", "Criterion number", 3, 3),
        [("Criteria", 3, "Criterion number", "Criterion 1.3 follows none with the number 1.2.")],
    ),
    "a criterion twice": (
        put("Criteria", "Criterion number", 3, "1.1"),
        [("Criteria", 3, "Criterion number", "Criterion 1.1 stands here twice.")],
    ),
    "a criterion's number of another outcome": (
        put("Criteria", "Criterion number", 3, "2.2"),
        [("Criteria", 3, "Criterion number", "“2.2” is not a number of outcome 1.")],
    ),
    "some criteria without a number": (
        put("Criteria", "Criterion number", 3, None),
        [("Criteria", 3, "Criterion number", "This criterion has no number, and others of the outcome have one.")],
    ),
    "two labels of one outcome": (
        put("Criteria", "Outcome label", 3, "Something else"),
        [("Criteria", 3, "Outcome label", "This differs from row 2 of the same outcome.")],
    ),
    "an outcome without a label": (
        put("Criteria", "Outcome label", 4, None),
        [("Criteria", 4, "Outcome label", "Outcome 2 has no label.")],
    ),
    "the same label twice": (
        put("Criteria", "Criterion label", 3, "clean THE board"),
        [("Criteria", 3, "Criterion label", "Row 2 of the same outcome has this label.")],
    ),
    "a label that is too long": (
        put("Criteria", "Criterion label", 3, "x" * 121),
        [("Criteria", 3, "Criterion label", "This has 121 characters; 120 fit.")],
    ),
    "an unknown group": (
        put("Units", "Group", 2, "Z"),
        [
            ("Units", 2, "Group", "The sheet Groups has no group “Z”."),
            ("Groups", 2, "Group", "No unit is in the group “A”."),
        ],
    ),
    "a group that nothing uses": (
        add("Groups", 5, Group="C", Group_title="Group C", Groups="A"),
        [("Groups", 5, "", "No clause uses the group “C”.")],
    ),
    "a group of itself": (
        add("Groups", 5, Group="C", Group_title="Group C", Groups="C"),
        [("Groups", 5, "", "The group contains itself.")],
    ),
    "a group of units and groups": (
        put("Groups", "Groups", 3, "A"),
        [("Groups", 3, "Groups", "The group “B” has units and groups, and a group has one or the other.")],
    ),
    "a unit in two groups": (
        put("Groups", "Units", 2, "7711-101; 7711-007"),
        [("Units", 4, "Group", "The sheet Groups has 7711-007 in the group “A”.")],
    ),
    "a unit in the lists of two groups": (
        lambda book: (
            put("Groups", "Units", 2, "7711-101; 7711-007")(book),
            put("Groups", "Units", 3, "7711-007")(book),
        ),
        [
            ("Units", 3, "Group", "The list of the group “B” in the sheet Groups leaves 7711-201 out."),
            ("Units", 4, "Group", "The sheet Groups has 7711-007 in the group “A”."),
            ("Groups", 3, "Units", "The unit 7711-007 is in the group “A” already."),
        ],
    ),
    "an unknown kind of clause": (
        put("Rule", "Kind", 3, "all of them"),
        [("Rule", 3, "Kind", "“all of them” is not known here.")],
    ),
    "a clause without its amount": (put("Rule", "Credits", 2, None), [("Rule", 2, "", "“credits” is missing.")]),
    "credits and units": (put("Rule", "Credits", 4, 3), [("Rule", 4, "", "Name credits or units, not both.")]),
    "what the kind does not take": (
        put("Rule", "Level", 2, 2),
        [("Rule", 2, "Level", "A clause “minimum credits” does not take this.")],
    ),
    "two groups where one is meant": (
        put("Rule", "Groups", 3, "A; B"),
        [("Rule", 3, "Groups", "This kind of clause speaks of one group.")],
    ),
    "a clause of an unknown group": (
        put("Rule", "Groups", 3, "Z"),
        [("Rule", 3, "Groups", "The sheet Groups has no group “Z”.")],
    ),
    "a unit barred that is in no group": (
        put("Rule", "Units", 8, "7711-201; 7711-999"),
        [("Rule", 8, "Units", "No group has the unit 7711-999.")],
    ),
    "more credits than there are": (
        put("Rule", "Credits", 2, 99),
        [("Rule", 2, "", "“At least 99 credits in all” can never be met: there are 15 credits.")],
    ),
    "the same clause twice": (
        add("Rule", 9, Kind="minimum credits", Credits=9, Source="p. 7"),
        [("Rule", 9, "", "Says the same as clause 1.")],
    ),
    "a reading that changes nothing": (
        put("Readings", "Units count in part", 2, "no"),
        [("Readings", 2, "", "A reading has to differ from the strict one, in caps or in levels.")],
    ),
    "a reading of a rule that has no such clause": (
        lambda book: (
            put("Rule", "Level scope", 6, "at or above")(book),
            put("Readings", "Higher levels count", 2, "yes")(book),
        ),
        [("Readings", 2, "Higher levels count", "No clause asks for credits at exactly one level.")],
    ),
    "a rule without its source": (
        say("Rule source", None),
        [("Qualification", 19, "Rule source", "There is a rule, but not its source.")],
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_refused(name: str) -> None:
    edit, expected = CONTRADICTIONS[name]
    book = workbook()
    edit(book)
    assert sorted(problems_of(book), key=str) == sorted(expected, key=str)


def test_all_wrong_rows_are_told_at_once_in_their_order() -> None:
    book = workbook()
    for name in ("no level", "credits in words", "a gap in the criteria", "an unknown kind of clause"):
        CONTRADICTIONS[name][0](book)
    for row in range(20, 520):
        add("Criteria", row, Unit="7711-101", Outcome_number=1, Criterion_label=f"Label {row}")(book)
        place(book, "Criteria", "Questions", row).value = "many"
    problems = problems_of(book)
    assert problems[:2] == [
        ("Units", 2, "Level", "This is missing."),
        ("Units", 2, "Credit", "“four” is not a whole number."),
    ]
    assert [row for sheet, row, column, _ in problems if column == "Questions"] == list(range(20, 520))
    assert problems[-1] == ("Rule", 3, "Kind", "“all of them” is not known here.")


def test_a_missing_scheme_is_one_problem_and_not_one_a_unit() -> None:
    book = workbook()
    field(book, "Scheme").value = None
    for row in (2, 3, 4):
        place(book, "Units", "Scheme", row).value = None
    assert problems_of(book) == [("Qualification", 4, "Scheme", "This is missing.")]


def test_what_belongs_to_a_rule_is_refused_without_its_clauses() -> None:
    book = workbook()
    book["Rule"].delete_rows(2, 20)
    reason = "This belongs to a rule, and the sheet Rule has no row."
    assert problems_of(book) == [
        ("Qualification", 16, "Rule name", reason),
        ("Qualification", 17, "Rule version", reason),
        ("Qualification", 18, "Rule title", reason),
        ("Qualification", 19, "Rule source", reason),
        ("Groups", 2, "", reason),
        ("Groups", 3, "", reason),
        ("Groups", 4, "", reason),
        ("Readings", 2, "", reason),
    ]
