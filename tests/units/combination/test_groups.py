"""Groups in groups, and the group of the units outside the structure."""

import copy
import time
from dataclasses import replace
from typing import Any

import pytest

from tests.units.combination.test_language import GOOD, UNITS, refusal
from units.combination import Rule, RuleError, UnitFact, evaluate, parse_rule, plan
from units.combination.groups import MOST_GROUPS

ELSEWHERE = {"title": "units outside the structure", "outside": True}
AT_MOST = {"kind": "maximum_from_group", "group": "elsewhere", "credits": 5, "source": "000:9"}
OUTSIDE = {
    code: UnitFact(code, f"Title {code}", credit, level)
    for code, credit, level in [("X2", 2, 2), ("X3", 3, 3), ("X4", 4, 4)]
}


def with_outside(group: dict[str, Any] = ELSEWHERE, clause: dict[str, Any] = AT_MOST) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    data["groups"]["elsewhere"] = group
    data["clauses"].append(clause)
    return data


def rule(**group: Any) -> Rule:
    return parse_rule(with_outside({**ELSEWHERE, **group}), UNITS | OUTSIDE)


def replaced(data: dict[str, Any], after: dict[str, Any]) -> None:
    data.clear()
    data.update(after)


def test_units_that_no_group_lists_count_within_the_limit_of_their_group() -> None:
    outcome = evaluate(rule(), ["A1", "A2", "C2", "X2", "X3", "X4"])
    assert (outcome.counted, outcome.surplus) == (("A1", "A2", "C2", "X2", "X3"), ("X4",))
    assert outcome.clauses[-1].title == "At most 5 credits from units outside the structure"
    assert outcome.clauses[-1].explain == "5 credits count; 4 are surplus, still on the unit listing."
    assert [unit.code for unit in outcome.clauses[-1].units] == ["X2", "X3", "X4"]


def test_one_unit_under_several_codes_is_one_achievement() -> None:
    """By its reference: 4417-201 and 4417-271 share one, and another body may number a listed unit its own way."""
    listed = {code: replace(fact, reference=f"R/{code}") for code, fact in UNITS.items()}
    again = {"X1": replace(UNITS["A1"], code="X1", reference="R/A1")}
    twice = {code: UnitFact(code, code, 2, 4, reference="R/9") for code in ("X8", "X9")}
    read = parse_rule(with_outside(), listed | again | twice)
    outcome = evaluate(read, ["A1", "X1", "X8", "X9"])
    assert (outcome.counted, outcome.surplus) == (("A1", "X8"), ("X1", "X9"))
    assert outcome.credits_achieved == 4 + 4 + 2 + 2


def test_they_count_in_all_and_at_their_level_as_any_other_does() -> None:
    without, beside = (evaluate(rule(), ["A1", *more]) for more in ([], ["X4"]))
    have = [[outcome.clauses[place].have for place in (0, 4)] for outcome in (without, beside)]
    assert have == [[4, 4], [8, 8]]


@pytest.mark.parametrize(
    ("scope", "members", "title"),
    [
        ("exactly", ("X3",), "units outside the structure at Level 3"),
        ("at_or_above", ("X3", "X4"), "units outside the structure at Level 3 or above"),
    ],
)
def test_a_level_says_which_of_them_count(scope: str, members: tuple[str, ...], title: str) -> None:
    found = rule(level=3, scope=scope)
    assert found.outside is not None
    assert (found.outside.units, found.outside.title) == (members, title)
    assert "X2" not in found.position
    assert "X2" in evaluate(found, ["X2"]).surplus


def test_where_there_are_none_the_group_is_empty_and_the_rest_is_judged_as_ever() -> None:
    found = parse_rule(with_outside(), UNITS)
    assert found.outside is not None
    assert found.outside.units == ()
    assert evaluate(found, ["A1", "A2", "B1", "C2"]).met
    assert evaluate(found, ["A1", "X4"]).surplus == ("X4",)
    best = plan(found, ["A1", "A2", "B1"]).best
    assert best is not None
    assert best.units == ("C2",)


def test_a_rule_of_nothing_but_them_is_judged_even_where_there_are_none() -> None:
    data = {**GOOD, "groups": {"elsewhere": ELSEWHERE}, "clauses": [AT_MOST]}
    del data["readings"]
    assert [evaluate(parse_rule(data, facts), ["X4"]).credits_counted for facts in ({}, OUTSIDE)] == [0, 4]


def test_a_plan_may_take_them_within_their_limit() -> None:
    found = plan(rule(), ["A1", "A2", "B2"], exclude=["B1"], require=["X4"]).best
    assert found is not None
    assert found.units == ("C2", "X4")


def test_another_group_may_contain_them() -> None:
    data = with_outside(clause={**AT_MOST, "group": "wide", "units": 2})
    del data["clauses"][-1]["credits"]
    data["groups"]["wide"] = {"title": "C and others", "groups": ["C", "elsewhere"]}
    outcome = evaluate(parse_rule(data, UNITS | OUTSIDE), ["C1", "C2", "X4"])
    assert [unit.code for unit in outcome.clauses[-1].units] == ["C1", "C2", "X4"]
    assert outcome.clauses[-1].have == 2


def without_limit(data: dict[str, Any]) -> None:
    wide = {"title": "wide", "groups": ["B", "elsewhere"]}
    replaced(data, with_outside(clause={**AT_MOST, "kind": "minimum_from_group", "group": "wide"}))
    data["groups"]["wide"] = wide


def test_a_rule_that_does_not_limit_them_is_refused() -> None:
    assert refusal(without_limit) == (
        "$.groups.elsewhere",
        "no clause says how much of the units outside the structure counts at most",
    )


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"outside": False}, ".outside", "must be true, or be left out"),
        ({"outside": "yes"}, ".outside", "must be true, or be left out"),
        ({"level": 3}, "", "“scope” is missing"),
        ({"scope": "exactly"}, "", "“level” is missing"),
        ({"level": 9, "scope": "exactly"}, ".level", "9 is not between 0 and 8"),
        ({"level": 3, "scope": "below"}, ".scope", "“below” is not known here; known are at_or_above, exactly"),
        ({"units": ["X2"]}, "", "a group lists either units or groups, or stands for the units outside the structure"),
        ({"groups": ["A"]}, "", "a group lists either units or groups, or stands for the units outside the structure"),
        ({"title": ""}, ".title", "must be words in quotes"),
    ],
)
def test_a_slip_in_their_group_is_refused(changes: dict[str, Any], path: str, message: str) -> None:
    found = refusal(lambda data: replaced(data, with_outside({**ELSEWHERE, **changes})))
    assert found == (f"$.groups.elsewhere{path}", message)


NONE_NEEDED = "a minimum cannot be asked of units outside the structure: there may be none"


@pytest.mark.parametrize(
    ("clause", "place", "message"),
    [
        ({"kind": "minimum_from_group", "group": "elsewhere", "credits": 1}, "group", NONE_NEEDED),
        ({"kind": "minimum_from_group", "group": "alone", "units": 1}, "group", NONE_NEEDED),
        (
            {"kind": "minimum_at_level", "group": "elsewhere", "level": 3, "scope": "exactly", "credits": 1},
            "group",
            NONE_NEEDED,
        ),
        ({"kind": "at_least_one_from_each", "groups": ["A", "elsewhere"]}, "groups[1]", NONE_NEEDED),
        (
            {"kind": "all_of_group", "group": "wide"},
            "group",
            "this kind cannot speak of units outside the structure: nobody can list them",
        ),
        (
            {"kind": "exactly_one_from_each", "groups": ["wide"]},
            "groups[0]",
            "this kind cannot speak of units outside the structure: nobody can list them",
        ),
        ({"kind": "barred_together", "units": ["A1", "X2"]}, "units[1]", "no group has the unit X2"),
    ],
)
@pytest.mark.parametrize("outside", [{}, OUTSIDE], ids=["none there", "some there"])
def test_what_cannot_be_asked_of_them_is_refused_whether_there_are_any_or_not(
    clause: dict[str, Any], place: str, message: str, outside: dict[str, UnitFact]
) -> None:
    def change(data: dict[str, Any]) -> None:
        replaced(data, with_outside())
        data["groups"] |= {
            "wide": {"title": "wide", "groups": ["B", "elsewhere"]},
            "alone": {"title": "alone", "groups": ["elsewhere"]},
        }
        data["clauses"].append({**clause, "source": "000:9"})

    assert refusal(change, UNITS | outside) == (f"$.clauses[9].{place}", message)


def test_a_rule_that_could_only_be_met_with_them_is_refused_even_where_there_are_some() -> None:
    def change(data: dict[str, Any]) -> None:
        replaced(data, with_outside())
        data["clauses"][0]["credits"] = 28

    found = refusal(change, UNITS | OUTSIDE)
    assert found == ("$.clauses[0]", "“At least 28 credits in all” can never be met: there are 27 credits")


def test_two_groups_of_them_are_refused() -> None:
    def change(data: dict[str, Any]) -> None:
        replaced(data, with_outside())
        data["groups"]["others"] = ELSEWHERE

    reason = "“elsewhere” stands for the units outside the structure already"
    assert refusal(change) == ("$.groups.others", reason)


def test_a_wrong_fact_of_a_unit_outside_is_refused_with_the_group() -> None:
    wrong = UnitFact("X2", "Title", -1, 3)
    found = refusal(lambda data: replaced(data, with_outside()), {**UNITS, "X2": wrong})
    assert found == ("$.groups.elsewhere.credit", "-1 is not between 0 and 999")


@pytest.mark.parametrize(
    ("rings", "path", "through"),
    [
        ({"a": ["b"], "b": ["a"]}, "$.groups.a", ", through “b”"),
        ({"c": ["a"], "a": ["b"], "b": ["c"]}, "$.groups.c", ", through “a” and “b”"),
    ],
)
def test_a_group_that_contains_itself_through_others_is_refused(
    rings: dict[str, list[str]], path: str, through: str
) -> None:
    groups = {key: {"title": key, "groups": inner} for key, inner in rings.items()}
    found = refusal(lambda data: data["groups"].update(groups))
    assert found == (path, f"the group contains itself{through}")


def nested(number: int) -> dict[str, Any]:
    """Each two of the groups contain both of the two before: in as many ways as no reader could walk."""
    data = copy.deepcopy(GOOD)
    last = ["B", "C"]
    for i in range(number):
        for side in "lr":
            data["groups"][f"{side}{i}"] = {"title": f"{side}{i}", "groups": last}
        last = [f"l{i}", f"r{i}"]
    data["clauses"].append({"kind": "at_least_one_from_each", "groups": last, "source": "000:9"})
    return data


def test_groups_in_groups_many_times_over_are_read_at_once() -> None:
    begun = time.process_time()
    found = parse_rule(nested(90), UNITS)
    assert found.interpretations[0].clauses[-1].groups[0].units == ("B1", "B2", "C1", "C2")
    assert time.process_time() - begun < 1


def test_more_groups_clauses_or_units_than_any_rule_has_are_refused() -> None:
    assert refusal(lambda data: replaced(data, nested(100))) == (
        "$.groups",
        f"there are 204 groups; a rule has at most {MOST_GROUPS}",
    )
    several = [{"kind": "minimum_credits", "credits": i, "source": "-"} for i in range(1, 202)]
    found = refusal(lambda data: data.update(clauses=several))
    assert found == ("$.clauses", "there are 201 clauses; a rule has at most 200")
    codes = [f"U{i}" for i in range(1001)]
    found = refusal(lambda data: data.update(groups={"A": {"title": "Group A", "units": codes}}))
    assert found == ("$.groups", "there are 1001 units; a rule has at most 1000")


@pytest.mark.parametrize(("levels", "borne"), [(2, True), (5, False)])
def test_a_rule_has_to_bear_whatever_units_a_candidate_may_bring_from_elsewhere(levels: int, borne: bool) -> None:
    """None of them is known when the rule is read; with these, each level would be a dimension of its own."""
    facts = {f"A{level}": UnitFact(f"A{level}", "", 20, level) for level in range(levels)}
    at_levels = [
        {"kind": "minimum_at_level", "level": level, "scope": "exactly", "credits": 10, "source": "000:1"}
        for level in range(levels)
    ]
    used = {"kind": "minimum_from_group", "group": "A", "units": 1, "source": "000:1"}
    data = {
        "rule": "r",
        "version": "1",
        "title": "R",
        "source": "000:1",
        "groups": {"A": {"title": "A", "units": sorted(facts)}, "elsewhere": ELSEWHERE},
        "clauses": [{**AT_MOST, "credits": 60}, used, *at_levels],
    }
    if borne:
        assert not evaluate(parse_rule(data, facts), []).met
    else:
        with pytest.raises(RuleError, match=r"^\$.clauses: these limits, .* are too many"):
            parse_rule(data, facts)
