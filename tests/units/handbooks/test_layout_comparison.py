"""The reader of the comparison on an invented table: as it should be, and with each defect, one at a time."""

from dataclasses import replace

import pytest

from tests.units.handbooks.invented import changed as changed_in
from tests.units.handbooks.invented_comparison import DOCUMENT, comparison, contradictions, corrections, read
from units.handbooks import NotAHandbook
from units.handbooks.comparison import meaning


def changed(old: str, new: str) -> str:
    return changed_in(old, new, DOCUMENT)


def test_a_table_without_defects_is_read_whole_and_needs_no_correction() -> None:
    handbook = read()
    assert handbook.layout == "cg4430-comparison"
    assert handbook.title.startswith("Comparison document for tea making")
    assert [(row.code, row.previous, row.title, row.credit, row.difference) for row in handbook.comparisons] == [
        ("4430-101", ("102",), "Boil the water", 3, "Minor"),
        ("4430-201", ("201",), "Warm a pot and hold the lid", 4, "None"),
        ("4430-202", (), "Pour with either hand", 12, "NEW"),
        ("4430-203", ("204",), "Wash the others’ cups", 5, "Minor"),
    ]
    assert (handbook.units, handbook.corrections, handbook.contradictions) == ((), (), ())


def test_remarks_are_lines_of_their_own_and_themes_no_part_of_them() -> None:
    assert [row.detail for row in read().comparisons] == [
        "• Steam is counted in as many minutes as it takes\n• The kettle was re-placed.",
        "• No change in content.",
        "• A new unit\n• It now has 3 learning outcomes.",
        "• Once again.",
    ]


def test_lines_are_the_editor_s() -> None:
    lines = DOCUMENT.split("\n")
    for row in read().comparisons:
        assert lines[row.line - 1].startswith(row.code.removeprefix("4430-"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("101 102 Boil the\nwater\n3 Minor •", "101 102 Boil the water 3 Minor •"),
        ("101 102 Boil the\nwater\n3 Minor •", "101 102 Boil the\nwater\n\n3 Minor •"),
        ("101 102 Boil the\nwater\n3 Minor •", "101 102 Boil the\nwater\n3 Minor\n\n•"),
        ("101 102 Boil the\n", "101 102\nBoil the\n"),
        ("as many\nminutes", "as many\n\nminutes"),
        ("203 204", "203   204"),
        ("202 New", "202 NEW"),
    ],
)
def test_cells_stand_beside_or_below_each_other(old: str, new: str) -> None:
    document = changed(old, new)
    rows = [(row.code, row.previous, row.title, row.credit, row.difference, row.detail) for row in read().comparisons]
    assert [(r.code, r.previous, r.title, r.credit, r.difference, r.detail) for r in read(document).comparisons] == rows
    assert corrections(document) == []


def test_more_than_one_previous_unit_is_kept() -> None:
    assert comparison(read(changed("203 204 Wash", "203 204, 205 Wash")), "4430-203").previous == ("204", "205")


# A row that the end of a page broke

BROKEN = "\n\n\n\n  the lid   in content.\n\nCups"


def test_a_row_that_a_page_broke_is_put_together_by_its_wide_spaces() -> None:
    document = changed("hold the lid\n\n4 None • No change in content.\n\nCups", f"hold\n\n4 None • No change{BROKEN}")
    row = comparison(read(document), "4430-201")
    assert (row.title, row.detail) == ("Warm a pot and hold the lid", "• No change in content.")
    assert corrections(document) == [
        ("info", "4430-201", "the lid in content.", "Warm a pot and hold the lid"),
    ]
    assert contradictions(document) == []


def test_a_row_that_a_page_broke_is_put_together_by_the_catalogue_s_title() -> None:
    torn = BROKEN.replace("   ", " ")
    document = changed("hold the lid\n\n4 None • No change in content.\n\nCups", f"hold\n\n4 None • No change{torn}")
    row = comparison(read(document), "4430-201")
    assert (row.title, row.detail) == ("Warm a pot and hold the lid", "• No change in content.")


# Tabs between the cells, as in the text of a PDF

TABS = """\
Comparison document for tea making 4430 Framework
2010 units against the 4543 units

New 4430 unit\tPrevious 4543 unit\tTitle\tCredit Value\tLevel of difference\tDetail of differences
Kettle and Pot

1

101\t102\t\t3\tMinor\t• Steam is counted in as many

2

\f\t\tBoil the water\t\t\tminutes as it takes
\t\t\t\t\t• The kettle was re-placed.
201\t201\tWarm a pot and hold the lid\t4\tNone\t• No change in content.
Cups
202\tNew\tPour with either hand\t12\tNEW\t• A new unit

3

\f\t\t\t\t\t• It now has 3 learning outcomes.
203\t204\tWash the others’ cups\t5\tMinor\t• Once again.

4
"""


def test_cells_that_tabs_part_are_read_alike() -> None:
    handbook, alike = read(TABS), read()
    assert handbook.title == alike.title
    assert [replace(row, line=0) for row in handbook.comparisons] == [replace(row, line=0) for row in alike.comparisons]
    assert contradictions(TABS) == []


def test_a_title_that_the_end_of_a_page_parts_from_its_row_is_said() -> None:
    said = [("info", "4430-101", "Boil the water minutes as it takes", "Boil the water")]
    assert corrections(TABS) == said


# What the row says and cannot mean


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Minor", "minor"),
        ("Minot", "minor"),
        ("NEW", "new"),
        ("New", "new"),
        ("None", "none"),
        ("No Change", "none"),
        ("", "unspecified"),
        ("Purple", "unspecified"),
    ],
)
def test_what_a_level_of_difference_means(printed: str, meant: str) -> None:
    assert meaning(printed) == meant


def test_a_misspelt_level_of_difference_is_kept_and_said() -> None:
    document = changed("3 Minor", "3 Minot")
    assert comparison(read(document), "4430-101").difference == "Minot"
    assert corrections(document) == [("info", "4430-101", "Minot", "minor")]


@pytest.mark.parametrize(("printed", "kept"), [("3 •", ""), ("3  Purple •", "Purple")])
def test_a_level_of_difference_that_is_blank_or_unknown_is_said(printed: str, kept: str) -> None:
    document = changed("3 Minor •", printed)
    assert comparison(read(document), "4430-101").difference == kept
    assert corrections(document) == [("warning", "4430-101", kept, "")]


def test_no_previous_unit_and_not_new_is_said() -> None:
    document = changed("203 204 Wash", "203  Wash")
    assert comparison(read(document), "4430-203").previous == ()
    assert corrections(document) == [("warning", "4430-203", "", "")]


def test_the_number_that_no_row_names_between_two_others_is_named_and_not_stored() -> None:
    document = changed("201 201 Warm", "201 Warm").replace("102 Boil", "203 Boil").replace("202 New", "202 205")
    note = next(note for note in read(document).corrections if note.subject == "4430-201")
    assert "it may be 204" not in note.reason  # row 203 names it
    document = document.replace("203 204 Wash", "203 206 Wash")
    note = next(note for note in read(document).corrections if note.subject == "4430-201")
    assert (note.stored, "it may be 204" in note.reason) == ("", True)


def test_a_previous_unit_of_a_unit_called_new_is_said() -> None:
    assert ("warning", "4430-202", "203", "NEW") in corrections(changed("202 New", "202 203"))


def test_a_previous_unit_that_only_the_remarks_name_is_said() -> None:
    document = changed("Once\nagain.", "Part of the previous unit 205.")
    assert comparison(read(document), "4430-203").previous == ("204",)
    assert corrections(document) == [("warning", "4430-203", "204", "204 (remarks: 205)")]
    assert corrections(changed("Once\nagain.", "Part of the previous unit 204.")) == []


def test_one_previous_unit_of_two_units_is_said() -> None:
    assert corrections(changed("203 204 Wash", "203 201 Wash")) == [
        ("info", "4430-201, 4430-203", "201", "4430-201, 4430-203")
    ]


def test_a_level_that_changed_without_a_remark_is_said() -> None:
    document = changed("203 204 Wash", "203 104 Wash")
    assert corrections(document) == [("warning", "4430-203", "104", "level 1 to level 2")]
    assert corrections(document.replace("Once\nagain.", "This was a Level 1 unit")) == []


def test_outcomes_that_the_unit_does_not_have_are_said() -> None:
    document = changed("now has 3 learning outcomes.", "now has 4 learning outcomes with 9 assessment criteria.")
    assert corrections(document) == [
        ("warning", "4430-202", "outcomes: 4", "outcomes: 3"),
        ("warning", "4430-202", "criteria: 9", "criteria: 7"),
    ]


def test_a_row_that_says_both_no_change_and_a_change_is_said() -> None:
    told = ("info", "4430-201", "now 2 learning outcomes", "now 2 learning outcomes")
    assert corrections(changed("No change in content.", "There are now 2 learning outcomes.")) == [told]


def test_a_figure_that_belongs_to_nothing_is_kept_and_said() -> None:
    document = changed("Once\nagain", "3 spoons once\nagain")
    assert comparison(read(document), "4430-203").detail == "• 3 spoons once again."
    assert corrections(document) == [("info", "4430-203", "3 spoons", "3 spoons")]


# Against the catalogue


@pytest.mark.parametrize("spelt", ["Pour with-\neither hand", "Pour witheither\nhand"])
def test_another_spelling_of_the_same_words_is_said(spelt: str) -> None:
    document = changed("Pour with either\nhand", spelt)
    title = spelt.replace("-\n", "-").replace("\n", " ")
    assert comparison(read(document), "4430-202").title == title
    assert corrections(document) == [("info", "4430-202", title, "Pour with either hand")]
    assert contradictions(document) == []


def test_the_kind_of_apostrophe_is_no_matter() -> None:
    document = changed("Wash the others’ cups", "Wash the others' cups")
    assert (corrections(document), contradictions(document)) == ([], [])


def test_other_words_contradict_the_catalogue() -> None:
    document = changed("Pour with either\nhand", "Pour with both\nhands")
    assert contradictions(document) == [("warning", "4430-202", "Pour with both hands", "Pour with either hand")]


def test_another_credit_contradicts_the_catalogue() -> None:
    assert contradictions(changed("3 Minor", "4 Minor")) == [("warning", "4430-101", "4", "3")]


def test_a_row_whose_credit_cannot_be_read_is_left_out() -> None:
    document = changed("12 NEW", "NEW")
    assert [(s, c) for s, c, _, _ in contradictions(document)] == [("error", "4430-202")]
    assert [row.code for row in read(document).comparisons] == ["4430-101", "4430-201", "4430-203"]


def test_rows_that_are_missing_unknown_or_twice_are_said() -> None:
    unknown = changed("203 204 Wash", "209 204 Wash")
    assert [(s, c) for s, c, _, _ in contradictions(unknown)] == [("error", "4430-203"), ("error", "4430-209")]
    row = DOCUMENT[DOCUMENT.index("201 201") : DOCUMENT.index("\nCups")]
    twice = changed(row, f"{row}\n{row}")
    assert [(s, c) for s, c, _, _ in contradictions(twice)] == [("error", "4430-201")]
    assert len(read(twice).comparisons) == 4


@pytest.mark.parametrize("end", ["Steam is", "101 102 Boil", "101 102 Boil the\nwater\n3 Minor"])
def test_a_document_that_breaks_off_in_a_row_says_so(end: str) -> None:
    document = DOCUMENT[: DOCUMENT.index(end) + len(end)]
    said = {code for severity, code, _, _ in contradictions(document) if severity == "error"}
    assert said == {"4430-101", "4430-201", "4430-202", "4430-203"}


def test_a_document_that_ends_before_its_table_is_refused() -> None:
    with pytest.raises(NotAHandbook, match="before the first row"):
        read(DOCUMENT[: DOCUMENT.index("Kettle")])


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_machines_change_nothing(ending: str) -> None:
    assert read("\ufeff" + DOCUMENT.replace("\n", ending)) == read()
