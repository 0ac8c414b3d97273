"""The real units of assessment, word for word.

The document belongs to the sector body and is not in the repository, so what it says is held as counts, places
and fingerprints.
"""

import hashlib
import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.units.handbooks.cfa_facts import EXPECTED, RUNS, UNITS
from units.handbooks import ReadCriterion, ReadHandbook, ReadOutcome, ReadUnit, read_handbook

NAME = "cfa-qcf-units-2010.txt"
CODES = {facts.sector_number: facts.code for facts in UNITS}


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


def unit_of(handbook: ReadHandbook, sector_number: str) -> ReadUnit:
    return next(unit for unit in handbook.units if unit.code == CODES[sector_number])


def criteria_of(handbook: ReadHandbook) -> list[ReadCriterion]:
    return [criterion for unit in handbook.units for outcome in unit.outcomes for criterion in outcome.criteria]


def register(handbook: ReadHandbook, sector_number: str) -> list[tuple[str, int, str]]:
    """Severity, line and first words of the reason of all that is said of one unit."""
    rows = [*handbook.corrections, *handbook.contradictions]
    return [(row.severity, row.line, row.reason) for row in rows if row.subject == CODES[sector_number]]


def fingerprint(unit: ReadUnit) -> str:
    lines = [unit.title]
    for outcome in unit.outcomes:
        lines.append(f"{outcome.number} {outcome.text}")
        lines.extend(f"{criterion.number} {criterion.text}" for criterion in outcome.criteria)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def stretched(labels: str) -> list[str]:
    """“2.48–2.53, 2.7” written out."""
    whole = []
    for stretch in labels.split(", "):
        outcome, at = stretch.partition("–")[0].split(".")
        last = (stretch.partition("–")[2] or stretch).split(".")[1]
        whole += [f"{outcome}.{number}" for number in range(int(at), int(last) + 1)]
    return whole


def test_the_document_is_read(handbook: ReadHandbook) -> None:
    assert (handbook.layout, handbook.edition) == ("cfa", "2010-02")
    assert handbook.title == "Customer Service, QCF Units of Assessment, Final NVQ Units"


def test_every_unit_has_its_reference_level_credit_and_hours(handbook: ReadHandbook) -> None:
    assert [(u.code, u.printed_code, u.title, u.level, u.credit, u.guided_hours) for u in handbook.units] == [
        (facts.code, facts.reference, facts.title, facts.level, facts.credit, facts.hours) for facts in UNITS
    ]
    assert all(unit.fits for unit in handbook.units)


def test_there_are_68_units_231_outcomes_and_1413_criteria(handbook: ReadHandbook) -> None:
    counts = {unit.code: tuple(len(outcome.criteria) for outcome in unit.outcomes) for unit in handbook.units}
    assert counts == {facts.code: facts.counts for facts in UNITS}
    assert (len(counts), sum(map(len, counts.values())), sum(map(sum, counts.values()))) == (68, 231, 1413)


def test_every_criterion_is_numbered_by_position(handbook: ReadHandbook) -> None:
    for unit in handbook.units:
        for number, outcome in enumerate(unit.outcomes, start=1):
            assert outcome.number == number
            assert [c.number for c in outcome.criteria] == [f"{number}.{at + 1}" for at in range(len(outcome.criteria))]


def test_every_printed_number_of_the_outcomes_that_run_on_is_kept(handbook: ReadHandbook) -> None:
    printed = {
        (unit.code, outcome.number): (outcome.line, [c.printed for c in outcome.criteria])
        for unit in handbook.units
        for outcome in unit.outcomes
        if any(c.printed != c.number for c in outcome.criteria)
    }
    assert printed == {(CODES[run.sector_number], run.outcome): (run.line, stretched(run.printed)) for run in RUNS}
    assert (len(RUNS), sum(len(labels) for _, labels in printed.values())) == (43, 264)


def test_each_outcome_that_runs_on_is_one_row_of_the_register(handbook: ReadHandbook) -> None:
    rows = [row for row in handbook.corrections if "run on from another list" in row.reason]
    assert [(row.severity, row.subject, row.line, row.stored, row.printed) for row in rows] == [
        ("info", CODES[run.sector_number], run.line, run.due, run.printed) for run in RUNS
    ]


def test_every_word_of_every_unit_is_the_printed_one(handbook: ReadHandbook) -> None:
    assert {unit.code: fingerprint(unit) for unit in handbook.units} == {
        facts.code: facts.fingerprint for facts in UNITS
    }


def test_every_word_of_the_tables_is_used_once_and_in_the_printed_order(handbook: ReadHandbook, text: str) -> None:
    lines = [re.sub(r"</?[ip]>|^-+\t-+$", " ", line) for line in text.split("\n")]
    for unit in handbook.units:
        start = next(at for at in range(unit.line, len(lines)) if "learner will" in lines[at]) + 1
        end = next(at for at in range(start, len(lines)) if "Additional information" in lines[at])
        rows = [[*line.split("\t"), ""] for line in lines[start:end]]
        left, right = " ".join(row[0] for row in rows), " ".join(row[1] for row in rows)
        outcomes = " ".join(f"{outcome.number} {outcome.text}" for outcome in unit.outcomes)
        criteria = " ".join(f"{c.printed} {c.text}" for outcome in unit.outcomes for c in outcome.criteria)
        assert _compared(outcomes) == _compared(left)
        assert _compared(criteria) == _compared(right)


def _compared(text: str) -> str:
    """Without spaces, and without the full stops behind numbers."""
    return re.sub(r"\s+", "", re.sub(r"(?<=\d)\.(?=[\s]|[A-Za-z])", "", text))


def test_no_sentence_holds_a_label_a_tag_a_tab_or_two_spaces(handbook: ReadHandbook) -> None:
    outcomes: list[ReadOutcome] = [outcome for unit in handbook.units for outcome in unit.outcomes]
    for sentence in [*(outcome.text for outcome in outcomes), *(criterion.text for criterion in criteria_of(handbook))]:
        assert sentence == sentence.strip()
        assert sentence[0].isalpha()
        assert len(sentence.split()) > 1
        assert not re.search(r"\d|<|>|\t|\n|  |--|\u00a0", sentence), sentence
        assert not re.search(r" (a|an|and|or|of|the|their|that|which)$", sentence), sentence
    assert len(criteria_of(handbook)) == 1413


def test_what_contradicts_the_catalogue_is_the_hours_of_two_units(handbook: ReadHandbook) -> None:
    assert [(row.severity, row.line, row.subject, row.printed, row.stored) for row in handbook.contradictions] == [
        ("warning", 1723, "4430-414", "70", "47"),
        ("warning", 1779, "4430-416", "47", "73"),
    ]
    assert "70 guided learning hours, the catalogue 47" in handbook.contradictions[0].reason
    assert "47 guided learning hours, the catalogue 73" in handbook.contradictions[1].reason


def test_five_units_have_numbers_that_can_be_read_in_two_ways(handbook: ReadHandbook) -> None:
    rows = [row for row in handbook.corrections if "ambiguous" in row.reason]
    assert [(row.severity, row.subject, row.printed) for row in rows] == [
        ("warning", CODES["B3"], "2.7–2.11"),
        ("warning", CODES["C7"], "2.6–2.8"),
        ("warning", CODES["D2"], "1.4–1.5"),
        ("warning", CODES["D6"], "1.6"),
        ("warning", CODES["D18"], "2.6–2.7"),
    ]


def test_one_criterion_may_be_missing(handbook: ReadHandbook) -> None:
    rows = [row for row in handbook.corrections if row.reason.startswith("Possible missing criterion")]
    assert [(row.severity, row.subject, row.line, row.printed, row.stored) for row in rows] == [
        ("warning", CODES["D4"], 1354, "1.6", "1.5")
    ]
    assert "Confirm with the awarding organisation's handbook" in rows[0].reason


def test_what_only_a_person_can_settle_is_a_warning(handbook: ReadHandbook) -> None:
    warnings = [row for row in handbook.corrections if row.severity == "warning"]
    places = Counter(next(number for number, code in CODES.items() if code == row.subject) for row in warnings)
    ambiguous = Counter(["B3", "C7", "D2", "D6", "D18"])
    assert places == ambiguous + Counter({"A4": 1, "B9": 1, "D4": 2, "D14": 1, "D16": 1, "D20": 1, "F3": 1})


def test_sentences_that_go_on_over_a_page_are_on_the_register(handbook: ReadHandbook) -> None:
    rows = [row for row in handbook.corrections if "goes on over a page" in row.reason]
    numbers = {code: number for number, code in CODES.items()}
    joined = [f"{numbers[row.subject]} {row.reason.partition(' goes')[0]}" for row in rows]
    assert [name for name in joined if "Outcome" in name] == ["A4 Outcome 4", "D6 Outcome 3", "D9 Outcome 4"]
    assert [name for name in joined if "aim" in name] == ["C4 “Unit aim(s)”", "D13 “Unit aim(s)”"]
    criteria = [name.replace("Criterion ", "") for name in joined if "Criterion" in name]
    assert criteria == [
        *("A2 3.5", "A3 2.10", "A6 4.6", "A8 3.2", "A9 3.4", "A11 3.5", "A14 2.8", "A18 2.7"),
        *("B1 2.8", "B5 2.7", "B6 3.2", "B9 2.6", "B10 3.4", "B16 3.3", "C8 3.5", "D2 4.3"),
        *("D9 4.1", "D12 3.4", "D14 4.2", "D16 3.3", "D17 2.6"),
    ]


def test_slips_of_the_pen_are_told_and_stand_as_printed(handbook: ReadHandbook) -> None:
    rows = [row for row in handbook.corrections if row.reason.endswith("stands as printed.")]
    assert all(row.printed == row.stored for row in rows)
    spoken_to = [row.reason.partition(": ")[2].partition(". The")[0] for row in rows if "spoken to" in row.reason]
    assert spoken_to == ["1.3, 1.6, 1.8, 2.5", "3.1", "1.2", "1.6", "2.1", "1.5"]
    capitals = [row.reason.partition(": ")[2].partition(". The")[0] for row in rows if "capital" in row.reason]
    assert capitals == ["4.5", "4.3", "3.1", "4.1", "4.1", "1.2"]
    assert unit_of(handbook, "F3").outcomes[2].text.endswith(" ok")
    assert unit_of(handbook, "A4").outcomes[3].text.endswith(" understand")


def test_blank_fields_are_absent_and_told(handbook: ReadHandbook) -> None:
    names = {"owner", "standards", "other_standards", "assessment", "endorsement", "sector", "submitted_by", "use"}
    absent = {unit.code: (names | {"delivery"}) - unit.information.keys() for unit in handbook.units}
    assert {code: names for code, names in absent.items() if names} == {
        CODES["B9"]: {"owner", "assessment", "sector", "submitted_by"},
        CODES["D20"]: {"owner"},
    }
    told = [line for severity, line, reason in register(handbook, "B9") if "blank" in reason or "has no" in reason]
    assert told == [808, 823, 826, 829, 830]
    assert unit_of(handbook, "B9").information["other_standards"] == "N/A"
    assert all(unit.aim for unit in handbook.units)


def test_a_field_that_holds_another_s_sentence_takes_the_usual_value(handbook: ReadHandbook) -> None:
    usual = unit_of(handbook, "A1").information["assessment"]
    assert unit_of(handbook, "D14").information["assessment"] == usual
    assert [line for severity, line, _ in register(handbook, "D14") if severity == "warning"] == [1652]


def test_a_drafter_s_note_is_no_part_of_its_unit(handbook: ReadHandbook) -> None:
    unit = unit_of(handbook, "D17")
    assert "WBA" not in f"{unit.information} {unit.aim}"
    assert ("info", 1744) in [row[:2] for row in register(handbook, "D17")]


def test_tags_and_rules_of_the_table_are_left_out_and_told(handbook: ReadHandbook) -> None:
    assert sum("1684 marks of a web page" in row.reason for row in handbook.corrections) == 1
    assert [row.line for row in handbook.corrections if row.printed == "---"] == [1213, 1526, 1896, 1954]


@pytest.mark.parametrize("line", [100, 124, 500, 1300, 1500, 1950, 1990])
def test_a_document_cut_off_names_every_unit_it_lacks(line: int, text: str, handbook: ReadHandbook) -> None:
    half = read_handbook("\n".join(text.split("\n")[:line]), expected=EXPECTED)
    fitting = {unit.code: unit.outcomes for unit in half.units if unit.fits}
    refused = {row.subject for row in half.contradictions if row.severity == "error"}
    assert {facts.code for facts in UNITS} - refused == fitting.keys()
    whole = {unit.code: unit.outcomes for unit in handbook.units}
    assert all(outcomes == whole[code] for code, outcomes in fitting.items())


def test_it_is_read_in_a_moment(text: str) -> None:
    start = time.process_time()
    read_handbook(text, expected=EXPECTED)
    assert time.process_time() - start < 1
