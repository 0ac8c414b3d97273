"""What stands above and below the table of an invented unit, each defect by itself."""

from dataclasses import replace

import pytest

from tests.units.handbooks.invented_cfa import (
    DECK_PAGES,
    DOCUMENT,
    FARES,
    FARES_PAGES,
    FRONT,
    ROPES_PAGES,
    UNITS,
    changed,
    contradictions,
    read,
    reason,
    rows,
    unit,
)


def test_a_title_that_the_contents_page_prints_otherwise_is_told() -> None:
    handbook = read(changed(("A2\tThrow a rope ashore", "A2\tThrow the rope ashore")))
    assert rows(handbook) == [("warning", "4430-902", "Throw the rope ashore", "Throw a rope ashore")]
    handbook = read(changed(("A2\tThrow a rope ashore\t3\n", "")))
    assert rows(handbook) == [("info", "4430-902", "", "Throw a rope ashore")]


def test_dots_up_to_the_page_number_are_no_part_of_a_title() -> None:
    handbook = read(changed(("A2\tThrow a rope ashore\t3", "A2 Throw a rope ashore ........ 3")))
    assert rows(handbook) == []


def test_a_document_without_a_contents_page_is_compared_with_the_catalogue_only() -> None:
    assert rows(read(DOCUMENT[DOCUMENT.index("Title:\tKeep") :])) == []


def test_a_title_that_the_catalogue_has_otherwise_is_told_and_the_wording_still_read() -> None:
    handbook = read(DOCUMENT.replace("Collect the fares", "Collect the money"))
    assert contradictions(handbook) == [("warning", "4430-903", "Collect the money", "Collect the fares")]
    assert unit(handbook, "4430-903").fits


def test_curly_and_straight_apostrophes_are_the_same_title() -> None:
    named = replace(FARES, title="Collect riders' fares")
    handbook = read(DOCUMENT.replace("Collect the fares", "Collect riders’ fares"), (*UNITS[:2], named))
    assert contradictions(handbook) == []


def test_another_level_or_credit_is_told() -> None:
    handbook = read(changed(("Credit Value:\t6", "Credit Value:\t9")))
    assert contradictions(handbook) == [("warning", "4430-902", "level 2, 9 credits", "level 2, 6 credits")]
    assert (unit(handbook, "4430-902").credit, unit(handbook, "4430-902").fits) == (9, True)


def test_another_number_of_the_sector_body_is_told() -> None:
    handbook = read(
        changed(
            ("CFA Unit Number:\tB1", "CFA Unit Number:\tB7"),
            ("B1\tColl", "B7\tColl"),
            ("Unit B1 of", "Unit B1 and B7 of"),
        )
    )
    assert ("warning", "4430-903", "B7", "B1") in contradictions(handbook)


def test_guided_hours_that_the_catalogue_has_otherwise_are_told_with_both() -> None:
    handbook = read(changed(("33\nLearning", "35\nLearning"), ("(glh)\t33", "(glh)\t35")))
    assert contradictions(handbook) == [("warning", "4430-901", "35", "33")]
    assert "35 guided learning hours, the catalogue 33" in reason(handbook, "35")
    assert (unit(handbook, "4430-901").guided_hours, unit(handbook, "4430-901").fits) == (35, True)


def test_guided_hours_that_differ_above_and_below_the_table_are_told() -> None:
    handbook = read(changed(("(glh)\t33", "(glh)\t30")))
    assert rows(handbook) == [("warning", "4430-901", "30", "33")]
    assert contradictions(handbook) == []


def test_a_drafter_s_note_behind_the_hours_stays_out() -> None:
    handbook = read(changed(("(glh)\t33", "(glh)\t33 – ask Meg why")))
    assert rows(handbook) == [("info", "4430-901", "33 – ask Meg why", "33")]
    assert (unit(handbook, "4430-901").guided_hours, "Meg" in str(unit(handbook, "4430-901"))) == (33, False)


def test_blank_is_unknown_and_not_n_a() -> None:
    blank = FARES_PAGES.replace("31st December 2015", "").replace("\t4. Boats", "\t").replace("\tRiver and Company", "")
    handbook = read(FRONT + DECK_PAGES + ROPES_PAGES + blank)
    information = unit(handbook, "4430-903").information
    assert set(unit(read(), "4430-903").information) - set(information) == {"sector", "submitted_by"}
    assert information["other_standards"] == "N/A"
    assert [(row.severity, row.reason) for row in handbook.corrections if row.subject == "4430-903"] == [
        (
            "warning",
            "“Unit expiry date” is blank. When the unit expires is unknown, which is not “never”. "
            "Ask the awarding organisation.",
        ),
        ("info", "“subject/sector classification” is blank."),
        ("info", "“organisation submitting the unit” is blank."),
    ]


def test_an_owner_s_reference_within_the_aim_stays_there_and_is_told() -> None:
    own = "Owner's reference\tThis Unit was made up for the ferry tests 2011 - 2015.\nUnit aim(s)\tThis unit is about coins."
    within = "Unit aim(s)\t<p>This Unit was made up for the ferry tests 2011.</p> <p>This unit is about coins.</p>"
    handbook = read(changed((own, within)))
    fares = unit(handbook, "4430-903")
    assert fares.aim == "This Unit was made up for the ferry tests 2011. This unit is about coins."
    assert "owner" not in fares.information
    told = [row.reason for row in handbook.corrections if row.subject == "4430-903"]
    assert told == ["The unit has no “Owner's reference”. Its words stand at the start of the aim, and stay there."]


def test_an_assessment_field_that_repeats_another_takes_what_the_other_units_print() -> None:
    astray = FARES_PAGES.replace(
        "Specified in the Ferry Strategy 2011", "This Unit directly relates to Unit B1 of the Ferry NOS 2011"
    )
    handbook = read(FRONT + DECK_PAGES + ROPES_PAGES + astray)
    assert unit(handbook, "4430-903").information["assessment"] == "Specified in the Ferry Strategy 2011"
    assert rows(handbook) == [
        (
            "warning",
            "4430-903",
            "This Unit directly relates to Unit B1 of the Ferry NOS 2011",
            "Specified in the Ferry Strategy 2011",
        )
    ]


@pytest.mark.parametrize("words", ["the Ferry NOS 2011", "Unit B 1 of the Ferry NOS 2011", "unit B1 of the Ferry NOS"])
def test_a_standard_that_is_named_otherwise_is_told(words: str) -> None:
    handbook = read(changed(("Unit B1 of the Ferry NOS 2011", words)))
    assert rows(handbook) == [("info", "4430-903", f"This Unit directly relates to {words}", "B1")]
    assert unit(handbook, "4430-903").fits


def test_an_expiry_date_that_no_other_unit_has_is_told() -> None:
    handbook = read(changed(("date\t31st December 2015", "date\t31 January 2015")))
    assert rows(handbook) == [("warning", "4430-903", "31 January 2015", "31 January 2015")]
    assert "31 December 2015" in reason(handbook, "31 January 2015")


def test_an_expiry_date_that_is_none_is_told() -> None:
    handbook = read(changed(("date\t31st December 2015", "date\t31st Brumaire 2015")))
    assert rows(handbook) == [("warning", "4430-903", "31st Brumaire 2015", "")]


def test_a_field_printed_twice_is_told() -> None:
    handbook = read(changed(("coins.\nUnit expiry", "coins.\nUnit aim(s)\tMore coins.\nUnit expiry")))
    assert unit(handbook, "4430-903").aim == "This unit is about coins."
    assert rows(handbook) == [("warning", "4430-903", "unit aim(s)", "")]
