"""The reader on an invented handbook: as it should be, and with each defect that scans have, one at a time."""

from datetime import date

import pytest

from tests.units.handbooks.invented import DOCUMENT, FOG_PAGES, FRONT, LAMP, changed, criteria, read, rows, unit


def test_a_handbook_without_defects_is_read_whole_and_needs_no_correction() -> None:
    handbook = read()
    assert (handbook.layout, handbook.title) == ("proqual", "ProQual Level 2 Award in Lighthouse Keeping")
    assert (handbook.qualification_number, handbook.level) == ("900/0001/8", 2)
    assert (handbook.registration_from, handbook.registration_until) == (date(2020, 2, 3), date(2031, 12, 1))
    assert (handbook.total_hours, handbook.guided_hours) == (120, 45)
    assert [(unit.code, unit.title, unit.level, unit.credit, unit.group) for unit in handbook.units] == [
        ("R/900/0001", "Tend the lamp", 2, 4, "A"),
        ("J/900/0013", "Keep the station log", 3, 3, "B"),
        ("D/900/0003", "Sound the fog signal", 2, 5, "B"),
    ]
    assert handbook.corrections == ()
    assert handbook.contradictions == ()


def test_blocks_of_outcomes_labels_and_criteria_are_matched_by_position() -> None:
    assert criteria(read(), "R/900/0001") == [
        ("1.1", "1.1", "Explain what a dark night does to passing ships"),
        ("1.2", "1.2", "Describe the parts of the lamp"),
        ("2.1", "2.1", "Trim the wick before the dusk"),
        ("2.2", "2.2", "Clean the glass until the keeper's face shows in it"),
    ]


def test_labels_at_the_end_of_an_outcome_are_no_part_of_it() -> None:
    log = unit(read(), "J/900/0013")
    assert [(outcome.number, outcome.text) for outcome in log.outcomes] == [
        (1, "Be able to write the log of each watch"),
        (2, "Understand who reads the log"),
    ]
    assert [number for number, _, _ in criteria(read(), "J/900/0013")] == ["1.1", "1.2", "2.1"]


def test_labels_beside_criteria_are_no_part_of_them() -> None:
    assert criteria(read(), "D/900/0003") == [
        ("1.1", "1.1", "Explain how to judge the range of sight from the gallery"),
        ("2.1", "2.1", "Describe the signal's rhythm"),
        ("2.2", "2.2", "Trim the signal's horn"),
    ]


def test_lines_are_the_editor_s() -> None:
    lines = DOCUMENT.split("\n")
    for read_unit in read().units:
        assert lines[read_unit.line - 1].strip() == f"Unit {read_unit.printed_code}"
        for outcome in read_unit.outcomes:
            for criterion in outcome.criteria:
                assert criterion.text.startswith(lines[criterion.line - 1].removeprefix(f"{criterion.printed} "))


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_machines_change_nothing(ending: str) -> None:
    assert read("\ufeff" + DOCUMENT.replace("\n", ending)) == read()


def test_form_feeds_between_pages_change_nothing() -> None:
    assert read(DOCUMENT.replace("\n Unit", "\n\fUnit")) == read()


def test_a_title_that_wraps_in_the_table_is_joined() -> None:
    document = changed("Tend the lamp 2 4\n", "Tend the 2 4\nlamp\n")
    handbook = read(document)
    assert handbook.units[0].title == "Tend the lamp"
    assert rows(handbook) == [("info", "R/900/0001", "Tend the", "Tend the lamp")]


def test_a_title_that_wraps_above_the_unit_is_joined() -> None:
    handbook = read(changed("\nTend the lamp\n", "\nTend the\n\nlamp\n"))
    assert handbook.units[0].title == "Tend the lamp"
    assert rows(handbook) == [("info", "R/900/0001", "Tend the ¶ lamp", "Tend the lamp")]


def test_the_title_above_the_unit_is_stored_where_the_table_prints_another() -> None:
    handbook = read(changed("Keep the station log 3 3", "Keep the Station log 3 3"))
    assert handbook.units[1].title == "Keep the station log"
    assert rows(handbook) == [("info", "J/900/0013", "Keep the Station log", "Keep the station log")]


def test_grading_without_its_name_and_bullets_read_as_letters_are_noted() -> None:
    handbook = read(changed("Grading Pass", "Pass").replace("Group A", "e 4 credits from Group A\n\nGroup A", 1))
    assert [(row.printed, row.stored) for row in handbook.corrections] == [
        ("Pass or fail", "Grading: pass or fail"),
        ("e", "•"),
    ]


def test_a_qualification_number_that_does_not_add_up_is_a_warning() -> None:
    handbook = read(changed("900/0001/8", "900/0001/7"))
    assert rows(handbook) == [("warning", "Qualification", "900/0001/7", "900/0001/7")]


def test_a_reference_misread_in_the_table_is_repaired_from_the_unit_s_heading() -> None:
    handbook = read(changed("J/900/0013 Keep", "1/900/0013 Keep"))
    assert unit(handbook, "J/900/0013").printed_code == "J/900/0013"
    row = handbook.corrections[0]
    assert (row.severity, row.subject, row.printed, row.stored) == (
        "warning",
        "J/900/0013",
        "1/900/0013",
        "J/900/0013",
    )
    assert row.place == f"line {row.line}"
    assert len(handbook.corrections) == 1


def test_a_reference_misread_above_the_unit_is_repaired_from_the_table() -> None:
    handbook = read(changed("Unit J/900/0013", "Unit |/900/0013"))
    assert unit(handbook, "J/900/0013").printed_code == "|/900/0013"
    assert rows(handbook) == [("warning", "J/900/0013", "|/900/0013", "J/900/0013")]


def test_a_label_that_lost_its_point_is_put_right() -> None:
    handbook = read(changed("1.1\n\n1.2\n\n2.1", "11\n\n1.2\n\n21"))
    assert [printed for _, printed, _ in criteria(handbook, "R/900/0001")] == ["11", "1.2", "21", "2.2"]
    assert rows(handbook) == [("info", "R/900/0001", "11", "1.1"), ("info", "R/900/0001", "21", "2.1")]


def test_a_missing_label_leaves_the_numbers_in_place() -> None:
    handbook = read(changed("1.2\n\n2.1\n\nAssessment", "1.2\n\nAssessment"))
    assert [row[:2] for row in criteria(handbook, "R/900/0001")] == [
        ("1.1", "1.1"),
        ("1.2", "1.2"),
        ("2.1", ""),
        ("2.2", "2.2"),
    ]
    assert rows(handbook) == [("warning", "R/900/0001", "", "2.1")]


def test_a_label_that_fell_apart_into_letters_is_kept_as_printed() -> None:
    handbook = read(changed("1.2\n\n2.1\n\nAssessment", "1.2\n\nw\n\nN\n\nAssessment"))
    assert criteria(handbook, "R/900/0001")[2][:2] == ("2.1", "w N")
    assert rows(handbook) == [("warning", "R/900/0001", "w N", "2.1")]


def test_a_wrong_label_does_not_change_the_number() -> None:
    handbook = read(changed("2.2 Trim", "2.7 Trim"))
    assert [row[:2] for row in criteria(handbook, "D/900/0003")] == [("1.1", "1.1"), ("2.1", "2.1"), ("2.2", "2.7")]
    assert rows(handbook) == [("warning", "D/900/0003", "2.7", "2.2")]


def test_a_label_that_fits_nothing_on_its_page_is_noted() -> None:
    handbook = read(changed("1.1\n\n1.2\n\n2.1", "1.1\n\n1.8"))
    assert [printed for _, printed, _ in criteria(handbook, "R/900/0001")] == ["1.1", "", "", "2.2"]
    assert ("warning", "R/900/0001", "1.8", "") in rows(handbook)


def test_a_page_number_is_no_label() -> None:
    handbook = read(changed("\n7\n\n\n\nLearning", "\n21\n\n\n\nLearning"))
    assert handbook == read()


def test_a_missing_number_of_an_outcome_is_counted() -> None:
    handbook = read(changed("2 Be able to trim the wick", "Be able to trim the wick"))
    assert [outcome.number for outcome in unit(handbook, "R/900/0001").outcomes] == [1, 2]
    assert rows(handbook) == [("warning", "R/900/0001", "", "2")]


def test_a_sentence_goes_on_after_a_blank_line() -> None:
    handbook = read(changed("does to\npassing", "does to\n\npassing"))
    assert criteria(handbook, "R/900/0001")[0][2] == "Explain what a dark night does to passing ships"
    assert rows(handbook) == [("info", "R/900/0001", "to ¶ passing", "to passing")]


def test_a_sentence_goes_on_after_a_page_break() -> None:
    handbook = read(changed("before the dusk", "before the").replace("2.2\n\nClean", "2.2\n\ndusk\n\nClean"))
    assert criteria(handbook, "R/900/0001")[2:] == [
        ("2.1", "2.1", "Trim the wick before the dusk"),
        ("2.2", "2.2", "Clean the glass until the keeper's face shows in it"),
    ]


def test_two_criteria_without_a_blank_line_between_are_parted() -> None:
    handbook = read(changed("passing ships\n\nDescribe", "passing ships\nDescribe"))
    assert handbook.units[0].outcomes[0].criteria[1].text == "Describe the parts of the lamp"


def test_a_criterion_that_lost_its_capital_still_starts_where_one_is_missing() -> None:
    handbook = read(changed("Describe the parts", "describe the parts"))
    assert criteria(handbook, "R/900/0001")[1] == ("1.2", "1.2", "Describe the parts of the lamp")
    assert rows(handbook) == [("info", "R/900/0001", "describe", "Describe")]


@pytest.mark.parametrize("printed", ["pescribe", "Dpescribe", "|escribe", "dDescribe", "describe"])
def test_damaged_first_letters_are_repaired_from_words_that_other_sentences_start_with(printed: str) -> None:
    handbook = read(changed("2.1 Describe the signal", f"2.1 {printed} the signal"))
    assert criteria(handbook, "D/900/0003")[1][2] == "Describe the signal's rhythm"
    assert rows(handbook) == [("info", "D/900/0003", printed, "Describe")]


def test_a_first_word_that_stands_alone_is_only_given_its_capital_and_a_warning() -> None:
    handbook = read(changed("2.2 Trim the signal", "2.2 polish the signal"))
    assert criteria(handbook, "D/900/0003")[2][2] == "Polish the signal's horn"
    assert rows(handbook) == [("warning", "D/900/0003", "polish", "Polish")]


def test_words_that_ran_together_are_parted() -> None:
    handbook = read(changed("Be able to sound", "Beableto sound"))
    assert unit(handbook, "D/900/0003").outcomes[1].text == "Be able to sound the signal"
    assert rows(handbook) == [("info", "D/900/0003", "Beableto", "Be able to")]


def test_a_hyphen_that_only_divides_a_word_goes() -> None:
    handbook = read(changed("Describe each passing ship", "Describe each pas-\nsing ship"))
    assert criteria(handbook, "J/900/0013")[1][2] == "Describe each passing ship"
    assert rows(handbook) == [("info", "J/900/0013", "pas- sing", "passing")]


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    handbook = read(changed("Describe each passing ship", "Describe each three-\nmasted ship"))
    assert criteria(handbook, "J/900/0013")[1][2] == "Describe each three-masted ship"
    assert rows(handbook) == []


def test_noise_beside_the_running_heads_is_left_out() -> None:
    noisy = changed(
        "Learning Outcome - The learner\nwill:\n\n1 Be able",
        "Learning Outcome - The learner o .\nwill:\n\n1 Be able",
    ).replace("\n Assessment Criterion", "\n g Assessment Criterion")
    assert read(noisy) == read()


def test_columns_scanned_as_one_line_are_parted_where_each_has_no_more_than_that_line() -> None:
    pages = """\
Learning Outcome - The learner .
will: £ Assessment Criterion - The learner can:

1 Understand when fog is thick 11 Explain how to judge the range of sight

2 Be able to sound the signal 2.1 Describe the signal's rhythm
2.2 Trim the signal's horn
"""
    head = FOG_PAGES.partition("Learning Outcome")[0]
    handbook = read(DOCUMENT.replace(FOG_PAGES, head + pages))
    assert [outcome.text for outcome in unit(handbook, "D/900/0003").outcomes] == [
        "Understand when fog is thick",
        "Be able to sound the signal",
    ]
    assert [text for _, _, text in criteria(handbook, "D/900/0003")] == [
        "Explain how to judge the range of sight",
        "Describe the signal's rhythm",
        "Trim the signal's horn",
    ]


def test_the_invented_front_pages_name_what_the_catalogue_expects() -> None:
    assert f"{LAMP.code} {LAMP.title} {LAMP.level} {LAMP.credit}" in FRONT
