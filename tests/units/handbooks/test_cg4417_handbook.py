"""The real handbook 4417, word for word.

The document belongs to the awarding organisation and is not in the repository, so what it says is held here as
counts, places and fingerprints. Each fingerprint was taken after every line of the unit's pages had been accounted
for: what is left besides the texts read are headings, numbers and the feet of pages.
"""

import hashlib
import os
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from units.handbooks import ExpectedUnit, ReadCriterion, ReadHandbook, ReadUnit, read_handbook

NAME = "cg-4417-handbook.txt"
DELIVERY, SUPPORT = "Delivery of effective customer service", "Supporting the customer service environment"
PRINCIPLES = "Principles of customer service delivery"
PROCESS = "Developing and improving the customer service process"

# number: reference, title, level, credit, hours, line, criteria, questions, minutes, first figure of printed numbers
FACTS = {
    "201": ("J/600/1003", DELIVERY, 2, 6, 50, 1068, "10-8-5-3-6", "15-9-8-5-8", 75, "1."),
    "271": ("J/600/1003", DELIVERY, 2, 6, 50, 1068, "10-8-5-3-6", "", None, "1."),
    "202": ("J/600/0658", SUPPORT, 2, 7, 65, 1954, "7-5-8-8", "", None, "2."),
    "272": ("F/504/1358", SUPPORT, 2, 7, 65, 2710, "7-5-8-8", "11-8-14-12", 75, ""),
    "301": ("L/600/0659", PRINCIPLES, 3, 6, 50, 3437, "3-5-5-5", "", None, "1."),
    "371": ("L/600/0659", PRINCIPLES, 3, 6, 50, 3437, "3-5-5-5", "7-12-11-10", 60, "1."),
    "302": ("F/600/0660", PROCESS, 3, 7, 55, 4107, "5-5-9", "", None, "2."),
    "372": ("F/504/1361", PROCESS, 3, 7, 55, 4675, "5-5-9", "11-10-19", 60, ""),
}
# number: title with outcomes and criteria, notes for guidance, aim and information
FINGERPRINTS = {
    "201": ("7f31c4cd1189", "5265bb1116e8", "cbbb297c4838"),
    "271": ("7f31c4cd1189", "5265bb1116e8", "cbbb297c4838"),
    "202": ("22b5efee103f", "d590ce85e71c", "211b9894a069"),
    "272": ("c389cea0f429", "af2eb4b8a150", "e13f4855f14a"),
    "301": ("c4e58bcb8a46", "941a4dc2b883", "835488b8c27a"),
    "371": ("c4e58bcb8a46", "941a4dc2b883", "835488b8c27a"),
    "302": ("e774f2922d8a", "df9a2eb8e383", "7276f409bc2d"),
    "372": ("e632b27e72b5", "b4831c207be3", "4901c29401a2"),
}
EXPECTED = tuple(
    ExpectedUnit(f"4417-{number}", title, level, credit, tuple(map(int, counts.split("-"))), reference, hours)
    for number, (reference, title, level, credit, hours, _, counts, *_) in FACTS.items()
)


@pytest.fixture(scope="module")
def text() -> str:
    path = Path(settings.HANDBOOKS_DIR) / NAME
    if path.exists():
        return path.read_text(encoding="utf-8")
    absent = f"{NAME} is not in HANDBOOKS_DIR ({settings.HANDBOOKS_DIR})"
    if os.environ.get("CI"):
        pytest.fail(f"{absent}, and CI has to read it")
    pytest.skip(f"{absent}, so the reader cannot be tried on it")


@pytest.fixture(scope="module")
def handbook(text: str) -> ReadHandbook:
    return read_handbook(text, expected=EXPECTED)


def criteria_of(unit: ReadUnit) -> list[ReadCriterion]:
    return [criterion for outcome in unit.outcomes for criterion in outcome.criteria]


def number_of(unit: ReadUnit) -> str:
    return unit.code.removeprefix("4417-")


def fingerprint(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def fingerprints(unit: ReadUnit) -> tuple[str, str, str]:
    wording = [unit.title]
    for outcome in unit.outcomes:
        wording.append(f"{outcome.number} {outcome.text}")
        wording.extend(f"{criterion.number} {criterion.text}" for criterion in outcome.criteria)
    notes = [f"{criterion.number} {criterion.guidance}" for criterion in criteria_of(unit)]
    rest = [unit.aim, *(f"{name} {value}" for name, value in sorted(unit.information.items()))]
    return fingerprint(*wording), fingerprint(*notes), fingerprint(*rest)


def test_the_document_is_read_whole_and_contradicts_nothing(handbook: ReadHandbook) -> None:
    assert (handbook.layout, handbook.edition) == ("cg4417", "2.8")
    assert handbook.title.endswith("Level 2/3 Certificate in Customer Service (4417)")
    assert handbook.contradictions == ()
    assert all(unit.fits for unit in handbook.units)


def test_every_unit_has_its_facts(handbook: ReadHandbook) -> None:
    facts = {
        number_of(unit): (
            unit.title,
            unit.level,
            unit.credit,
            unit.guided_hours,
            unit.line,
            "-".join(str(len(outcome.criteria)) for outcome in unit.outcomes),
            "-".join(str(outcome.questions) for outcome in unit.outcomes if outcome.questions),
            unit.minutes,
        )
        for unit in handbook.units
    }
    assert facts == {number: fact[1:9] for number, fact in FACTS.items()}


def test_tests_have_45_and_40_questions(handbook: ReadHandbook) -> None:
    sums = {number_of(unit): sum(outcome.questions or 0 for outcome in unit.outcomes) for unit in handbook.units}
    assert {number: total for number, total in sums.items() if total} == {"201": 45, "272": 45, "371": 40, "372": 40}


def test_the_two_numbers_of_one_page_have_one_wording(handbook: ReadHandbook) -> None:
    pages = {unit.printed_code for unit in handbook.units}
    assert pages == {"201 / 271", "202", "272", "301 / 371", "302", "372"}
    found = {number_of(unit): fingerprints(unit) for unit in handbook.units}
    assert (found["201"], found["301"]) == (found["271"], found["371"])


def test_every_criterion_is_numbered_by_position_and_keeps_its_printed_number(
    handbook: ReadHandbook, text: str
) -> None:
    lines = text.split("\n")
    for unit in handbook.units:
        figure = FACTS[number_of(unit)][9]
        for at, outcome in enumerate(unit.outcomes, start=1):
            assert outcome.number == at
            for position, criterion in enumerate(outcome.criteria, start=1):
                assert (criterion.number, criterion.printed) == (f"{at}.{position}", f"{figure}{at}.{position}")
                assert re.match(rf" ?{re.escape(criterion.printed)}\.? ", lines[criterion.line - 1])


def test_every_word_is_the_printed_one(handbook: ReadHandbook) -> None:
    assert {number_of(unit): fingerprints(unit) for unit in handbook.units} == FINGERPRINTS


def test_no_text_holds_the_furniture_of_a_page(handbook: ReadHandbook) -> None:
    for unit in handbook.units:
        texts = [outcome.text for outcome in unit.outcomes] + [criterion.text for criterion in criteria_of(unit)]
        for sentence in texts:
            assert re.match(r"[A-Z][a-z]+ ", sentence), sentence
            assert re.search(r"[a-z)’]\.?$", sentence), sentence
            assert not re.search(r"\d|Outcome|learner|Level|4417|  |¶|•", sentence), sentence
        for criterion in criteria_of(unit):
            assert criterion.guidance
            assert not re.search(r"\(4417\)|^\d\.\d|Outcome \d|  | \n|\n{3}|¶", criterion.guidance, re.MULTILINE)


def test_lists_in_the_notes_are_lines_of_their_own(handbook: ReadHandbook) -> None:
    read_once = {unit.printed_code: unit for unit in handbook.units}
    items = Counter(
        {
            code: sum(line.startswith("• ") for c in criteria_of(unit) for line in c.guidance.split("\n"))
            for code, unit in read_once.items()
        }
    )
    assert items == {"201 / 271": 85, "202": 89, "272": 90, "301 / 371": 64, "302": 45, "372": 34}
    assert all(" • " not in c.guidance for unit in read_once.values() for c in criteria_of(unit))


def test_information_is_kept_by_our_names(handbook: ReadHandbook) -> None:
    found = {number_of(unit): sorted(unit.information) for unit in handbook.units}
    with_endorsement = ["assessment", "endorsement", "key_skills", "standards"]
    assert found == {
        number: with_endorsement if number in ("272", "372") else ["assessment", "key_skills", "standards"]
        for number in FACTS
    }
    assert all(unit.aim for unit in handbook.units)


def test_the_defects_of_the_document_are_on_the_register(handbook: ReadHandbook) -> None:
    pieces = re.compile(r"continues (on the next page|after a blank line)|looks damaged")
    assert [
        (note.severity, note.line, note.subject) for note in handbook.corrections if not pieces.search(note.reason)
    ] == [
        ("info", 10, "Handbook"),
        ("info", 13, "Handbook"),
        ("info", 25, "Handbook"),
        ("warning", 30, "4417-03"),
        ("info", 397, "4417-201, 4417-271"),
        ("info", 466, "4417-301, 4417-371"),
        ("info", 920, "4417-201"),
        ("info", 926, "4417-201"),
        ("info", 1004, "4417-372"),
        ("info", 1141, "4417-201, 4417-271"),
        ("info", 2024, "4417-202"),
        ("info", 3509, "4417-301, 4417-371"),
        ("info", 4178, "4417-302"),
    ]


def test_every_sentence_that_was_torn_is_on_the_register(handbook: ReadHandbook) -> None:
    pages = [note.line for note in handbook.corrections if "on the next page" in note.reason]
    assert pages == [1880, 2305, 3016, 3724]
    blanks = Counter(note.subject for note in handbook.corrections if "after a blank line" in note.reason)
    assert blanks == {
        "4417-201, 4417-271": 11,
        "4417-202": 12,
        "4417-301, 4417-371": 1,
        "4417-302": 6,
        "4417-372": 11,
    }
    damaged = [(note.line, note.printed == note.stored) for note in handbook.corrections if "damaged" in note.reason]
    assert damaged == [(2304, True), (3596, True), (4124, True), (5110, True)]


@pytest.mark.parametrize("number", FACTS)
def test_every_reference_is_the_catalogue_s(number: str, text: str) -> None:
    """Another reference in the catalogue is contradicted by the unit's page and by the structure table."""
    units = [replace(unit, reference="A/000/0000") if unit.code == f"4417-{number}" else unit for unit in EXPECTED]
    rows = read_handbook(text, expected=units).contradictions
    assert [(row.severity, row.subject, row.printed) for row in rows] == [
        ("error", f"4417-{number}", FACTS[number][0])
    ] * 2


@pytest.mark.parametrize("line", [1100, 1300, 1960, 2600, 2800, 3450, 4150, 4700, 5150, 5186])
def test_a_handbook_cut_off_names_every_unit_it_lacks(line: int, text: str, handbook: ReadHandbook) -> None:
    half = read_handbook("\n".join(text.split("\n")[:line]), expected=EXPECTED)
    whole = {unit.code: unit.outcomes for unit in handbook.units}
    refused = {row.subject for row in half.contradictions if row.severity == "error"}
    assert {unit.code for unit in half.units if unit.fits} == whole.keys() - refused
    assert all(unit.outcomes == whole[unit.code] for unit in half.units if unit.fits)


def test_it_is_read_in_an_instant(text: str) -> None:
    started = time.perf_counter()
    read_handbook(text, expected=EXPECTED)
    assert time.perf_counter() - started < 1
