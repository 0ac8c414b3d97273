"""The real handbook, word for word.

The document belongs to the awarding organisation and is not in the repository, so what it
says is held here as counts, places and fingerprints. Each fingerprint was taken after the unit
had been compared with the printed text, sentence by sentence.
"""

import hashlib
import os
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from units.handbooks import ExpectedUnit, ReadHandbook, ReadUnit, proqual, read_handbook

FACTS = Path(settings.BASE_DIR) / "units" / "catalogue" / "proqual-l4-cs.toml"

# reference: criteria per outcome, fingerprint of title, outcomes and criteria
UNITS = {
    "D/506/2153": ("6-4-7", "ed2d4ce39816"),
    "T/506/2952": ("3-6-4", "459e37ca295d"),
    "M/506/2898": ("7-5-8-3-5", "68c275f83598"),
    "F/506/2176": ("7-5-4", "a6d1900b1f15"),
    "R/506/2179": ("7-3-6-5", "b4cd918eade5"),
    "L/506/2181": ("4-5-3", "8add213b16f8"),
    "Y/506/2183": ("3-4-5", "233a74cb3d47"),
    "Y/506/2166": ("5-3-5", "249f2f4e736e"),
    "D/506/2167": ("3-4-5", "80c302348bc1"),
    "K/506/2169": ("4-9", "38050144a37e"),
    "R/506/2151": ("8-9", "7e4fe1f1f22a"),
    "D/506/2170": ("9-3-3-4", "3550cc2ebb56"),
    "K/506/2172": ("7-4-4", "4943240bb0c4"),
    "R/506/2960": ("6-8", "b27d34213d43"),
    "D/506/2962": ("6-6-5", "7bd131712482"),
    "H/506/2963": ("5-6-4", "8ff201ab7ab4"),
    "M/506/1962": ("4-6-3", "59de1e23b0d9"),
    "T/506/1980": ("3-3-5-3", "4b37fc72c308"),
    "R/506/1999": ("5-6-8-3", "83c9de300c09"),
    "L/506/2004": ("4-5-5", "fbd6a7693f41"),
    "R/506/1954": ("5-6", "e2d1f0ef1a32"),
    "D/504/4056": ("3-4-2-2-5", "588bd49ee787"),
    "H/503/0417": ("5-3-7", "928340544f86"),
    "T/506/1820": ("4-3-3", "683ab8427c3e"),
    "A/506/1821": ("3-5-6", "212ed65ce070"),
    "J/506/1921": ("5-7", "9850482925a6"),
    "F/502/8612": ("6-3-5-4-4", "8b68070f5d83"),
    "R/502/8615": ("4-2-3-6", "293cb7361c05"),
    "K/502/8622": ("7-4", "109d22df5de0"),
    "K/503/0418": ("7-3-6", "92015c375397"),
    "D/506/2055": ("4-7-3", "f95de284399f"),
    "Y/503/0401": ("2-4-5-6", "031a363c3b72"),
    "J/502/4397": ("2-3-4", "d5cd4aba921a"),
    "J/506/2292": ("7-4-4", "1f7ef3d8266b"),
}


def real_text(name: str) -> str:
    path = Path(settings.HANDBOOKS_DIR) / name
    if path.exists():
        return path.read_text(encoding="utf-8")
    absent = f"{name} is not in HANDBOOKS_DIR ({settings.HANDBOOKS_DIR})"
    if os.environ.get("CI"):
        pytest.fail(f"{absent}, and CI has to read it")
    pytest.skip(f"{absent}, so the reader cannot be tried on it")


@pytest.fixture(scope="module")
def expected() -> tuple[ExpectedUnit, ...]:
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    return tuple(
        ExpectedUnit(
            unit["number"],
            unit["title"],
            unit["level"],
            unit["credit"],
            tuple(len(outcome["criteria"]) for outcome in unit["outcomes"]),
        )
        for unit in facts["units"]
    )


@pytest.fixture(scope="module")
def text() -> str:
    return real_text("proqual-level-4-nvq-diploma.txt")


@pytest.fixture(scope="module")
def handbook(text: str, expected: tuple[ExpectedUnit, ...]) -> ReadHandbook:
    return read_handbook(text, expected=expected)


def wording(handbook: ReadHandbook) -> list[str]:
    outcomes = [outcome for unit in handbook.units for outcome in unit.outcomes]
    return [outcome.text for outcome in outcomes] + [
        criterion.text for outcome in outcomes for criterion in outcome.criteria
    ]


def fingerprint(unit: ReadUnit) -> str:
    lines = [unit.title]
    for outcome in unit.outcomes:
        lines.append(f"{outcome.number} {outcome.text}")
        lines.extend(f"{criterion.number} {criterion.text}" for criterion in outcome.criteria)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def test_the_qualification_is_read(handbook: ReadHandbook) -> None:
    assert handbook.title == "ProQual Level 4 NVQ Diploma in Customer Service"
    assert (handbook.qualification_number, handbook.level) == ("601/4756/8", 4)
    assert (handbook.total_hours, handbook.guided_hours) == (500, 178)


def test_dates_are_day_first(handbook: ReadHandbook) -> None:
    assert (handbook.registration_from, handbook.registration_until) == (date(2014, 11, 1), date(2026, 7, 31))


def test_every_unit_is_read_and_nothing_contradicts_the_catalogue(
    handbook: ReadHandbook, expected: tuple[ExpectedUnit, ...]
) -> None:
    assert [(unit.code, unit.level, unit.credit) for unit in handbook.units] == [
        (unit.code, unit.level, unit.credit) for unit in expected
    ]
    assert handbook.contradictions == ()
    assert Counter(unit.group for unit in handbook.units) == {"A": 3, "B": 13, "C": 18}


def test_there_are_34_units_108_outcomes_and_514_criteria(handbook: ReadHandbook) -> None:
    counts = {unit.code: "-".join(str(len(outcome.criteria)) for outcome in unit.outcomes) for unit in handbook.units}
    assert counts == {code: count for code, (count, _) in UNITS.items()}
    outcomes = [outcome for unit in handbook.units for outcome in unit.outcomes]
    assert (len(counts), len(outcomes), sum(len(outcome.criteria) for outcome in outcomes)) == (34, 108, 514)


def test_every_word_is_the_printed_one(handbook: ReadHandbook) -> None:
    assert {unit.code: fingerprint(unit) for unit in handbook.units} == {
        code: mark for code, (_, mark) in UNITS.items()
    }


def test_criteria_are_numbered_by_position(handbook: ReadHandbook) -> None:
    for unit in handbook.units:
        for number, outcome in enumerate(unit.outcomes, start=1):
            assert outcome.number == number
            assert [c.number for c in outcome.criteria] == [f"{number}.{at + 1}" for at in range(len(outcome.criteria))]


def test_every_word_of_the_pages_is_used_exactly_once(handbook: ReadHandbook, text: str) -> None:
    furniture = re.compile(
        r"Learning Outcome|.*Assessment Criterion - |(learner )?will:|ProQual, |Level 4 NVQ|Unit \S+$"
    )
    pages = text[text.index("\nUnit D/506/2153") :].splitlines()
    words = re.compile(r"[^\W\d]+")
    printed = Counter(
        word.lower() for line in pages if not furniture.match(line.strip()) for word in words.findall(line)
    )
    titles = [unit.title for unit in handbook.units]
    read = Counter(word.lower() for line in [*titles, *wording(handbook)] for word in words.findall(line))
    repairs = [row for row in handbook.corrections if ": The " in row.reason]
    before = Counter(word.lower() for row in repairs for word in words.findall(row.printed))
    after = Counter(word.lower() for row in repairs for word in words.findall(row.stored))
    assert printed - before == read - after + Counter({"w": 1, "n": 1})  # a number that fell apart


def test_references_misread_in_the_table_are_repaired(handbook: ReadHandbook) -> None:
    repaired = [(row.place, row.printed, row.stored) for row in handbook.corrections if row.printed.startswith("1/")]
    assert repaired == [
        ("line 93", "1/506/1921", "J/506/1921"),
        ("line 100", "1/502/4397", "J/502/4397"),
        ("line 101", "1/506/2292", "J/506/2292"),
    ]


def test_missing_and_broken_numbers_are_on_the_register(handbook: ReadHandbook) -> None:
    numbers = [row for row in handbook.corrections if re.fullmatch(r"\d(\.\d)?", row.stored)]
    assert [(row.subject, row.printed, row.stored) for row in numbers if row.severity == "warning"] == [
        ("D/506/2170", "", "4"),
        ("D/506/2170", "", "4.1"),
        ("K/506/2172", "", "2.1"),
        ("D/506/2962", "w N", "3.1"),
        ("H/506/2963", "", "2.1"),
        ("H/506/2963", "", "3.1"),
        ("D/504/4056", "", "2.1"),
        ("D/504/4056", "", "3.1"),
        ("D/504/4056", "", "4.1"),
        ("K/502/8622", "", "2.1"),
    ]


def test_what_was_printed_before_a_criterion_is_kept_and_every_difference_noted(handbook: ReadHandbook) -> None:
    criteria = [c for unit in handbook.units for outcome in unit.outcomes for c in outcome.criteria]
    differing = Counter((c.line, c.printed, c.number) for c in criteria if c.printed != c.number)
    noted = Counter((row.line, row.printed, row.stored) for row in handbook.corrections if "." in row.stored[1:2])
    assert noted == differing
    assert {c.printed.replace(".", "") for c in criteria} - {c.number.replace(".", "") for c in criteria} == {"", "w N"}


def test_damaged_letters_are_repaired_and_noted(handbook: ReadHandbook) -> None:
    letters = [(row.printed, row.stored) for row in handbook.corrections if "first letters" in row.reason]
    assert letters == [
        ("pescribe", "Describe"),
        ("|dentify", "Identify"),
        ("|nform", "Inform"),
        ("yse", "Use"),
        ("uUnderstand", "Understand"),
        ("pevelop", "Develop"),
        ("pevelop", "Develop"),
        ("uUnderstand", "Understand"),
        ("Dpevelop", "Develop"),
        ("uUnderstand", "Understand"),
        ("Dpescribe", "Describe"),
    ]


def test_no_sentence_holds_page_furniture_or_is_torn(handbook: ReadHandbook) -> None:
    for sentence in wording(handbook):
        assert re.match(r"[A-Z][a-z]+,? ", sentence), sentence
        assert re.search(r"[a-z)]\.?$", sentence), sentence
        assert not re.search(r"\d|Learning Outcome|Assessment Criterion|learner|ProQual|Diploma|  |- |¶|\|", sentence)
        assert not re.search(r" (a|an|and|or|of|the|their|that|which)$", sentence), sentence


def test_titles_that_wrap_are_whole(handbook: ReadHandbook, expected: tuple[ExpectedUnit, ...]) -> None:
    titles = {unit.code: unit.title for unit in expected}
    assert {unit.code: unit.title.casefold() for unit in handbook.units} == {
        code: title.casefold() for code, title in titles.items()
    }


@pytest.mark.parametrize(
    "name",
    [
        "cfa-qcf-units-2010.txt",
        "cg-4417-handbook.txt",
        "cg-4430-and-4543-comparison.txt",
        "cg-4430-level-4-structure.txt",
    ],
)
def test_another_document_is_not_taken_for_one_of_proqual(name: str) -> None:
    assert not proqual.recognises(real_text(name).split("\n"))


@pytest.mark.parametrize("line", [300, 900, 1700, 2600, 3500])
def test_a_handbook_cut_off_names_every_unit_it_lacks(
    line: int, text: str, handbook: ReadHandbook, expected: tuple[ExpectedUnit, ...]
) -> None:
    half = read_handbook("\n".join(text.split("\n")[:line]), expected=expected)
    filled = {unit.code: unit.outcomes for unit in half.units if unit.outcomes}
    refused = {row.subject for row in half.contradictions if row.severity == "error"}
    assert UNITS.keys() - refused == filled.keys()
    whole = {unit.code: unit.outcomes for unit in handbook.units}
    assert all(outcomes == whole[code] for code, outcomes in filled.items())


def test_a_mangled_reference_is_named_with_its_check_letter(text: str, expected: tuple[ExpectedUnit, ...]) -> None:
    mangled = read_handbook(text.replace("Unit J/506/1921", "Unit K/506/1921"), expected=expected)
    rows = [row for row in mangled.contradictions if row.subject == "K/506/1921"]
    assert [(row.severity, row.place) for row in rows] == [("error", "line 2706")]
    assert "is J, not K" in rows[0].reason
    assert len([unit for unit in mangled.units if unit.outcomes]) == 33
