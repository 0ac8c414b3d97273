"""What 4417 says in one place against another, and against the catalogue, on an invented handbook."""

from dataclasses import replace

import pytest

from tests.units.handbooks.invented import changed as changed_in
from tests.units.handbooks.invented_cg4417 import DOCUMENT, UNITS, contradictions, new_rows, read, row, unit
from units.handbooks import ExpectedUnit, read_handbook


def changed(old: str, new: str) -> str:
    return changed_in(old, new, DOCUMENT)


def expecting(code: str, **facts: object) -> list[tuple[str, str, str, str]]:
    """The contradictions to a catalogue in which this unit has other facts."""
    units: list[ExpectedUnit] = [replace(unit, **facts) if unit.code == code else unit for unit in UNITS]
    return [row(note) for note in read_handbook(DOCUMENT, expected=units).contradictions]


# Front pages


def test_the_edition_is_the_newest_version() -> None:
    assert read(changed("2.2 June 2013", "2.10 June 2013")).edition == "2.10"
    assert read(DOCUMENT.replace("2.1 October 2012", "").replace("2.2 June 2013", "")).edition == ""


def test_a_version_that_lost_its_row_is_said() -> None:
    document = changed("2.2 June 2013", "2.4 June 2013")
    assert new_rows(document) == [("info", "Handbook", "2.1, 2.4", ""), ("info", "Handbook", "2.1, 2.4", "")]
    assert ["2.2" in note.reason or "2.3" in note.reason for note in read(document).corrections][:2] == [True, True]


def test_a_qualification_whose_number_is_lost_is_said() -> None:
    document = changed("fliers need 7 credits", "fliers need 7 credits, for 4417-03 more")
    assert new_rows(document) == [("warning", "4417-03", "", "")]


def test_cells_of_the_first_page_that_lost_their_name_are_said() -> None:
    document = changed("Support materials", " Online test\n\nSupport materials")
    assert new_rows(document) == [("info", "Handbook", "Online test", "")]


# Structure tables


def test_hours_of_the_units_that_do_not_add_up_are_said() -> None:
    assert new_rows(changed("50 70", "55 70")) == [("warning", "Level 2", "55", "50")]


def test_a_number_that_no_table_lists_has_the_catalogue_s_hours() -> None:
    document = changed("H/900/0102 202 Flying", "Flying")
    assert contradictions(document) == [("warning", "4417-202", "", "Flying a kite in company")]
    assert (unit(read(document), "4417-202").guided_hours, unit(read(document), "4417-202").fits) == (30, True)


def test_a_title_that_the_table_prints_differently_is_said() -> None:
    document = changed("Flying a kite in company\n\n2 30 4 M/C test", "Flying alone\n\n2 30 4 M/C test")
    told = [("warning", "4417-272", "Flying alone", "Flying a kite in company")]
    assert [r for r in new_rows(document) if r[1] == "4417-272"] == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2 30 4 Assignment", "3 30 4 Assignment", ("level: 3", "level: 2")),
        ("2 30 4 Assignment", "2 30 5 Assignment", ("credits: 5", "credits: 4")),
        ("2 30 4 Assignment", "2 31 4 Assignment", ("guided learning hours: 31", "guided learning hours: 30")),
        ("Level:   2\n\nCredit value:  4", "Level:   3\n\nCredit value:  4", ("level: 3", "level: 2")),
        ("Credit value:  4", "Credit value:  5", ("credits: 5", "credits: 4")),
        ("Credit value:  4", "Credit value:  four", ("", "credits: 4")),
    ],
)
def test_a_figure_that_is_not_the_catalogue_s_is_said_wherever_it_stands(
    old: str, new: str, told: tuple[str, str]
) -> None:
    document = changed(old, new)
    assert contradictions(document) == [("warning", "4417-202", *told)]
    assert unit(read(document), "4417-202").fits


def test_the_catalogue_s_own_figures_are_compared() -> None:
    assert expecting("4417-272", guided_hours=31) == [
        ("warning", "4417-272", "guided learning hours: 30", "guided learning hours: 31"),
        ("warning", "4417-272", "guided learning hours: 30", "guided learning hours: 31"),
    ]
    assert expecting("4417-202", guided_hours=None) == []


def test_another_title_than_the_catalogue_s_is_said_but_the_number_decides() -> None:
    assert expecting("4417-202", title="Flying alone") == [
        ("warning", "4417-202", "Flying a kite in company", "Flying alone")
    ]


# References


def test_a_first_letter_that_was_misread_is_repaired_from_the_other_place() -> None:
    document = changed("UAN: K/900/0103", "UAN: 1/900/0103")
    assert new_rows(document) == [("warning", "4417-272", "1/900/0103", "K/900/0103")]
    assert contradictions(document) == []


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("K/900/0104", "check letter of 900/0104 is"),
        ("H/900/0102", "the reference of another unit"),
        ("K/9OO/O1O3", "not a unit reference"),
        ("", "not a unit reference"),
    ],
)
def test_any_other_reference_is_a_contradiction(printed: str, why: str) -> None:
    handbook = read(changed("UAN: K/900/0103", f"UAN: {printed}"))
    rows = [note for note in handbook.contradictions if note.subject == "4417-272"]
    assert [(note.severity, note.stored) for note in rows] == [("error", "K/900/0103")]
    assert why in rows[0].reason
    assert not unit(handbook, "4417-272").fits


# Test specifications


def test_two_tests_under_one_heading_belong_to_the_units_that_they_name() -> None:
    document = changed("Test 2:  Unit 272", "Test 1:  Unit 272")
    assert new_rows(document) == [("info", "4417-272", "Test 1", "Unit 272")]
    assert [outcome.questions for outcome in unit(read(document), "4417-272").outcomes] == [5, 5]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Total 10 100", "Total 11 100"),
        ("Total 10 100", ""),
        ("5 50\n\n 2.", "4 50\n\n 2."),
        ("first 5 50", "first"),
        (" 2. Know who goes first 5 50", ""),
    ],
)
def test_questions_that_do_not_add_up_are_left_out(old: str, new: str) -> None:
    handbook = read(changed(old, new))
    assert [row(note) for note in handbook.contradictions] == [("warning", "4417-272", "Test 2", "")]
    assert [outcome.questions for outcome in unit(handbook, "4417-272").outcomes] == [None, None]
    assert unit(handbook, "4417-272").fits


def test_shares_in_per_cent_are_not_added_up() -> None:
    assert read(changed("5 50\n\n 2.", "5 49\n\n 2.")) == read()


def test_a_test_that_only_the_structure_table_knows_is_said() -> None:
    document = changed("2 30 4 Assignment", "2 30 4 M/C test")
    assert contradictions(document) == [("warning", "4417-202", "M/C test", "")]


@pytest.mark.parametrize(("said", "minutes"), [("90 minutes", 90), ("2 hours", 120), ("as long as it takes", None)])
def test_how_long_a_test_lasts_is_read_in_minutes(said: str, minutes: int | None) -> None:
    handbook = read(changed("Duration: 1 hour\n", f"Duration: {said}\n"))
    assert unit(handbook, "4417-272").minutes == minutes


def test_the_unit_s_page_governs_the_wording_of_its_outcomes() -> None:
    document = changed("kite in the air\n\n12 67", "kite up\n\n12 67")
    told = ("info", "4417-201", "Know what keeps a kite up", "Know what keeps a kite in the air")
    assert new_rows(document) == [told]
    assert unit(read(document), "4417-201").outcomes[0].text == "Know what keeps a kite in the air"


def test_outcomes_that_the_first_page_lists_differently_are_said() -> None:
    document = changed("1. Fly beside others", "1. Fly alone")
    assert new_rows(document) == [("warning", "4417-202", "Fly alone", "Fly beside others")]


def test_other_counts_than_the_catalogue_s_are_contradictions_and_the_unit_is_read_all_the_same() -> None:
    assert expecting("4417-272", outcomes=(2, 1)) == [
        ("error", "4417-272", "1", "2"),
        ("error", "4417-272", "2", "1"),
    ]
    assert expecting("4417-272", outcomes=(1, 2, 1)) == [
        ("error", "4417-272", "2", "3"),
        ("error", "4417-272", "3", "4"),
    ]
