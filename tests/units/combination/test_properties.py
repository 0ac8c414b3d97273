"""The engine against an exhaustive search, and the laws that every verdict keeps."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.exhaustive import best, listed
from tests.units.combination.facts import CG_4417, CG_4430
from tests.units.combination.strategies import Drawn, rules
from units.combination import Outcome, Rule, RuleError, UnitFact, evaluate, load_rule, parse_rule

REAL = [
    load_rule("proqual-l4-cs"),
    load_rule("cg-4430-4", CG_4430),
    load_rule("cg-4417-2", CG_4417),
    load_rule("cg-4417-3", CG_4417),
]
MODES = {"strict": (False, False), "in_part": (True, False), "upward": (False, True), "both": (True, True)}


def refused(drawn: Drawn) -> RuleError | None:
    try:
        parse_rule(*drawn)
    except RuleError as error:
        return error
    return None


def parsed(drawn: Drawn) -> Rule:
    """The rule, if anyone can ever meet it."""
    refusal = refused(drawn)
    assume(refusal is None or not refusal.path.startswith("$.clauses["))
    return parse_rule(*drawn)


def portfolio(data: st.DataObject, facts: dict[str, UnitFact]) -> list[str]:
    return data.draw(st.lists(st.sampled_from([*sorted(facts), "elsewhere"]), unique=True))


@examples(150)
@given(rules(), st.data())
def test_the_strict_verdict_and_choice_are_those_of_an_exhaustive_search(drawn: Drawn, data: st.DataObject) -> None:
    rule, achieved = parsed(drawn), portfolio(data, drawn[1])
    outcome, expected = evaluate(rule, achieved), best(*drawn, achieved)
    assert (outcome.met, outcome.counted, outcome.credits_counted) == (expected.met, expected.counted, expected.credits)


@examples(150)
@given(rules(most_units=5, most_credit=3), st.data())
def test_every_reading_comes_to_the_verdict_of_an_exhaustive_search(drawn: Drawn, data: st.DataObject) -> None:
    rule, achieved = parsed(drawn), portfolio(data, drawn[1])
    outcome = evaluate(rule, achieved)
    expected = {}
    for reading in outcome.readings:
        in_part, upward = MODES[reading.name]
        found = best(*drawn, achieved, in_part=in_part, upward=upward)
        expected[reading.name] = (found.met, found.credits)
    assert {r.name: (r.met, r.credits_counted) for r in outcome.readings} == expected
    assert outcome.held == (len({met for met, _ in expected.values()}) > 1)


@examples(150)
@given(rules(most_units=7))
def test_a_rule_is_refused_as_impossible_exactly_where_every_unit_together_fails(drawn: Drawn) -> None:
    refusal = refused(drawn)
    assume(refusal is None or "says the same" not in refusal.message)
    assert (refusal is None) == best(*drawn, listed(drawn[0])).met
    assert refusal is None or refusal.path.startswith("$.clauses[")


@examples(150)
@given(rules(), st.data())
def test_one_more_achieved_unit_never_turns_a_pass_into_a_failure(drawn: Drawn, data: st.DataObject) -> None:
    rule, achieved = parsed(drawn), portfolio(data, drawn[1])
    more = data.draw(st.sampled_from(sorted(drawn[1])))
    before, after = evaluate(rule, achieved), evaluate(rule, [*achieved, more])
    for old, new in zip(before.readings, after.readings, strict=True):
        assert new.met or not old.met


@examples(150)
@given(rules(), st.data())
def test_removing_an_uncounted_unit_changes_no_verdict(drawn: Drawn, data: st.DataObject) -> None:
    rule, achieved = parsed(drawn), portfolio(data, drawn[1])
    outcome = evaluate(rule, achieved)
    for code in outcome.surplus:
        without = evaluate(rule, [other for other in achieved if other != code])
        assert (without.met, without.counted) == (outcome.met, outcome.counted)
        assert [(c.have, c.met) for c in without.clauses] == [(c.have, c.met) for c in outcome.clauses]


@examples(150)
@given(st.sampled_from(REAL), st.data())
def test_a_verdict_of_a_real_rule_is_whole_and_survives_storage(rule: Rule, data: st.DataObject) -> None:
    achieved = data.draw(st.lists(st.sampled_from(sorted(rule.facts)), max_size=20))
    outcome = evaluate(rule, achieved)
    assert outcome == evaluate(rule, reversed(achieved))
    assert Outcome.from_dict(json.loads(json.dumps(outcome.to_dict()))) == outcome
    for reading in outcome.readings:
        check_reading(rule, reading.to_dict(), achieved)


def check_reading(rule: Rule, reading: dict[str, Any], achieved: list[str]) -> None:
    assert sorted(reading["counted"] + reading["surplus"]) == sorted(set(achieved))
    assert reading["met"] == all(clause["met"] for clause in reading["clauses"])
    for clause in reading["clauses"]:
        assert clause["met"] == (clause["short"] == 0) == (clause["fix"] == "")
        assert clause["limit"] is None or clause["have"] <= clause["limit"]
        assert clause["explain"].endswith(".")
        assert clause["fix"] == "" or clause["fix"].endswith(".")


@examples(150)
@given(st.sampled_from(REAL), st.data())
def test_a_unit_said_to_be_enough_meets_its_clause(rule: Rule, data: st.DataObject) -> None:
    achieved = data.draw(st.lists(st.sampled_from(sorted(rule.position)), max_size=20, unique=True))
    for place, clause in enumerate(evaluate(rule, achieved).clauses):
        if clause.fix.endswith("is enough."):
            code = next(code for code in rule.position if f"({code}," in clause.fix)
            assert evaluate(rule, [*achieved, code]).clauses[place].met


@examples(150)
@given(st.data())
def test_proqual_agrees_with_a_search_over_every_choice_of_group_c(data: st.DataObject) -> None:
    rule = REAL[0]
    achieved = data.draw(st.sets(st.sampled_from(sorted(rule.position)), max_size=30))
    group_c = next(c.groups[0].units for c in rule.interpretations[0].clauses if c.kind == "maximum_from_group")
    fixed = [rule.facts[code] for code in achieved - set(group_c)]
    sums = {(0, 0)}
    for unit in (rule.facts[code] for code in achieved & set(group_c)):
        at_level = unit.credit if unit.level == 4 else 0
        sums |= {(c + unit.credit, level + at_level) for c, level in sums if c + unit.credit <= 16}
    mandatory = next(c.groups[0].units for c in rule.interpretations[0].clauses if c.kind == "all_of_group")
    in_b = sum(unit.credit for unit in fixed if unit.code not in mandatory)
    total, at_4 = sum(u.credit for u in fixed), sum(u.credit for u in fixed if u.level == 4)
    possible = any(total + c >= 50 and at_4 + level >= 38 for c, level in sums)
    assert evaluate(rule, achieved).met == (possible and in_b >= 20 and set(mandatory) <= achieved)
