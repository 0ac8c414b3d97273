"""The reader of units of assessment on an invented document: as it should be, and with each defect by itself."""

import pytest

from tests.units.handbooks.invented_cfa import (
    DECK_PAGES,
    DOCUMENT,
    FARES_PAGES,
    FRONT,
    ROPES_PAGES,
    changed,
    contradictions,
    criteria,
    read,
    reason,
    rows,
    unit,
)
from units.handbooks import cfa, layout_of


def test_a_document_without_defects_is_read_whole_and_agrees_with_the_catalogue() -> None:
    handbook = read()
    assert layout_of(DOCUMENT) is cfa
    assert (handbook.layout, handbook.title, handbook.edition) == ("cfa", "Ferries, QCF Units of Assessment", "2011-03")
    assert [(u.code, u.printed_code, u.title, u.level, u.credit, u.guided_hours, u.fits) for u in handbook.units] == [
        ("4430-901", "D/900/0101", "Keep the deck tidy", 1, 5, 33, True),
        ("4430-902", "H/900/0102", "Throw a rope ashore", 2, 6, 40, True),
        ("4430-903", "K/900/0103", "Collect the fares", 2, 6, 40, True),
    ]
    assert handbook.contradictions == ()
    assert [(row.severity, row.stored) for row in handbook.corrections] == [
        ("info", ""),
        ("info", "… things that roll in a swell …"),
        ("info", "… brooms. It takes a quiet morning. …"),
    ]


def test_criteria_are_parted_at_their_labels_and_joined_across_a_page() -> None:
    assert criteria(read(), "4430-901") == [
        ("1.1", "1.1", "choose a dry broom"),
        ("1.2", "1.2", "sweep from the bow to the stern"),
        ("2.1", "2.1", "explain what wet leaves do to shoes"),
        ("2.2", "2.2", "name 3 things that roll in a swell"),
        ("2.3", "2.3", "describe where the lifebelts hang"),
    ]
    assert [outcome.text for outcome in unit(read(), "4430-901").outcomes] == [
        "sweep the deck",
        "know why a tidy deck matters",
    ]


def test_what_stands_below_the_table_is_read_by_our_names() -> None:
    deck, ropes = unit(read(), "4430-901"), unit(read(), "4430-902")
    assert deck.aim == "This unit is about brooms. It takes a quiet morning."
    assert deck.information == {
        "owner": "This Unit was made up for the ferry tests 2011 - 2015.",
        "standards": "This Unit directly relates to Unit A1 of the Ferry NOS 2011",
        "other_standards": "N/A",
        "assessment": "Specified in the Ferry Strategy 2011",
        "endorsement": "Institute of Ferries",
        "sector": "4. Boats",
        "submitted_by": "River and Company",
        "use": "Available to all ferries",
        "delivery": "1 st March 2011",
    }
    assert ropes.information == {
        **deck.information,
        "standards": "This Unit directly relates to unit A2 of the Ferry NOS 2011",
        "delivery": "1 Mar 2011",
    }


def test_lines_are_the_editor_s() -> None:
    lines = DOCUMENT.split("\n")
    for found in read().units:
        assert lines[found.line - 1].strip() == f"Title:\t{found.title}"
        for outcome in found.outcomes:
            assert lines[outcome.line - 1].startswith(f"{outcome.number}. {outcome.text}")
            assert all(f"{c.printed} {c.text[:9]}" in lines[c.line - 1] for c in outcome.criteria)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_machines_change_nothing(ending: str) -> None:
    assert read("\ufeff" + DOCUMENT.replace("\n", ending)) == read()


def test_columns_parted_by_a_gap_are_read_as_those_parted_by_a_tab() -> None:
    assert read(DOCUMENT.replace("\t", "     ")) == read()


def test_cells_that_wrap_are_joined_line_by_line_and_are_no_matter_of_the_register() -> None:
    wrapped = changed(
        (
            "2. understand ropes\t2.1 compare hemp with nylon 2.2",
            "2. understand\t2.1 compare hemp\nropes\twith nylon 2.2",
        ),
        ("Title:\tThrow a rope ashore\t", "Title:\tThrow a rope\n\tashore"),
        (
            "<p>Unit expiry date</p>\t<p>31 December 2015</p>",
            "<p>Unit expiry date</p>\t<p>31 December</p>\n\t2015",
        ),
        (
            "<p>Details of the relationship between the unit and other standards or curricula (if appropriate)</p>\t<p>N/A</p>",
            "Details of the relationship between\tN/A\nthe unit and other standards or",
        ),
    )
    assert unit(read(wrapped), "4430-902").outcomes[1].text == "understand ropes"
    assert criteria(read(wrapped), "4430-902")[3] == ("2.1", "2.1", "compare hemp with nylon")
    assert unit(read(wrapped), "4430-902").title == "Throw a rope ashore"
    assert unit(read(wrapped), "4430-902").information == unit(read(), "4430-902").information
    assert contradictions(read(wrapped)) == []
    assert [row for row in rows(read(wrapped)) if row[1] != "Document"] == []


def test_a_page_that_lost_its_columns_goes_on_where_the_one_before_ended() -> None:
    single = changed(
        (
            "2.2 name 3 things that roll in\n\n\t<p>a swell</p> <p>2.3",
            "2.2\n\nname 3 things that roll\nin a swell\n2.3",
        ),
        ("hang</p>\nAdd", "hang\nAdd"),
        ("It takes a\n\n\tquiet morning.", "It takes a\n\nquiet\nmorning."),
    )
    assert unit(read(single), "4430-901").aim == unit(read(), "4430-901").aim
    assert criteria(read(single), "4430-901") == criteria(read(), "4430-901")
    assert contradictions(read(single)) == []


def test_an_outcome_and_its_criteria_in_one_column_are_parted_at_the_first_label() -> None:
    single = changed(("1. ask for the fare\t1.1 greet", "1. ask for the fare 1.1 greet"))
    assert unit(read(single), "4430-903").outcomes == unit(read(), "4430-903").outcomes


def test_a_value_that_a_page_parts_from_its_label_is_given_back_to_it() -> None:
    strategy = "Specified in the Ferry Strategy 2011"
    label = "Assessment requirements specified by a sector or regulatory body (if appropriate)"
    torn = FARES_PAGES.replace(f"{label}\t{strategy}", f"\t{strategy}\n\n{label}\t")
    assert unit(read(FRONT + DECK_PAGES + ROPES_PAGES + torn), "4430-903").information == (
        unit(read(), "4430-903").information
    )


def test_words_that_head_a_table_may_stand_in_a_sentence() -> None:
    aim = "This unit is about coins.\n\nThe learner will need a purse."
    assert unit(read(changed(("This unit is about coins.", aim))), "4430-903").aim == aim.replace("\n\n", " ")


def test_a_line_that_ends_with_a_slash_is_joined_without_a_space() -> None:
    slashed = changed(("2.2 explain who travels free", "2.2 explain who/\n\twhat travels free"))
    assert criteria(read(slashed), "4430-903")[3][2] == "explain who/what travels free"


def test_page_numbers_on_lines_of_their_own_are_no_part_of_a_sentence() -> None:
    numbered = changed(("roll in\n\n\t<p>a swell", "roll in\n12\n\t<p>a swell"))
    assert criteria(read(numbered), "4430-901") == criteria(read(), "4430-901")


def test_numbers_that_run_on_are_one_row_an_outcome_and_the_criteria_are_numbered_by_position() -> None:
    handbook = read(changed(("1.1 choose a dry broom 1.2", "1.9 choose a dry broom 1.10")))
    assert criteria(handbook, "4430-901")[:2] == [
        ("1.1", "1.9", "choose a dry broom"),
        ("1.2", "1.10", "sweep from the bow to the stern"),
    ]
    assert rows(handbook) == [("info", "4430-901", "1.9–1.10", "1.1–1.2")]
    assert "numbered by position" in reason(handbook, "1.9–1.10")


def test_a_last_number_that_falls_back_to_its_place_is_read() -> None:
    handbook = read(changed(("1.1 coil", "1.13 coil"), ("1.2 warn", "1.14 warn")))
    assert [printed for _, printed, _ in criteria(handbook, "4430-902")[:3]] == ["1.13", "1.14", "1.3"]
    assert rows(handbook) == [("info", "4430-902", "1.13–1.14, 1.3", "1.1–1.3")]


def test_a_number_one_place_early_tells_of_a_possible_missing_criterion() -> None:
    handbook = read(changed(("1.1 coil", "1.13 coil"), ("1.2 warn", "1.14 warn"), ("1.3 aim", "1.4 aim")))
    assert [text for _, _, text in criteria(handbook, "4430-902")[:3]] == [
        "coil the rope clockwise",
        "warn passengers before throwing",
        "aim at the bollard",
    ]
    assert rows(handbook) == [
        ("info", "4430-902", "1.13–1.14, 1.4", "1.1–1.3"),
        ("warning", "4430-902", "1.4", "1.3"),
    ]
    assert reason(handbook, "1.4").startswith("Possible missing criterion")
    assert "awarding organisation's handbook" in reason(handbook, "1.4")


def test_a_number_left_out_is_a_possible_missing_criterion_too() -> None:
    handbook = read(changed(("1.2 warn", "1.3 warn"), ("1.3 aim", "1.4 aim")))
    assert ("warning", "4430-902", "1.3", "1.2") in rows(handbook)


def test_numbers_that_can_be_read_in_two_ways_are_to_be_confirmed_by_text() -> None:
    handbook = read(
        changed(
            ("2.1 compare", "2.2 compare"), ("2.2 explain what salt", "2.3 explain what salt"), ("2.3 id", "2.4 id")
        )
    )
    assert [printed for _, printed, _ in criteria(handbook, "4430-902")[3:]] == ["2.2", "2.3", "2.4"]
    assert ("warning", "4430-902", "2.2–2.3", "2.1–2.2") in rows(handbook)
    assert "by the criterion's text" in reason(handbook, "2.2–2.3")


def test_a_number_glued_to_its_sentence_or_followed_by_a_full_stop_is_no_part_of_it() -> None:
    handbook = read(changed(("1.1 coil", "1.1coil"), ("1.2 warn", "1.2. warn")))
    assert criteria(handbook, "4430-902")[:2] == criteria(read(), "4430-902")[:2]
    assert rows(handbook) == [
        ("info", "4430-902", "1.1coil", "1.1"),
        ("info", "4430-902", "1.2.", "1.2"),
    ]


def test_a_number_that_is_missing_in_print_is_made_up_for_by_position() -> None:
    handbook = read(changed(("1.1 coil", "coil")))
    assert criteria(handbook, "4430-902")[0] == ("1.1", "", "coil the rope clockwise")
    assert rows(handbook) == [("warning", "4430-902", "", "1.1")]
    assert unit(handbook, "4430-902").fits


@pytest.mark.parametrize(
    "words", ["within 3.5 metres", "in 24 hours", "e.g. twice", "a 2.5 metre rope", "to 1.8% of it"]
)
def test_numbers_within_a_sentence_do_not_part_it(words: str) -> None:
    handbook = read(changed(("coil the rope clockwise", f"coil the rope {words}")))
    assert criteria(handbook, "4430-902")[0] == ("1.1", "1.1", f"coil the rope {words}")
    assert len(criteria(handbook, "4430-902")) == 6
    assert unit(handbook, "4430-902").fits


@pytest.mark.parametrize("words", ["1.8 metres of rope", "the rope 1.3 times"])
def test_a_number_that_may_be_a_label_leaves_the_unit_to_an_admin_s_word(words: str) -> None:
    handbook = read(changed(("coil the rope clockwise", f"coil {words}")))
    ropes = unit(handbook, "4430-902")
    assert not ropes.fits
    assert any(row.severity == "error" and "1." in row.printed for row in handbook.contradictions)


def test_a_hyphen_at_the_end_of_a_line_stays_where_the_word_has_one() -> None:
    handbook = read(
        changed(("2. know the fares\t2.1", "2. know the self-\t2.1"), ("coins\nAdd", "coins\n\nservice fares\t\nAdd"))
    )
    assert unit(handbook, "4430-903").outcomes[1].text == "know the self-service fares"
    assert ("info", "4430-903", "… know the self- ¶ service fares …", "… know the self-service fares …") in rows(
        handbook
    )


def test_a_hyphen_that_only_divides_a_word_goes() -> None:
    broken = changed(("2.1 list the fares of the day", "2.1 list the fa-\n\n\tres of the day"))
    assert criteria(read(broken), "4430-903")[2] == ("2.1", "2.1", "list the fares of the day")


def test_an_outcome_split_over_two_rows_is_one_outcome() -> None:
    handbook = read(
        changed(
            (
                "2. know the fares\t2.1 list the fares of the day 2.2",
                "2. know the\t2.1 list the fares of\n\nfares\t<p>the day</p> <p>2.2",
            )
        )
    )
    assert unit(handbook, "4430-903").outcomes[1].text == "know the fares"
    assert criteria(handbook, "4430-903") == criteria(read(), "4430-903")
    assert [row[2] for row in rows(handbook) if row[1] == "4430-903"] == [
        "… know the ¶ fares …",
        "… list the fares of ¶ the day …",
    ]


def test_a_rule_of_the_table_is_left_out_and_told() -> None:
    handbook = read(changed(("strand\n", "strand\n---\t---\n")))
    assert criteria(handbook, "4430-902") == criteria(read(), "4430-902")
    assert rows(handbook) == [("info", "4430-902", "---", "")]


def test_an_outcome_s_number_without_its_full_stop_is_told() -> None:
    handbook = read(changed(("2. understand ropes", "2 understand ropes")))
    assert unit(handbook, "4430-902").outcomes == unit(read(), "4430-902").outcomes
    assert rows(handbook) == [("info", "4430-902", "2", "2.")]


def test_regulated_wording_stands_as_printed_and_its_slips_are_told() -> None:
    handbook = read(changed(("aim at the bollard", "aim at your bollard"), ("1.1 coil", "1.1 Coil")))
    assert [text for _, _, text in criteria(handbook, "4430-902")[:3:2]] == [
        "Coil the rope clockwise",
        "aim at your bollard",
    ]
    assert rows(handbook) == [("info", "4430-902", "your", "your"), ("info", "4430-902", "Coil", "Coil")]
