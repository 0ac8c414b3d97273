"""The reader of a qualification's structure: on an invented table, and on the real one."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tests.units.handbooks.cfa_facts import EXPECTED
from units.handbooks import ExpectedUnit, NotAHandbook, ReadHandbook, ReadPlace, layout_of, read_handbook, structure

DECK = ExpectedUnit("4430-901", "Command the ferry", 4, 10, (2,), "D/900/0101", 65, None, "F5")
ROPES = ExpectedUnit("4430-902", "Paint the ferry", 3, 6, (2,), "H/900/0102", 40, None, "A13")
FARES = ExpectedUnit("4430-903", "Set the fares for the whole year", 4, 8, (2,), "K/900/0103", 53, None, "B14")
UNITS = (DECK, ROPES, FARES, ExpectedUnit("4430-904", "Sweep the deck", 1, 5, (2,), "M/900/0104", 33, None, "A1"))

DOCUMENT = """\

1.1 Qualification structure

To achieve the **Level 4 NVQ Diploma in Ferries**, learners must achieve:

Minimum Credit Value: 24

City & Guilds unit number\tMandatory Units - Ferry Foundations\tQCF Level\tQCF Credit\tGLH
4430-901\tCommand the ferry (F5)\t4\t10\t65
City & Guilds unit number\tOptional Units - Impression and Image\tQCF Level\tQCF Credit\tGLH
4430-902\tPaint the ferry (A13)\t3\t6\t40

City & Guilds unit number\tOptional Units - Delivery\tQCF Level\tQCF Credit\tGLH
4430-903\tSet the fares for the whole year (B14)\t4\t8\t53
"""

# Group of the rule to unit numbers, as in the printed table.
GROUPS = {
    "mandatory": (401, 402),
    "impression": (303, 304, 305, 306, 403, 404),
    "delivery": (307, 308, 309, 405, 406, 407, 408, 409),
    "problems": (310, 311, 312, 410),
    "development": (313, 314, 315, 316, 317, 318, 411, 412, 413, 414, 415, 416, 417),
}


def changed(old: str, new: str) -> str:
    assert DOCUMENT.count(old) == 1, f"{old!r} occurs {DOCUMENT.count(old)} times"
    return DOCUMENT.replace(old, new)


def read(document: str = DOCUMENT) -> ReadHandbook:
    return read_handbook(document, expected=UNITS)


def contradictions(handbook: ReadHandbook) -> list[tuple[str, str, str, str]]:
    return [(row.severity, row.subject, row.printed, row.stored) for row in handbook.contradictions]


def test_a_table_without_defects_is_read_whole() -> None:
    handbook = read()
    assert layout_of(DOCUMENT) is structure
    assert (handbook.layout, handbook.title, handbook.level) == ("structure", "Level 4 NVQ Diploma in Ferries", 4)
    assert (handbook.edition, handbook.units, handbook.corrections, handbook.contradictions) == ("", (), (), ())
    assert handbook.places == (
        ReadPlace("4430-901", "Command the ferry", 4, 10, 65, "mandatory", 9),
        ReadPlace("4430-902", "Paint the ferry", 3, 6, 40, "impression", 11),
        ReadPlace("4430-903", "Set the fares for the whole year", 4, 8, 53, "delivery", 14),
    )


def test_columns_parted_by_spaces_are_read_as_those_parted_by_tabs() -> None:
    assert read(DOCUMENT.replace("\t", "  ").replace("**", "")) == read()


@pytest.mark.parametrize(
    "row",
    [
        "4430-903\tSet the fares for the\t4\t8\t53\n\twhole year (B14)\n",
        "4430-903\tSet the fares for the\nwhole year (B14)\t4\t8\t53\n",
        "4430-903\tSet the fares\t4\t8\t53\n\n3\n\n\tfor the whole year (B14)\n",
        "4430-903\t\t4\t8\t53\n\n\tSet the fares for the whole year (B14)\n",
    ],
)
def test_a_title_that_wraps_is_joined(row: str) -> None:
    handbook = read(changed("4430-903\tSet the fares for the whole year (B14)\t4\t8\t53\n", row))
    assert handbook == read()


def test_a_group_s_heading_that_wraps_is_read() -> None:
    handbook = read(
        changed("City & Guilds unit number\tOptional Units - Delivery\t", "City &\tOptional Units - Delivery\t")
    )
    assert handbook == read()


@pytest.mark.parametrize("after", ["7", "The next chapter follows here."])
def test_what_follows_a_row_is_no_part_of_its_title(after: str) -> None:
    assert read(f"{DOCUMENT}{after}\n") == read()


@pytest.mark.parametrize(
    ("old", "new", "printed", "stored"),
    [
        ("\t3\t6\t40", "\t4\t6\t40", "level 4, 6 credits", "level 3, 6 credits"),
        ("\t3\t6\t40", "\t3\t7\t40", "level 3, 7 credits", "level 3, 6 credits"),
        ("\t3\t6\t40", "\t3\t6\t47", "47 guided learning hours", "40 guided learning hours"),
        ("Paint the ferry", "Paint a ferry", "Paint a ferry", "Paint the ferry"),
        ("(A13)", "(A12)", "A12", "A13"),
    ],
)
def test_what_the_catalogue_has_otherwise_is_told_and_the_row_still_read(
    old: str, new: str, printed: str, stored: str
) -> None:
    handbook = read(changed(old, new))
    assert contradictions(handbook) == [("warning", "4430-902", printed, stored)]
    assert [place.code for place in handbook.places] == ["4430-901", "4430-902", "4430-903"]


def test_hours_that_the_catalogue_lacks_are_not_compared() -> None:
    unknown = [replace(unit, guided_hours=None) for unit in UNITS]
    assert read_handbook(DOCUMENT, expected=unknown).contradictions == ()


def test_a_unit_that_the_catalogue_lacks_is_told_and_left_out() -> None:
    handbook = read(changed("4430-902", "4430-992"))
    assert contradictions(handbook) == [("error", "4430-992", "Paint the ferry (A13)", "")]
    assert [place.code for place in handbook.places] == ["4430-901", "4430-903"]


def test_a_row_without_its_numbers_is_told() -> None:
    handbook = read(changed("(A13)\t3\t6\t40", "(A13)\t3\t6"))
    assert contradictions(handbook) == [("error", "4430-902", "4430-902 Paint the ferry (A13) 3 6", "")]


def test_a_unit_printed_twice_is_told() -> None:
    handbook = read(changed("\t3\t6\t40\n", "\t3\t6\t40\n4430-901\tCommand the ferry (F5)\t4\t10\t65\n"))
    assert contradictions(handbook) == [("error", "4430-901", "Command the ferry", "")]
    assert handbook.places == tuple(
        replace(place, line=place.line + (place.code == "4430-903")) for place in read().places
    )


def test_a_group_that_the_rule_lacks_is_told_and_its_units_read_without_one() -> None:
    handbook = read(changed("Delivery", "Navigation"))
    assert contradictions(handbook) == [("error", "Navigation", "Navigation", "")]
    assert [place.group for place in handbook.places] == ["mandatory", "impression", ""]


def test_a_table_that_is_cut_off_names_the_units_of_its_level_that_it_lacks() -> None:
    handbook = read(DOCUMENT[: DOCUMENT.index("4430-903")])
    assert contradictions(handbook) == [("error", "4430-903", "", "Set the fares for the whole year")]


def test_a_table_of_no_qualification_is_refused() -> None:
    with pytest.raises(NotAHandbook, match=r"does not say which qualification.*import it again"):
        read(DOCUMENT[DOCUMENT.index("City & Guilds") :])


@pytest.fixture(scope="module")
def real() -> ReadHandbook:
    path = Path(settings.HANDBOOKS_DIR) / "cg-4430-level-4-structure.txt"
    if path.exists():
        return read_handbook(path.read_text(encoding="utf-8"), expected=EXPECTED)
    absent = f"{path.name} is not in HANDBOOKS_DIR ({settings.HANDBOOKS_DIR})"
    if os.environ.get("CI"):
        pytest.fail(f"{absent}, and CI has to read it")
    pytest.skip(f"{absent}, so the reader cannot be tried on it")


def test_the_real_table_has_33_units_in_5_groups(real: ReadHandbook) -> None:
    assert {group: tuple(int(place.code[5:]) for place in real.places if place.group == group) for group in GROUPS} == (
        GROUPS
    )
    assert len(real.places) == 33
    assert (real.title, real.level, real.edition) == ("Level 4 NVQ Diploma in Customer Service", 4, "")


def test_every_row_of_the_real_table_is_what_the_catalogue_has(real: ReadHandbook) -> None:
    known = {unit.code: unit for unit in EXPECTED}
    assert [(place.title, place.level, place.credit, place.guided_hours) for place in real.places] == [
        (known[place.code].title, known[place.code].level, known[place.code].credit, known[place.code].guided_hours)
        for place in real.places
    ]
    assert real.contradictions == ()


def test_credits_and_hours_of_each_group_add_up(real: ReadHandbook) -> None:
    credits, at_level_4, hours = Counter[str](), Counter[str](), Counter[str]()
    for place in real.places:
        credits[place.group] += place.credit
        at_level_4[place.group] += place.credit * (place.level == 4)
        hours[place.group] += place.guided_hours
    assert {group: (credits[group], at_level_4[group], hours[group]) for group in GROUPS} == {
        "mandatory": (20, 20, 130),
        "impression": (49, 21, 327),
        "delivery": (61, 42, 406),
        "problems": (32, 10, 214),
        "development": (113, 66, 754),
    }
