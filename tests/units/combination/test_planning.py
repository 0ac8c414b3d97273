"""The plan against a search of every set of further units, and what it says where there is no way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.exhaustive import best
from tests.units.combination.strategies import Drawn, rules
from tests.units.combination.test_language import GOOD, UNITS
from units.combination import Plan, Rule, RuleError, UnitFact, cheapest, evaluate, load_rule, parse_rule, plan, planning
from units.combination.planning import By

PROQUAL, LEVEL_4, LEVEL_2 = load_rule("proqual-l4-cs"), load_rule("cg-4430-4"), load_rule("cg-4417-2")


def subset(data: st.DataObject, codes: list[str]) -> set[str]:
    return set(data.draw(st.lists(st.sampled_from(codes), unique=True))) if codes else set()


@st.composite
def contested_rules(draw: st.DrawFn) -> Drawn:
    """Two groups with a limit each and limits across them, and two clauses that ask for much: many choices, few of them good."""
    codes = ["A1", "A2", "A3", "B1", "B2", "B3"]
    facts = {code: UnitFact(code, code, draw(st.integers(1, 6)), draw(st.integers(3, 4))) for code in codes}
    total, at_level = (sum(fact.credit for fact in facts.values() if fact.level >= level) for level in (3, 4))
    groups = {key: {"title": key, "units": [code for code in codes if code[0] == key]} for key in "AB"}
    clauses: list[dict[str, Any]] = [
        *({"kind": "maximum_from_group", "group": key, "credits": draw(st.integers(6, 14))} for key in groups),
        {"kind": "minimum_credits", "credits": draw(st.integers(1, max(1, total - 6)))},
        {
            "kind": "minimum_at_level",
            "level": 4,
            "scope": "exactly",
            "credits": draw(st.integers(1, max(1, at_level - 3))),
        },
        {"kind": "barred_together", "units": ["A1", "B1"]},
        {"kind": "barred_together", "units": ["A2", "B3"]},
    ]
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups}
    return {**data, "clauses": [{**one, "source": "-"} for one in clauses]}, facts


@examples(120)
@given(rules(most_units=6, most_credit=4), st.data())
def test_a_plan_is_the_best_of_all_sets_of_units_in_the_declared_order(drawn: Drawn, data: st.DataObject) -> None:
    found, expected, _ = planned(drawn, data)
    assert (found.best and found.best.units, found.best is None or found.best.optimal) == (expected, True)


@examples(50)
@given(contested_rules(), st.data())
def test_a_plan_is_the_best_however_narrow_the_first_searches_are(drawn: Drawn, data: st.DataObject) -> None:
    """The last of the searches leaves nothing out."""
    with narrow(2, 1, 10**6):
        found, expected, _ = planned(drawn, data)
    assert (found.best and found.best.units, found.best is None or found.best.optimal) == (expected, True)


@examples(50)
@given(contested_rules(), st.data())
def test_a_plan_that_is_said_to_be_the_best_counts_for_as_little_as_any(drawn: Drawn, data: st.DataObject) -> None:
    """Though every search leaves nearly everything out."""
    with narrow(1, 2):
        found, expected, counts = planned(drawn, data)
    if found.best and expected is not None:
        assert counts(found.best.units) >= counts(expected)
        assert not found.best.optimal or counts(found.best.units) == counts(expected)


@pytest.mark.parametrize(("asked", "proved"), [(6, True), (5, False)])
def test_prices_prove_a_plan_though_the_search_leaves_something_out(asked: int, proved: bool) -> None:
    """Where whole units give just what is asked; what is lost where they give more, prices cannot tell."""
    facts = {f"U{i}": UnitFact(f"U{i}", f"U{i}", 2, 4) for i in range(8)}
    groups = {"all": {"title": "all", "units": list(facts)}}
    clause = {"kind": "minimum_from_group", "group": "all", "credits": asked, "source": "-"}
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups, "clauses": [clause]}
    with narrow(1):
        best = plan(parse_rule(data, facts), []).best
    assert best is not None
    assert best.optimal == proved


@contextmanager
def narrow(*widths: int) -> Iterator[None]:
    """Searches that keep so many choices, and weigh each of them."""

    def searched(*given: Any, **named: Any) -> cheapest.Found:
        return cheapest.cheapest(*given, **{**named, "widths": widths})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cheapest, "FEW", 0)
        patch.setattr(planning, "cheapest", searched)
        yield


Units = tuple[str, ...]


def planned(drawn: Drawn, data: st.DataObject) -> tuple[Plan, Units | None, Callable[[Units], int]]:
    """A plan, the units of the best there is, and what a set of units counts for."""
    rules_data, facts = drawn
    try:
        rule = parse_rule(rules_data, facts)
    except RuleError:
        assume(False)
    codes = sorted(rule.position)
    achieved, excluded, underway = subset(data, codes), subset(data, codes), subset(data, codes)
    required = subset(data, sorted(set(codes) - excluded))
    offered = subset(data, codes) if data.draw(st.booleans()) else set(codes)
    criteria, hours = ({code: data.draw(st.integers(0, 3)) for code in codes} for _ in range(2))
    measures = {"credits": {code: facts[code].credit for code in codes}, "criteria": criteria, "hours": hours}
    by: By = data.draw(st.sampled_from(["credits", "criteria", "hours"]))
    open_units = sorted(((offered | underway) - excluded - achieved) | (required - achieved))

    def order(further: tuple[str, ...]) -> tuple[Any, ...]:
        """The declared order of plans: the least is the best."""
        sums = {name: sum(numbers[code] for code in further) for name, numbers in measures.items()}
        steps = sum(1 if code in underway else 2 for code in further)
        return sums.pop(by), steps, *sums.values(), [code not in further for code in codes]

    sets = chain.from_iterable(combinations(open_units, size) for size in range(len(open_units) + 1))
    ways = [
        further
        for further in sets
        if required <= achieved | set(further) and best(rules_data, facts, achieved | set(further)).met
    ]
    found = plan(
        rule, achieved, underway=underway, offered=offered, exclude=excluded, require=required, by=by,
        criteria=criteria, hours=hours,
    )  # fmt: skip
    assert (found.best is None) == bool(found.obstacles) == (not ways)
    if found.best:
        check_options(found, achieved, set(open_units), required, rule_met=lambda units: evaluate(rule, units).met)
    return found, min(ways, key=order, default=None), lambda further: sum(measures[by][code] for code in further)


def check_options(found: Plan, achieved: set[str], open_units: set[str], required: set[str], rule_met) -> None:  # type: ignore[no-untyped-def]
    assert found.best is not None
    options = [found.best, *found.alternatives]
    assert len({option.units for option in options}) == len(options)
    for option in options:
        assert set(option.units) <= open_units
        assert required - achieved <= set(option.units)
        assert rule_met(achieved | set(option.units))


@pytest.mark.parametrize(("rule", "credits"), [(PROQUAL, 50), (LEVEL_4, 67), (LEVEL_2, 13)])
def test_from_nothing_no_more_credits_are_planned_than_the_rule_asks_for(rule, credits: int) -> None:  # type: ignore[no-untyped-def]
    found = plan(rule, [])
    assert found.best is not None
    assert (found.best.credits, found.best.optimal, len(found.alternatives)) == (credits, True, 2)
    assert found == plan(rule, [])


def test_the_strict_reading_is_planned_for() -> None:
    """P2 of the domain's vectors: thirteen credits of Group C count, and one unit of three finishes."""
    p2 = [
        *["D/506/2153", "T/506/2952", "M/506/2898", "F/506/2176", "R/506/2179", "L/506/2181", "R/506/2960"],
        *["R/506/1999", "L/506/2004", "T/506/1980"],
    ]
    found = plan(PROQUAL, p2)
    assert found.best is not None
    assert (found.best.units, found.best.credits) == (("T/506/1820",), 3)
    assert evaluate(PROQUAL, [*p2, *found.best.units]).met


def test_a_unit_under_way_is_preferred_where_the_credits_are_the_same() -> None:
    (first,) = plan(LEVEL_2, ["4417-202"]).best.units  # type: ignore[union-attr]
    (second,) = plan(LEVEL_2, ["4417-202"], underway=["4417-271"]).best.units  # type: ignore[union-attr]
    assert (first, second) == ("4417-201", "4417-271")


def test_what_is_met_needs_nothing() -> None:
    found = plan(LEVEL_2, ["4417-201", "4417-272"])
    assert found.to_dict() == {
        "units": [], "credits": 0, "criteria": 0, "hours": 0, "optimal": True, "alternatives": [], "obstacles": [],
    }  # fmt: skip


def test_no_way_names_the_clause_and_what_stands_in_the_way() -> None:
    found = plan(LEVEL_2, [], exclude=["4417-202"], offered=["4417-201", "4417-202"])
    assert found.best is None
    assert found.obstacles[0].title == "At least 13 credits in all"
    assert [(obstacle.path, obstacle.why) for obstacle in found.obstacles] == [
        (
            "$.clauses[0]",
            "Even with every open unit achieved: 7 credits short: 6 of 13 count. Excluded here: 4417-202. "
            "Not offered: 4417-271 and 4417-272.",
        ),
        (
            "$.clauses[1]",
            "Even with every open unit achieved: No unit from 4417-202 or 4417-272. Excluded here: 4417-202. "
            "Not offered: 4417-271 and 4417-272.",
        ),
    ]


def test_no_way_is_stored_without_units_and_sums() -> None:
    stored = plan(LEVEL_2, [], offered=[]).to_dict()
    assert [row["path"] for row in stored.pop("obstacles")] == ["$.clauses[0]", "$.clauses[1]"]
    assert stored == {
        "units": None, "credits": None, "criteria": None, "hours": None, "optimal": True, "alternatives": [],
    }  # fmt: skip


def test_an_obstacle_says_how_much_of_a_clause_could_be_met() -> None:
    found = plan(parse_rule(GOOD, UNITS), ["A1"], exclude=["A2"], offered=["B1"])
    assert [
        obstacle.why.partition(" Excluded here")[0].partition(" Not offered")[0] for obstacle in found.obstacles
    ] == [
        "Even with every open unit achieved: 5 credits short: 10 of 15 count.",
        "Even with every open unit achieved: Not achieved: “Title A2” (A2, 3 credits).",
        "Even with every open unit achieved: No unit from Group C.",
        "Even with every open unit achieved: 1 unit short: 1 of 2 count.",
    ]


def test_what_cannot_be_asked_is_refused_with_its_place() -> None:
    for asked, message in [
        ({"underway": ["X"]}, "underway: the rule has no unit X"),
        ({"exclude": ["X"]}, "exclude: the rule has no unit X"),
        ({"require": ["X"]}, "require: the rule has no unit X"),
        ({"require": ["4417-201"], "exclude": ["4417-201"]}, "require: 4417-201 is both required and excluded"),
    ]:
        with pytest.raises(RuleError) as caught:
            plan(LEVEL_2, [], **asked)  # type: ignore[arg-type]
        assert str(caught.value) == message


def twenty_in_each_of_six_capped_groups() -> Rule:
    facts = {
        code: UnitFact(code, code, 3 + (7 * n + k) % 8, 3 + (n * k) % 3, 5 + (11 * n + 5 * k) % 23)
        for k in range(6)
        for n in range(20)
        for code in [f"{k}{n:02}"]
    }
    groups = {
        f"G{k}": {"title": f"Group {k}", "units": [code for code in facts if code[0] == str(k)]} for k in range(6)
    }
    capped = [{"kind": "maximum_from_group", "group": key, "credits": 25, "source": "000:1"} for key in groups]
    total = {"kind": "minimum_credits", "credits": 101, "source": "000:2"}
    level = {"kind": "minimum_at_level", "level": 4, "scope": "exactly", "credits": 44, "source": "000:3"}
    data = {"rule": "big", "version": "1", "title": "Big", "source": "000:1", "groups": groups}
    return parse_rule({**data, "clauses": [*capped, total, level]}, facts)


def test_a_plan_for_twenty_units_in_each_of_six_capped_groups() -> None:
    rule = twenty_in_each_of_six_capped_groups()
    found = plan(rule, [], by="criteria")
    assert found.best is not None
    assert found.best.optimal
    assert evaluate(rule, found.best.units).met


def test_a_plan_whose_proof_would_take_too_long_stands_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = twenty_in_each_of_six_capped_groups()
    proved = plan(rule, [], by="criteria").best
    monkeypatch.setattr(planning, "MOST_WORK", 100)
    found = plan(rule, [], by="criteria")
    assert found == plan(rule, [], by="criteria")
    assert found.best is not None
    assert proved is not None
    assert (found.best.optimal, found.best.criteria >= proved.criteria) == (False, True)
    assert all(evaluate(rule, option.units).met for option in (found.best, *found.alternatives))


def test_the_alternatives_leave_out_half_of_what_could_be_other_units() -> None:
    found = plan(LEVEL_2, [])
    assert [option.units for option in (found.best, *found.alternatives) if option] == [
        ("4417-201", "4417-202"),
        ("4417-202", "4417-271"),
        ("4417-201", "4417-272"),
    ]


def test_each_of_two_alternatives_leaves_out_every_other_unit_that_could_be_another() -> None:
    facts = {f"{pair}{i}": UnitFact(f"{pair}{i}", pair, 1, 4) for pair in "ABCDE" for i in (1, 2)}
    facts["Z"] = UnitFact("Z", "Z", 1, 4)
    groups = {pair: {"title": pair, "units": [code for code in facts if code[0] == pair]} for pair in "ABCDEZ"}
    clause = {"kind": "exactly_one_from_each", "groups": list(groups), "source": "-"}
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups, "clauses": [clause]}
    found = plan(parse_rule(data, facts), [])
    assert [" ".join(option.units) for option in (found.best, *found.alternatives) if option] == [
        "A1 B1 C1 D1 E1 Z",
        "A2 B1 C2 D1 E2 Z",
        "A1 B2 C1 D2 E1 Z",
    ]


def test_no_alternative_is_told_twice() -> None:
    assert [option.units for option in plan(LEVEL_2, ["4417-201"]).alternatives] == [("4417-272",)]


def test_what_is_still_to_be_shown_or_taught_of_a_unit_is_what_a_plan_weighs() -> None:
    left = {"4417-271": 0, "4417-272": 1}
    for found in (plan(LEVEL_2, [], by="criteria", criteria=left), plan(LEVEL_2, [], by="hours", hours=left)):
        assert found.best is not None
        assert found.best.units == ("4417-271", "4417-272")
        assert 1 in (found.best.criteria, found.best.hours)


@pytest.mark.parametrize(("hours", "units"), [((5, 2, 2), ("B", "C")), ((3, 2, 2), ("A",)), ((4, 2, 2), ("A",))])
def test_one_new_unit_weighs_as_much_as_two_under_way(hours: tuple[int, ...], units: tuple[str, ...]) -> None:
    """Of as many credits and criteria: then the hours decide, then the lower codes."""
    sizes = {"A": 4, "B": 2, "C": 2}
    facts = {code: UnitFact(code, code, sizes[code], 4, sizes[code], n) for code, n in zip(sizes, hours, strict=True)}
    groups = {"all": {"title": "all", "units": list(facts)}}
    clause = {"kind": "minimum_from_group", "group": "all", "credits": 4, "source": "-"}
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups, "clauses": [clause]}
    for by in ("credits", "criteria"):
        best = plan(parse_rule(data, facts), [], underway=["B", "C"], by=by).best  # type: ignore[arg-type]
        assert best is not None
        assert best.units == units


@pytest.mark.parametrize("asked", [{"underway": ["4417-272"]}, {"require": ["4417-272", "4417-201"]}])
def test_what_is_under_way_or_required_need_not_be_offered(asked: dict[str, list[str]]) -> None:
    found = plan(LEVEL_2, ["4417-201"], offered=[], **asked)  # type: ignore[arg-type]
    assert found.to_dict() == {
        "units": ["4417-272"], "credits": 7, "criteria": 28, "hours": 65, "optimal": True, "alternatives": [],
        "obstacles": [],
    }  # fmt: skip


def test_what_is_achieved_already_cannot_be_excluded() -> None:
    assert plan(LEVEL_2, ["4417-201", "4417-202"], exclude=["4417-201"]) == plan(LEVEL_2, ["4417-201", "4417-202"])
