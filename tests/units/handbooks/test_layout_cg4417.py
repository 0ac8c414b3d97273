"""The reader of 4417 on an invented handbook: as it should be, and with each defect, one at a time."""

import pytest

from tests.units.handbooks.invented import changed as changed_in
from tests.units.handbooks.invented_cg4417 import (
    ALWAYS,
    ASSIGNMENT,
    DOCUMENT,
    END,
    FRONT,
    TEST_ONLY,
    TWO_NUMBERS,
    contradictions,
    criteria,
    new_rows,
    read,
    row,
    unit,
)
from units.handbooks import NotAHandbook

BOTH = "4417-201, 4417-271"


def changed(old: str, new: str) -> str:
    return changed_in(old, new, DOCUMENT)


def test_a_handbook_without_defects_is_read_whole() -> None:
    handbook = read()
    assert (handbook.layout, handbook.title) == ("cg4417", "City & Guilds Level 2/3 Certificate in Kite Flying (4417)")
    assert handbook.edition == "2.2"
    facts = [(u.code, u.printed_code, u.level, u.credit, u.guided_hours, u.minutes, u.fits) for u in handbook.units]
    assert facts == [
        ("4417-201", "201 / 271", 2, 3, 20, 75, True),
        ("4417-271", "201 / 271", 2, 3, 20, None, True),
        ("4417-202", "202", 2, 4, 30, None, True),
        ("4417-272", "272", 2, 4, 30, 60, True),
    ]
    assert [row(note) for note in handbook.corrections] == ALWAYS
    assert handbook.contradictions == ()


def test_one_page_for_two_numbers_gives_two_units_with_one_wording() -> None:
    test, assignment = unit(read(), "4417-201"), unit(read(), "4417-271")
    assert (test.title, test.aim) == ("Principles of flying a kite", "To let fliers know what the wind does.")
    assert (test.title, test.aim, test.information) == (assignment.title, assignment.aim, assignment.information)
    assert criteria(read(), "4417-201") == criteria(read(), "4417-271")
    assert [(o.number, o.text, o.questions) for o in test.outcomes] == [
        (1, "Know what keeps a kite in the air", 12),
        (2, "Know when to come down", 6),
    ]
    assert [outcome.questions for outcome in assignment.outcomes] == [None, None]


def test_criteria_are_numbered_by_position_and_keep_the_number_of_their_paper() -> None:
    assert criteria(read(), "4417-201") == [
        ("1.1", "1.1.1", "Describe what the wind does to a sail"),
        ("1.2", "1.1.2", "Explain the use of a tail"),
        ("2.1", "1.2.1", "Name the signs of a storm"),
    ]
    assert [(number, printed) for number, printed, _ in criteria(read(), "4417-202")] == [
        ("1.1", "2.1.1"),
        ("1.2", "2.1.2"),
    ]


def test_a_unit_with_a_test_only_has_its_own_layout() -> None:
    assert criteria(read(), "4417-272") == [
        ("1.1", "1.1", "Name the owner of the hill"),
        ("2.1", "2.1", "Describe the order of flight"),
        ("2.2", "2.2", "Explain why the smallest kite goes last"),
    ]
    company = unit(read(), "4417-272")
    assert company.aim == "To know how the sky is shared."
    assert [(o.text, o.questions) for o in company.outcomes] == [("Know whom to ask", 5), ("Know who goes first", 5)]


def test_what_else_the_page_says_is_kept_by_our_names() -> None:
    assert unit(read(), "4417-201").information == {
        "standards": "Linked to the standards of the wind: 1, 2, 3.",
        "key_skills": "Skills used on the hill:\n• COM Level 1 – C1.1\n• AON Level 1 - N1.1",
        "assessment": "Fliers are assessed by:\n• A test or a long walk",
    }
    assert unit(read(), "4417-272").information == {
        "standards": "Linked to the standards of the wind: 4.",
        "endorsement": "Endorsed by the Guild of Winds.",
        "assessment": "Online multiple choice test",
        "key_skills": "Communication: Level 1 C1.1, C1.2\nApplication of Number: Level 1 N1.1\n"
        "Information and Communication Technology: Level 1 ICT1.1, ICT 1.2",
    }


def test_notes_go_to_their_criterion_with_their_paragraphs_and_lists() -> None:
    first, second = unit(read(), "4417-201").outcomes[0].criteria
    assert first.guidance == "Sails are:\n• wide\n• light, and never made of lead\n\nWind comes from somewhere."
    assert second.guidance == "Tails keep a kite upright and make a well-known sight."
    assert [c.guidance for o in unit(read(), "4417-272").outcomes for c in o.criteria] == [
        "Owners live near.",
        "The tallest flier goes first.",
        "Small kites fall last.",
    ]


def test_lines_are_the_editor_s() -> None:
    lines = DOCUMENT.split("\n")
    for read_unit in read().units:
        assert lines[read_unit.line - 1].startswith(f" Unit {read_unit.printed_code} ")
        for outcome in read_unit.outcomes:
            assert str(outcome.number) in lines[outcome.line - 1]
            for criterion in outcome.criteria:
                assert lines[criterion.line - 1].strip().startswith(criterion.printed)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_machines_change_nothing(ending: str) -> None:
    assert read("\ufeff" + DOCUMENT.replace("\n", ending)) == read()


def test_form_feeds_between_pages_change_nothing() -> None:
    assert read(DOCUMENT.replace("\n Unit", "\n\fUnit").replace("\n Relation", "\n\fRelation")) == read()


# What broke is joined, and nothing else


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("Explain why the smallest kite\n", "Explain why the smallest kite\n\n", "after a blank line"),
        ("Explain why the smallest kite\ngoes", "Explain why the smallest kite\n goes", "on the next page"),
        (
            "Explain why the smallest kite\n",
            "Explain why the smallest kite\n\n \n\n9 Level 2/3 Certificate in Kite Flying (4417)\n\n",
            "on the next page",
        ),
    ],
)
def test_a_criterion_that_was_broken_is_joined(old: str, new: str, place: str) -> None:
    document = changed(old, new)
    assert criteria(read(document), "4417-272") == criteria(read(), "4417-272")
    assert new_rows(document) == [("info", "4417-272", "kite ¶ goes", "kite goes")]
    assert [n.reason for n in read(document).corrections if n.subject == "4417-272"] == [
        f"Criterion 2.2: the sentence continues {place}."
    ]


@pytest.mark.parametrize("between", ["\n ", "\n\n \n\nLevel 2/3 Certificate in Kite Flying (4417) 9\n\n", "\n\n"])
def test_notes_that_a_page_tore_apart_are_joined(between: str) -> None:
    document = changed("Tails keep a kite upright and make\n", f"Tails keep a kite upright and{between}make\n")
    notes = unit(read(document), "4417-201").outcomes[0].criteria[1].guidance
    assert notes == unit(read(), "4417-201").outcomes[0].criteria[1].guidance
    assert new_rows(document) == [("info", BOTH, "and ¶ make", "and make")]


def test_a_page_that_starts_with_a_capital_starts_a_paragraph() -> None:
    document = changed("Wind comes from somewhere.\n", "Wind comes from somewhere.\n It goes on.\n")
    first = unit(read(document), "4417-201").outcomes[0].criteria[0]
    assert first.guidance.endswith("Wind comes from somewhere.\n\nIt goes on.")
    assert new_rows(document) == []


def test_a_word_divided_at_the_end_of_a_line_is_whole_again_where_the_document_has_it_so() -> None:
    document = changed("Name the signs of a storm\n", "Name the signs of a storm in com-\npany\n")
    assert criteria(read(document), "4417-201")[2][2] == "Name the signs of a storm in company"
    assert new_rows(document) == [("info", BOTH, "com- pany", "company")]


def test_what_looks_damaged_is_kept_and_named() -> None:
    document = changed("Clouds tower.\n", "Clouds tower. .\n\n|Rain falls on a flier’ s head.\n")
    notes = unit(read(document), "4417-201").outcomes[1].criteria[0].guidance
    assert notes == "Clouds tower. .\n\n|Rain falls on a flier’ s head."
    assert new_rows(document) == [
        ("info", BOTH, "tower. .", "tower. ."),
        ("info", BOTH, "|Rain", "|Rain"),
        ("info", BOTH, "flier’ s", "flier’ s"),
    ]


# Numbers


@pytest.mark.parametrize("label", ["1.1.2 ", "1.1.2.", "1.1.2.   ", "1.1.2"])
def test_a_point_or_a_space_after_a_number_is_no_matter(label: str) -> None:
    document = changed("1.1.2. Explain", f"{label}Explain")
    assert criteria(read(document), "4417-201") == criteria(read(), "4417-201")
    assert new_rows(document) == []


@pytest.mark.parametrize("printed", ["1.1.7", "1.2.2", "3.1.2"])
def test_a_number_that_does_not_fit_is_kept_and_does_not_decide(printed: str) -> None:
    document = changed("1.1.2. Explain", f"{printed}. Explain")
    assert criteria(read(document), "4417-201")[1] == ("1.2", printed, "Explain the use of a tail")
    assert ("warning", BOTH, printed, "1.2") in new_rows(document)


def test_a_criterion_before_the_first_number_is_numbered_too() -> None:
    document = changed("2.1.1 Keep the lines apart", "Keep the lines apart")
    assert criteria(read(document), "4417-202")[0] == ("1.1", "", "Keep the lines apart")
    assert ("warning", "4417-202", "", "1.1") in new_rows(document)


def test_a_number_that_is_gone_changes_the_count_and_that_is_a_contradiction() -> None:
    document = changed("1.1.2. Explain", "Explain")
    assert contradictions(document) == [
        ("error", "4417-201", "2", "3"),
        ("error", "4417-271", "2", "3"),
        ("error", "4417-201", "1", "2"),
        ("error", "4417-271", "1", "2"),
    ]
    assert [(u.code, u.fits, len(u.outcomes)) for u in read(document).units] == [
        ("4417-201", False, 2),
        ("4417-271", False, 2),
        ("4417-202", True, 1),
        ("4417-272", True, 2),
    ]


def test_an_outcome_whose_number_does_not_fit_is_numbered_by_position() -> None:
    document = changed("2. Know who goes first\n\nAssess", "3. Know who goes first\n\nAssess")
    assert [outcome.number for outcome in unit(read(document), "4417-272").outcomes] == [1, 2]
    assert new_rows(document) == [("warning", "4417-272", "3", "2")]


def test_an_outcome_that_is_gone_is_a_contradiction() -> None:
    lost = TWO_NUMBERS[TWO_NUMBERS.index(" Unit 201 / 271 Principles of flying\na kite\n\nOutcome 2") :]
    document = changed(lost, "")
    assert contradictions(document) == [
        ("warning", "4417-201", "Test 1", ""),
        ("error", "4417-201", "1", "2"),
        ("error", "4417-201", "2", "3"),
        ("error", "4417-271", "1", "2"),
        ("error", "4417-271", "2", "3"),
    ]
    assert [unit.fits for unit in read(document).units] == [False, False, True, True]


@pytest.mark.parametrize("broken", ["Describe the", "Describe what the wind does to a sail and the"])
def test_a_criterion_that_breaks_off_is_a_contradiction(broken: str) -> None:
    document = changed("Describe what the wind does to\na sail\n", f"{broken}\n")
    assert contradictions(document) == [("error", "4417-201", broken, ""), ("error", "4417-271", broken, "")]


# Notes for guidance


def test_notes_whose_number_no_criterion_has_are_left_out_and_said() -> None:
    document = changed("2.1.2\n\nThe left", "2.1.9\n\nThe left")
    assert [c.guidance for c in unit(read(document), "4417-202").outcomes[0].criteria] == ["Lines cut each other.", ""]
    assert new_rows(document) == [
        ("warning", "4417-202", "2.1.9", ""),
        ("info", "4417-202", "2.1.2", ""),
    ]


def test_notes_without_a_number_or_with_one_twice_are_said() -> None:
    nameless = changed("2.1.1\n\nLines", "Lines")
    assert ("warning", "4417-202", "", "") in new_rows(nameless)
    twice = changed("2.1.2\n\nThe left", "2.1.1\n\nThe left")
    assert ("warning", "4417-202", "2.1.1", "") in new_rows(twice)
    assert unit(read(twice), "4417-202").outcomes[0].criteria[0].guidance == "Lines cut each other."


def test_a_unit_without_any_notes_is_no_defect() -> None:
    document = changed(ASSIGNMENT[ASSIGNMENT.index("Notes for Guidance") :], "")
    assert [c.guidance for c in unit(read(document), "4417-202").outcomes[0].criteria] == ["", ""]
    assert new_rows(document) == []


# Half a handbook


def test_a_handbook_that_ends_before_its_units_is_refused() -> None:
    with pytest.raises(NotAHandbook, match="before its first unit"):
        read(FRONT)


def test_units_that_are_gone_are_named() -> None:
    document = DOCUMENT.replace(ASSIGNMENT, "")
    assert contradictions(document) == [("error", "4417-202", "", "Flying a kite in company")]


def test_a_handbook_cut_off_within_a_unit_spoils_that_unit() -> None:
    document = DOCUMENT.removesuffix(END).removesuffix(TEST_ONLY)
    assert [(s, c) for s, c, _, _ in contradictions(document)] == [("error", "4417-272"), ("error", "4417-202")]
    assert not unit(read(document), "4417-202").fits
    assert unit(read(document), "4417-201").fits


def test_a_handbook_cut_off_within_its_last_unit_spoils_it() -> None:
    document = DOCUMENT.removesuffix(END)
    assert [(s, c) for s, c, _, _ in contradictions(document)] == [("error", "4417-272")]
    assert len(unit(read(document), "4417-272").outcomes) == 2


def test_a_unit_without_its_first_page_does_not_fit() -> None:
    first_page = ASSIGNMENT[: ASSIGNMENT.index(" Unit 202", 1)]
    document = changed(first_page, "")
    assert contradictions(document)[0][:2] == ("error", "4417-202")
    assert criteria(read(document), "4417-202") == criteria(read(), "4417-202")


def test_a_unit_that_stands_twice_is_read_once_and_does_not_fit() -> None:
    document = DOCUMENT.replace(ASSIGNMENT, ASSIGNMENT + ASSIGNMENT.replace("Keep the lines", "Cross the lines"))
    assert [(s, c) for s, c, _, _ in contradictions(document)] == [("error", "4417-202")]
    assert criteria(read(document), "4417-202") == criteria(read(), "4417-202")


def test_a_unit_that_the_catalogue_lacks_is_named_and_left_out() -> None:
    document = DOCUMENT.replace(" Unit 272 ", " Unit 273 ")
    assert [(s, c) for s, c, _, _ in contradictions(document)] == [("error", "4417-272"), ("error", "4417-273")]
    assert [u.code for u in read(document).units] == ["4417-201", "4417-271", "4417-202"]
