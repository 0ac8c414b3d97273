"""The reference vectors of the four shipped rules, each worked out by hand or by another solver."""

from itertools import chain, combinations

import pytest

from tests.units.combination.facts import CG_4417, CG_4430, cg
from units.combination import Outcome, UnitFact, evaluate, load_rule
from units.combination.files import CATALOGUE, load_units

LEVEL_4 = load_rule("cg-4430-4", CG_4430)
PROQUAL = load_rule("proqual-l4-cs")

A = ["D/506/2153", "T/506/2952", "M/506/2898"]
B20 = ["F/506/2176", "R/506/2179", "L/506/2181", "R/506/2960"]
C16 = ["R/506/1999", "L/506/2004", "M/506/1962"]
C1 = "401 402 303 403 406 311 413"


def failing(outcome: Outcome) -> list[tuple[str, int, int]]:
    return [(clause.kind, clause.have, clause.need) for clause in outcome.clauses if not clause.met]


def at_level(outcome: Outcome) -> int:
    return next(clause.have for clause in outcome.clauses if clause.kind == "minimum_at_level")


def test_structure_totals_agree_with_the_handbook() -> None:
    groups = {group.key: group for clause in LEVEL_4.interpretations[0].clauses for group in clause.groups}
    facts = {key: [CG_4430[code] for code in group.units] for key, group in groups.items()}
    totals = {
        key: (len(units), sum(u.credit for u in units), sum(u.credit for u in units if u.level == 4))
        for key, units in facts.items()
    }
    assert totals == {
        "mandatory": (2, 20, 20),
        "impression": (6, 49, 21),
        "delivery": (8, 61, 42),
        "problems": (4, 32, 10),
        "development": (13, 113, 66),
        "optional": (31, 255, 139),
    }


@pytest.mark.parametrize(
    ("numbers", "credits", "level_4", "failures"),
    [
        pytest.param(C1, 67, 51, [], id="C1"),
        pytest.param("401 402 303 309 311 317 414 417", 67, 34, [("minimum_at_level", 34, 35)], id="C3"),
        pytest.param("401 402 404 406 413 415 307", 69, 63, [("at_least_one_from_each", 3, 4)], id="C4"),
        pytest.param("401 404 403 406 410 411 413", 72, 72, [("all_of_group", 10, 20)], id="C6"),
        pytest.param(f"{C1} 219", 67, 51, [], id="C7"),
    ],
)
def test_4430_level_4(numbers: str, credits: int, level_4: int, failures: list[tuple[str, int, int]]) -> None:
    outcome = evaluate(LEVEL_4, cg("4430", numbers))
    assert (outcome.met, outcome.held) == (not failures, False)
    assert (outcome.credits_counted, at_level(outcome)) == (credits, level_4)
    assert failing(outcome) == failures
    assert len(outcome.readings) == 1


def test_no_four_optional_units_are_enough_for_4430_level_4() -> None:
    optional = next(group for c in LEVEL_4.interpretations[0].clauses for group in c.groups if group.key == "optional")
    largest = sorted((CG_4430[code].credit for code in optional.units), reverse=True)[:4]
    assert sum(largest) < 47


def test_a_unit_outside_the_structure_is_surplus_with_its_credits() -> None:
    outcome = evaluate(LEVEL_4, cg("4430", f"{C1} 219"))
    assert (outcome.surplus, outcome.credits_counted, outcome.credits_achieved) == (("4430-219",), 67, 73)


def test_a_missing_group_and_a_missing_unit_are_named() -> None:
    c4 = evaluate(LEVEL_4, cg("4430", "401 402 404 406 413 415 307"))
    c6 = evaluate(LEVEL_4, cg("4430", "401 404 403 406 410 411 413"))
    assert [(c.explain, c.fix) for c in (*c4.clauses, *c6.clauses) if not c.met] == [
        (
            "No unit from Handling Problems.",
            "Achieve one unit from Handling Problems, the smallest being “Unit 310” (4430-310, 6 credits).",
        ),
        (
            "Not achieved: “Unit 402” (4430-402, 10 credits).",
            "Achieve “Unit 402” (4430-402, 10 credits).",
        ),
    ]


@pytest.mark.parametrize(
    ("optional", "met", "credit_cap", "level_5", "credits", "level_4"),
    [
        pytest.param([*B20, *C16], True, True, True, 50, 47, id="P1"),
        pytest.param([*B20, "R/506/1999", "L/506/2004", "T/506/1980"], False, True, False, 47, 44, id="P2"),
        pytest.param([*B20, *C16, "T/506/1980"], True, True, True, 50, 47, id="P3"),
        pytest.param(
            ["Y/506/2166", "K/506/2169", "D/506/2170", "K/506/2172", "R/506/2151", *C16],
            False, False, False, 53, 27, id="P5",
        ),
        pytest.param(
            ["F/506/2176", "R/506/2179", "L/506/2181", "Y/506/2183", "R/506/2960", "D/506/2962", "H/506/2963", "D/506/2167"],
            True, True, True, 51, 45, id="P7",
        ),
    ],
)  # fmt: skip
def test_proqual(optional: list[str], met: bool, credit_cap: bool, level_5: bool, credits: int, level_4: int) -> None:
    outcome = evaluate(PROQUAL, [*A, *optional])
    readings = {reading.name: reading.met for reading in outcome.readings}
    assert readings == {
        "strict": met,
        "credit_cap": credit_cap,
        "at_or_above": level_5,
        "credit_cap_at_or_above": credit_cap or level_5,
    }
    assert (outcome.met, outcome.held) == (met, met != credit_cap)
    assert (outcome.credits_counted, at_level(outcome)) == (credits, level_4)


def test_p2_counts_thirteen_strictly_and_sixteen_by_credit_cap() -> None:
    outcome = evaluate(PROQUAL, [*A, *B20, "R/506/1999", "L/506/2004", "T/506/1980"])
    strict, capped = outcome.readings[:2]
    group_c = [next(c for c in r.clauses if c.kind == "maximum_from_group") for r in (strict, capped)]
    assert [(c.have, c.limit, c.met) for c in group_c] == [(13, 16, True), (16, 16, True)]
    assert (strict.surplus, strict.credits_counted) == (("T/506/1980",), 47)
    assert (capped.surplus, capped.credits_counted) == ((), 50)
    assert (outcome.surplus, outcome.readings[-1].surplus) == (("T/506/1980",), ())
    assert group_c[0].explain == "13 credits count; 4 are surplus, still on the unit listing. Only whole units count."


def test_p3_chooses_the_sixteen_credits_and_lists_the_rest_as_surplus() -> None:
    outcome = evaluate(PROQUAL, [*A, *B20, *C16, "T/506/1980"])
    assert outcome.counted == tuple(sorted([*A, *B20, *C16]))
    assert (outcome.surplus, outcome.credits_achieved) == (("T/506/1980",), 54)


def test_level_5_is_held_for_the_body_where_it_decides() -> None:
    """Of 51 credits 11 + 17 + 4 are at Level 4 and 12 at Level 5."""
    b = ["R/506/2179", "R/506/2960", "D/506/2962", "K/506/2169"]
    outcome = evaluate(PROQUAL, [*A, *b, "D/506/2055", "Y/503/0401", "T/506/1980"])
    assert [(r.name, r.met) for r in outcome.readings] == [
        ("strict", False),
        ("credit_cap", False),
        ("at_or_above", True),
        ("credit_cap_at_or_above", True),
    ]
    assert outcome.held
    level = outcome.clauses[4]
    assert (level.have, level.short) == (32, 6)
    assert "“Design business processes” (Level 5) and" in level.explain


def subsets(units: list[str]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(units, size) for size in range(len(units) + 1)))


@pytest.mark.parametrize(("level", "first", "second"), [(2, "201 271", "202 272"), (3, "301 371", "302 372")])
def test_4417_all_sixteen_subsets(level: int, first: str, second: str) -> None:
    rule = load_rule(f"cg-4417-{level}", CG_4417)
    one, other = cg("4417", first), cg("4417", second)
    verdicts = {subset: evaluate(rule, subset) for subset in subsets(one + other)}
    assert len(verdicts) == 16
    for subset, outcome in verdicts.items():
        halves = [bool(set(subset) & set(pair)) for pair in (one, other)]
        assert (outcome.met, outcome.held) == (all(halves), False)
        assert outcome.credits_counted == 6 * halves[0] + 7 * halves[1]
        assert all(len(set(outcome.counted) & set(pair)) <= 1 for pair in (one, other))
        assert sorted(outcome.counted + outcome.surplus) == sorted(subset)
    assert verdicts[(*one, *other)].counted == (one[0], other[0])


def test_4417_levels_do_not_mix() -> None:
    for level in (2, 3):
        outcome = evaluate(load_rule(f"cg-4417-{level}", CG_4417), cg("4417", "201 302"))
        assert not outcome.met


def test_4417_both_halves_of_one_pair_is_explained() -> None:
    outcome = evaluate(load_rule("cg-4417-2", CG_4417), cg("4417", "201 271"))
    pair = outcome.clauses[1]
    assert outcome.credits_counted == 6
    assert (pair.title, pair.have, pair.need, pair.measure) == (
        "One of 4417-201 and 4417-271, and one of 4417-202 and 4417-272", 1, 2, "groups",
    )  # fmt: skip
    assert pair.explain == "No unit from 4417-202 or 4417-272. 6 credits achieved but surplus."
    assert pair.fix == ("Achieve 4417-202 or 4417-272; 4417-201 and 4417-271 are alternatives, of which one counts.")


def test_every_clause_names_its_source() -> None:
    facts: dict[str, dict[str, UnitFact]] = {
        "cg-4430-4": CG_4430,
        "cg-4417-2": CG_4417,
        "cg-4417-3": CG_4417,
        "proqual-l4-cs": load_units(CATALOGUE / "proqual-l4-cs.toml"),
    }
    assert sorted(path.stem for path in (CATALOGUE / "rules").glob("*.toml")) == sorted(facts)
    for name, units in facts.items():
        for clause in evaluate(load_rule(name, units), []).clauses:
            assert clause.source[:4] in {"001:", "002:", "004:"}
