"""The committed facts, against what the awarding organisations' documents print."""

from collections import Counter
from datetime import date

import pytest

from tests.units.printed_facts import CG_4417, CG_4430, CG_4430_4, PROQUAL, SAME_TITLES, SUITABILITY
from units.catalogue_files import Catalogue, read_catalogue
from units.interchange.values import QualificationValues, UnitValues
from units.references import is_valid_reference


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


@pytest.fixture(scope="module")
def by_code(catalogue: Catalogue) -> dict[str, QualificationValues]:
    return {qualification.code: qualification for qualification in catalogue.qualifications}


@pytest.fixture(scope="module")
def units(catalogue: Catalogue) -> dict[str, UnitValues]:
    found = {unit.code: unit for qualification in catalogue.qualifications for unit in qualification.units}
    return dict(sorted(found.items()))


def lines(printed: str) -> list[str]:
    return printed.split("\n")[1:-1]


def of_scheme(units: dict[str, UnitValues], scheme: str) -> list[UnitValues]:
    return [unit for unit in units.values() if unit.scheme == scheme]


def counts(unit: UnitValues) -> str:
    return "-".join(str(len(outcome.criteria)) for outcome in unit.outcomes)


def questions(unit: UnitValues) -> str:
    asked = [outcome.questions for outcome in unit.outcomes]
    return "None" if set(asked) == {None} else "-".join(str(number) for number in asked)


def total_criteria(units: list[UnitValues]) -> int:
    return sum(len(outcome.criteria) for unit in units for outcome in unit.outcomes)


def total_outcomes(units: list[UnitValues]) -> int:
    return sum(len(unit.outcomes) for unit in units)


def residue(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11


def about(qualification: QualificationValues) -> tuple[object, ...]:
    return (
        *(qualification.awarding_organisation, qualification.scheme, qualification.title, qualification.number),
        *(qualification.level, qualification.version, qualification.guided_hours, qualification.total_hours),
        *(qualification.minimum_age, qualification.rule is not None, len(qualification.units)),
    )


def test_there_are_seven_qualifications_and_none_has_a_number_that_is_not_printed(
    by_code: dict[str, QualificationValues],
) -> None:
    cg, proqual = "City & Guilds", "ProQual Awarding Body"
    assert {code: about(qualification) for code, qualification in by_code.items()} == {
        "cg-4417-2": (
            *(cg, "4417-02", "City & Guilds Level 2 Certificate in Customer Service", "500/6329/7"),
            *(2, "2.8", 115, 130, None, True, 4),
        ),
        "cg-4417-3": (
            *(cg, "4417-03", "City & Guilds Level 3 Certificate in Customer Service", ""),
            *(3, "2.8", 105, 130, 16, True, 4),
        ),
        "cg-4430-1": (
            *(cg, "4430-01", "City & Guilds Level 1 NVQ Certificate in Customer Service", ""),
            *(1, "2010-02", None, None, None, False, 6),
        ),
        "cg-4430-2": (
            *(cg, "4430-02", "City & Guilds Level 2 NVQ Certificate in Customer Service", ""),
            *(2, "2010-02", None, None, None, False, 27),
        ),
        "cg-4430-3": (
            *(cg, "4430-03", "City & Guilds Level 3 NVQ Diploma in Customer Service", ""),
            *(3, "2010-02", None, None, None, False, 18),
        ),
        "cg-4430-4": (
            *(cg, "4430-04", "City & Guilds Level 4 NVQ Diploma in Customer Service", ""),
            *(4, "2010-02", None, None, None, True, 33),
        ),
        "proqual-l4-cs": (
            *(proqual, "proqual-l4-cs", "ProQual Level 4 NVQ Diploma in Customer Service", "601/4756/8"),
            *(4, "2023-08", 178, 500, None, True, 34),
        ),
    }


def test_proqual_dates_and_grading_are_those_of_the_specification(by_code: dict[str, QualificationValues]) -> None:
    proqual = by_code["proqual-l4-cs"]
    assert (proqual.registration_from, proqual.registration_until) == (date(2014, 11, 1), date(2026, 7, 31))
    assert (proqual.published_on, proqual.grading) == (date(2023, 8, 1), "pass or fail")


def test_proqual_units_come_in_printed_order(by_code: dict[str, QualificationValues]) -> None:
    found = [
        f"{unit.number} {unit.group} {unit.level} {unit.credit} {counts(unit)}"
        for unit in by_code["proqual-l4-cs"].units
    ]
    assert found == lines(PROQUAL)


def test_the_68_units_of_4430_are_those_of_the_sector_body(units: dict[str, UnitValues]) -> None:
    found = [
        f"{unit.number} {unit.sector_number} {unit.reference} {unit.level} {unit.credit} {unit.guided_hours} {counts(unit)}"
        for unit in of_scheme(units, "4430")
    ]
    assert found == lines(CG_4430)


def test_the_8_components_of_4417_are_those_of_the_handbook(units: dict[str, UnitValues]) -> None:
    found = [
        f"{unit.number} {unit.reference} {unit.level} {unit.credit} {unit.guided_hours} {unit.method} {unit.minutes} "
        f"{questions(unit)} {counts(unit)}"
        for unit in of_scheme(units, "4417")
    ]
    assert found == lines(CG_4417)


def test_a_test_asks_45_questions_at_level_2_and_40_at_level_3(units: dict[str, UnitValues]) -> None:
    asked = {
        unit.number: sum(outcome.questions or 0 for outcome in unit.outcomes)
        for unit in of_scheme(units, "4417")
        if unit.method == "test"
    }
    assert asked == {"201": 45, "272": 45, "371": 40, "372": 40}


@pytest.mark.parametrize(("one", "other"), [("4417-201", "4417-271"), ("4417-301", "4417-371")])
def test_two_ways_to_assess_one_unit_have_the_same_criteria(units: dict[str, UnitValues], one: str, other: str) -> None:
    assert [(row.label, row.criteria) for row in units[one].outcomes] == [
        (row.label, row.criteria) for row in units[other].outcomes
    ]
    assert units[one].title == units[other].title


@pytest.mark.parametrize(
    ("scheme", "totals"), [("proqual-l4-cs", (34, 108, 514)), ("4417", (8, 32, 194)), ("4430", (68, 231, 1413))]
)
def test_units_outcomes_and_criteria_in_all(
    units: dict[str, UnitValues], scheme: str, totals: tuple[int, int, int]
) -> None:
    rows = of_scheme(units, scheme)
    assert (len(rows), total_outcomes(rows), total_criteria(rows)) == totals


@pytest.mark.parametrize(("level", "totals"), [(1, (6, 28)), (2, (27, 145)), (3, (18, 128)), (4, (17, 159))])
def test_units_and_credits_of_4430_by_level(units: dict[str, UnitValues], level: int, totals: tuple[int, int]) -> None:
    rows = [unit for unit in of_scheme(units, "4430") if unit.level == level]
    assert (len(rows), sum(unit.credit for unit in rows)) == totals
    assert all(unit.number.startswith(str(level)) for unit in rows)


def test_the_groups_of_4430_level_4_add_up(by_code: dict[str, QualificationValues]) -> None:
    found = {}
    for group in CG_4430_4:
        rows = [unit for unit in by_code["cg-4430-4"].units if unit.group == group]
        credit = sum(unit.credit for unit in rows)
        level_4 = sum(unit.credit for unit in rows if unit.level == 4)
        found[group] = (len(rows), credit, level_4, sum(unit.guided_hours or 0 for unit in rows))
    assert found == CG_4430_4
    assert sum(size for size, *_ in found.values()) == len(by_code["cg-4430-4"].units)


def test_levels_1_to_3_of_4430_hold_their_own_units_under_the_same_themes(
    by_code: dict[str, QualificationValues], catalogue: Catalogue
) -> None:
    themes = {row.code: row.facts["theme"] for row in catalogue.comparisons}
    for level in (1, 2, 3):
        rows = by_code[f"cg-4430-{level}"].units
        assert {unit.level for unit in rows} == {level}
        assert {unit.code: unit.group for unit in rows} == {unit.code: themes[unit.code] for unit in rows}


def test_4417_pairs_the_two_ways_of_each_half(by_code: dict[str, QualificationValues]) -> None:
    for code, first, second in (("cg-4417-2", "201 271", "202 272"), ("cg-4417-3", "301 371", "302 372")):
        groups = {unit.number: unit.group for unit in by_code[code].units}
        assert groups == dict.fromkeys(first.split(), "first") | dict.fromkeys(second.split(), "second")


def test_every_reference_carries_its_check_letter(units: dict[str, UnitValues]) -> None:
    computed = [
        "ADFHJKLMRTY"[residue(unit.reference[2:5] + unit.reference[6:])] + unit.reference[1:] for unit in units.values()
    ]
    assert [unit.reference for unit in units.values()] == computed
    assert all(is_valid_reference(unit.reference) for unit in units.values())
    twice = {reference for reference, times in Counter(computed).items() if times > 1}
    assert twice == {"J/600/1003", "L/600/0659"}  # each assessed in two ways


def test_every_qualification_number_carries_its_check_character(by_code: dict[str, QualificationValues]) -> None:
    numbers = [qualification.number for qualification in by_code.values() if qualification.number]
    assert [number[-1] for number in numbers] == [
        "0123456789X"[residue(number[:3] + number[4:8])] for number in numbers
    ]


def test_five_titles_belong_to_two_units_each_that_are_not_the_same(units: dict[str, UnitValues]) -> None:
    found: dict[str, set[tuple[str, int]]] = {}
    for unit in units.values():
        found.setdefault(unit.title, set()).add((unit.reference, unit.credit))
    of_4417 = {unit.title for unit in of_scheme(units, "4417")}
    assert {title: two for title, two in found.items() if len(two) > 1 and title not in of_4417} == SAME_TITLES


def test_the_units_of_4430_expire_as_printed(units: dict[str, UnitValues]) -> None:
    rows = of_scheme(units, "4430")
    odd = {unit.number: unit.expires_on for unit in rows if unit.expires_on != date(2014, 12, 31)}
    assert odd == {"307": None, "417": date(2014, 1, 31)}  # 307: blank, so unknown; not "never" and not "expired"
    assert {unit.available_from for unit in rows} == {date(2010, 2, 1)}
    assert {unit.standards for unit in rows} == {(unit.sector_number,) for unit in rows}


def test_a_unit_says_for_whom_it_is_where_its_document_does(units: dict[str, UnitValues]) -> None:
    said = {unit.sector_number: unit.suits for unit in units.values() if unit.suits}
    assert sorted(said) == sorted(SUITABILITY.split())
    assert [text for text in said.values() if len(text.split()) > 20 or not text.endswith(".")] == []


def test_4417_units_name_the_standards_and_key_skills_they_relate_to(units: dict[str, UnitValues]) -> None:
    rows = of_scheme(units, "4417")
    assert {unit.number: len(unit.standards) for unit in rows} == {
        "201": 20,
        "271": 20,
        "202": 19,
        "272": 19,
        "301": 18,
        "371": 18,
        "302": 20,
        "372": 20,
    }
    number = {unit.number for unit in rows if any("Application of Number" in skill for skill in unit.key_skills)}
    assert number == {"201", "202", "271", "272", "302", "372"}
    assert all(unit.key_skills for unit in rows)
