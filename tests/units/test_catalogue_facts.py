"""The committed facts, against what was taken by hand from the awarding organisations' documents."""

from collections import Counter
from datetime import date

import pytest

from units.catalogue_files import Catalogue, read_catalogue
from units.handbooks.references import is_valid_reference
from units.interchange.values import QualificationValues, UnitValues

# reference, group, level, credit, criteria per outcome
PROQUAL = """
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

# number, number of the sector body, reference, level, credit, guided hours, criteria per outcome.
# 414 and 416: the hours of the qualification's own document; the sector body's swaps them.
CG_4430 = """
101 F1 F/601/1609 1 4 30 3-3-15
102 A1 R/601/1209 1 5 33 8-6-6
103 A2 L/601/1211 1 5 33 4-5-9
104 B1 A/601/1205 1 5 33 8-8
105 C1 M/601/1508 1 5 33 4-6-10
106 C2 T/601/1509 1 4 27 3-5-5-8
201 F2 L/601/1614 2 4 30 5-10
202 A3 R/601/1212 2 5 33 10-12
203 A4 L/601/0933 2 5 33 7-5-4-5
204 A5 D/601/0936 2 6 40 4-4-5-6
205 A6 H/601/1215 2 5 40 3-2-3-7
206 A7 M/601/1217 2 6 40 7-5-5
207 A8 T/601/1218 2 6 40 7-6-7
208 A9 M/601/1220 2 6 40 5-5-5-7
209 A10 T/601/1221 2 5 33 8-6-9
210 A11 F/601/1223 2 5 33 5-4-11-12
211 A12 J/601/1224 2 6 40 4-5-6-9
212 B2 J/601/1210 2 5 33 3-6-3-5
213 B3 Y/601/1213 2 5 33 9-11-5
214 B4 K/601/1216 2 5 33 6-4-8
215 B5 A/601/1219 2 8 53 6-9-6
216 B6 A/601/1222 2 4 27 6-7-8
217 B7 L/601/1225 2 5 33 5-9-9
218 B8 Y/601/1227 2 4 27 5-5-6
219 C3 M/601/1511 2 6 40 5-5-6-5
220 C4 T/601/1512 2 6 40 7-10-10
221 D1 T/601/1526 2 6 40 3-3-5-10
222 D2 A/601/1530 2 5 33 5-6-2-4
223 D3 R/601/1534 2 6 40 3-4-4-8
224 D4 H/601/1540 2 5 33 5-6-7
225 D5 M/601/1542 2 5 33 5-8-5-8
226 D6 R/601/1548 2 6 40 6-7-7
227 D7 Y/601/1549 2 5 33 4-9-8
301 F3 K/601/1622 3 6 40 3-3-19
302 F4 J/601/1627 3 6 40 3-3-11
303 A13 R/601/1226 3 6 40 5-7-5-8
304 A14 D/601/1228 3 8 53 4-8-8
305 A15 D/601/1231 3 7 47 4-4-4-5
306 A16 K/601/1233 3 7 47 8-6-8
307 B9 H/601/1229 3 6 40 6-6-6
308 B10 Y/601/1230 3 6 40 3-8-4-8
309 B11 H/601/1232 3 7 47 3-6-4-4
310 C5 J/601/1515 3 6 40 7-3-4-4
311 C6 D/601/1519 3 10 67 7-5-5
312 C7 D/601/1522 3 6 40 3-8-12
313 D8 D/601/1553 3 8 53 6-2-4-5
314 D9 H/601/1554 3 7 47 4-4-5-4
315 D10 K/601/1555 3 8 53 5-3-5-9
316 D11 H/601/1568 3 7 47 5-4-3-8
317 D12 H/601/1571 3 10 67 6-5-6-10
318 D13 T/601/1574 3 7 47 5-6-5-10
401 F5 J/601/1630 4 10 65 5-4-20
402 F6 D/601/1634 4 10 65 4-3-14
403 A17 T/601/1235 4 10 67 5-7-9
404 A18 F/601/1237 4 11 73 6-7-9
405 B12 M/601/1234 4 8 53 5-8-8
406 B13 A/601/1236 4 10 67 4-8-5-10
407 B14 J/601/1238 4 8 53 3-6-8
408 B15 L/601/1239 4 8 53 4-5-9
409 B16 F/601/1240 4 8 53 5-6-6
410 C8 K/601/1524 4 10 67 4-4-6-11
411 D14 L/601/1578 4 10 67 5-4-3-10
412 D15 L/601/1581 4 9 60 5-6-8
413 D16 M/601/1587 4 11 73 6-6-5-7
414 D17 A/601/1592 4 7 47 6-6-3
415 D18 Y/601/1597 4 11 73 5-7-5-7
416 D19 R/601/1601 4 11 73 4-6-5-7
417 D20 K/601/1605 4 7 47 8-6-7
"""

# number, reference, level, credit, guided hours, method, minutes, questions, criteria per outcome
CG_4417 = """
201 J/600/1003 2 6 50 test 75 15-9-8-5-8 10-8-5-3-6
202 J/600/0658 2 7 65 assignment None None 7-5-8-8
271 J/600/1003 2 6 50 assignment None None 10-8-5-3-6
272 F/504/1358 2 7 65 test 75 11-8-14-12 7-5-8-8
301 L/600/0659 3 6 50 assignment None None 3-5-5-5
302 F/600/0660 3 7 55 assignment None None 5-5-9
371 L/600/0659 3 6 50 test 60 7-12-11-10 3-5-5-5
372 F/504/1361 3 7 55 test 60 11-10-19 5-5-9
"""

# group, units, credits, of which level 4, guided hours
CG_4430_4 = {
    "mandatory": (2, 20, 20, 130),
    "impression": (6, 49, 21, 327),
    "delivery": (8, 61, 42, 406),
    "problems": (4, 32, 10, 214),
    "development": (13, 113, 66, 754),
}

# One title, two units: of 4430 and of ProQual, with different references, credit and content.
SAME_TITLES = {
    "Champion customer service": {("T/601/1235", 10), ("D/506/2153", 4)},
    "Review the quality of customer service": {("J/601/1238", 8), ("F/506/2176", 4)},
    "Build and maintain effective customer relations": {("L/601/1239", 8), ("R/506/2179", 6)},
    "Manage a customer service award programme": {("A/601/1592", 7), ("L/506/2181", 4)},
    "Gather, analyse and interpret customer feedback": {("H/601/1571", 10), ("D/506/2170", 5)},
}

# The sector body's document says for whom these are, or are not.
SUITABILITY = "A2 A5 A14 A16 A18 B3 B5 B6 B7 B8 B15 C4 D4 D6 D7 D13 D16 D19 D20"


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
    ("scheme", "totals"), [("", (34, 108, 514)), ("4417", (8, 32, 194)), ("4430", (68, 231, 1413))]
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
    assert [number[-1] for number in numbers] == ["0123456789X"[residue(n[:3] + n[4:8])] for n in numbers]


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
