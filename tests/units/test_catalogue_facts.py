"""The committed facts of the ProQual Level 4 diploma, against counts taken by hand from the specification."""

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FACTS = REPOSITORY / "units" / "catalogue" / "proqual-l4-cs.toml"
HANDBOOK_NAME = "proqual-level-4-nvq-diploma.txt"

# reference, group, level, credit, criteria per outcome
TABLE = """
D/506/2153 A 4 4 6-4-7
T/506/2952 A 3 3 3-6-4
M/506/2898 A 4 7 7-5-8-3-5
F/506/2176 B 4 4 7-5-4
R/506/2179 B 4 6 7-3-6-5
L/506/2181 B 4 4 4-5-3
Y/506/2183 B 4 4 3-4-5
Y/506/2166 B 3 5 5-3-5
D/506/2167 B 3 3 3-4-5
K/506/2169 B 3 4 4-9
R/506/2151 B 3 4 8-9
D/506/2170 B 3 5 9-3-3-4
K/506/2172 B 3 5 7-4-4
R/506/2960 B 4 6 6-8
D/506/2962 B 4 5 6-6-5
H/506/2963 B 4 5 5-6-4
M/506/1962 C 4 3 4-6-3
T/506/1980 C 4 4 3-3-5-3
R/506/1999 C 4 7 5-6-8-3
L/506/2004 C 4 6 4-5-5
R/506/1954 C 4 4 5-6
D/504/4056 C 4 5 3-4-2-2-5
H/503/0417 C 4 6 5-3-7
T/506/1820 C 3 3 4-3-3
A/506/1821 C 3 4 3-5-6
J/506/1921 C 3 4 5-7
F/502/8612 C 3 4 6-3-5-4-4
R/502/8615 C 3 4 4-2-3-6
K/502/8622 C 3 3 7-4
K/503/0418 C 3 6 7-3-6
D/506/2055 C 5 5 4-7-3
Y/503/0401 C 5 7 2-4-5-6
J/502/4397 C 3 4 2-3-4
J/506/2292 C 3 4 7-4-4
"""


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def handbook() -> str:
    path = Path(os.environ.get("HANDBOOKS_DIR", "../shared/handbooks"))
    file = (path if path.is_absolute() else REPOSITORY / path) / HANDBOOK_NAME
    if not file.exists():
        pytest.skip(f"{HANDBOOK_NAME} is not in HANDBOOKS_DIR ({path}), so wording cannot be compared")
    return file.read_text(encoding="utf-8")


def labels_of(unit: dict[str, Any]) -> list[str]:
    return [label for outcome in unit["outcomes"] for label in (outcome["label"], *outcome["criteria"])]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub("[’']", "", text.lower()))


def runs(sequence: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(sequence[start : start + length]) for start in range(len(sequence) - length + 1)}


def residue(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11


def test_qualification_facts_are_those_of_the_specification(facts):
    assert facts["qualification"] == {
        "code": "proqual-l4-cs",
        "awarding_organisation": "ProQual Awarding Body",
        "scheme": "proqual-l4-cs",
        "title": "ProQual Level 4 NVQ Diploma in Customer Service",
        "number": "601/4756/8",
        "level": 4,
        "version": "2023-08",
        "registration_from": date(2014, 11, 1),
        "registration_until": date(2026, 7, 31),
        "guided_hours": 178,
        "total_hours": 500,
        "grading": "pass or fail",
        "rule": "proqual-l4-cs",
    }


def test_units_come_in_printed_order_with_their_group_level_credit_and_counts(facts):
    found = [
        f"{unit['number']} {unit['group']} {unit['level']} {unit['credit']} "
        + "-".join(str(len(outcome["criteria"])) for outcome in unit["outcomes"])
        for unit in facts["units"]
    ]
    assert found == TABLE.split("\n")[1:-1]


def test_totals_are_34_units_108_outcomes_and_514_criteria(facts):
    outcomes = [outcome for unit in facts["units"] for outcome in unit["outcomes"]]
    criteria = [label for outcome in outcomes for label in outcome["criteria"]]
    assert (len(facts["units"]), len(outcomes), len(criteria)) == (34, 108, 514)


def test_every_unit_reference_carries_its_check_letter(facts):
    codes = [unit["number"] for unit in facts["units"]]
    computed = ["ADFHJKLMRTY"[residue(code[2:5] + code[6:])] + code[1:] for code in codes]
    assert codes == computed
    assert len(set(codes)) == 34


def test_the_qualification_number_carries_its_check_character(facts):
    number = facts["qualification"]["number"]
    assert number[-1] == "0123456789X"[residue(number[:3] + number[4:8])]


def test_labels_are_short_and_written_like_labels(facts):
    labels = [label for unit in facts["units"] for label in labels_of(unit)]
    assert [label for label in labels if len(label.split()) > 8] == []
    assert [label for label in labels if label != " ".join(label.split())] == []
    assert [label for label in labels if not label[:1].isupper() or label.endswith(".") or "'" in label] == []


def test_no_label_occurs_twice_in_a_unit(facts):
    twice = [
        (unit["number"], label)
        for unit in facts["units"]
        for label in labels_of(unit)
        if [other.casefold() for other in labels_of(unit)].count(label.casefold()) > 1
    ]
    assert twice == []


def test_labels_are_not_the_wording_of_the_handbook(facts, handbook):
    printed = words(handbook)
    without_numbers = [word for word in printed if not word.isdigit()]  # criterion numbers cut through sentences
    owned = runs(printed, 5) | runs(without_numbers, 5)
    labels = [label for unit in facts["units"] for label in labels_of(unit)]
    assert [label for label in labels if runs(words(label), 5) & owned] == []


def test_unit_titles_are_the_printed_ones(facts, handbook):
    printed = " ".join(words(handbook))
    missing = [unit["title"] for unit in facts["units"] if " ".join(words(unit["title"])) not in printed]
    assert missing == []
