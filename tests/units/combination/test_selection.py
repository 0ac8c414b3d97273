"""The choice of units is the same however the rule is laid out for the search."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.strategies import Drawn, rules
from tests.units.combination.test_properties import parsed, portfolio
from units.combination import UnitFact, evaluate, layout, parse_rule, selection


@examples(100)
@given(rules(), st.data())
def test_a_rule_that_is_divided_into_many_parts_comes_to_the_same_verdicts(drawn: Drawn, data: st.DataObject) -> None:
    rule, achieved = parsed(drawn), portfolio(data, drawn[1])
    expected = evaluate(rule, achieved).to_dict()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "ROOMY", 0)
        assert evaluate(parsed(drawn), achieved).to_dict() == expected


@examples(100)
@given(rules(), st.data())
def test_what_a_descent_finds_is_what_joining_every_choice_finds(drawn: Drawn, data: st.DataObject) -> None:
    rule, achieved = parsed(drawn), portfolio(data, drawn[1])
    expected = evaluate(rule, achieved).to_dict()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selection, "PATIENCE", 0)
        assert evaluate(rule, achieved).to_dict() == expected
        patch.setattr(layout, "ROOMY", 0)
        assert evaluate(parsed(drawn), achieved).to_dict() == expected


def test_a_unit_larger_than_its_limit_stays_out_whatever_else_is_counted() -> None:
    facts = {code: UnitFact(code, code, credit, 4) for code, credit in [("A1", 6), ("A2", 6), ("A3", 1), ("B1", 7)]}
    groups = {key: {"title": key, "units": [code for code in facts if code[0] == key]} for key in "AB"}
    clauses = [
        {"kind": "maximum_from_group", "group": "A", "credits": 1},
        {"kind": "minimum_from_group", "group": "B", "credits": 7},
        {"kind": "minimum_at_level", "level": 4, "scope": "exactly", "credits": 8},
        {"kind": "minimum_at_level", "level": 3, "scope": "at_or_above", "credits": 8},
    ]
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups}
    outcome = evaluate(parse_rule({**data, "clauses": [{**one, "source": "-"} for one in clauses]}, facts), facts)
    assert (outcome.met, outcome.counted, outcome.surplus) == (True, ("A3", "B1"), ("A1", "A2"))


def test_what_a_lost_clause_still_lacks_costs_no_credits() -> None:
    """Nothing of group A is achieved, so to count B1 for the same clause would only give away the credits of C1."""
    facts = {code: UnitFact(code, code, credit, 4) for code, credit in [("A1", 2), ("B1", 1), ("C1", 5)]}
    clauses: list[dict[str, Any]] = [
        {"kind": "at_least_one_from_each", "groups": ["A", "B"]},
        {"kind": "barred_together", "units": ["B1", "C1"]},
        {"kind": "maximum_from_group", "group": "C", "credits": 5},
    ]
    groups = {key: {"title": key, "units": [f"{key}1"]} for key in "ABC"}
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups}
    rule = parse_rule({**data, "clauses": [{**one, "source": "-"} for one in clauses]}, facts)
    assert evaluate(rule, ["B1", "C1"]).counted == ("C1",)
    assert evaluate(rule, facts).counted == ("A1", "B1")
