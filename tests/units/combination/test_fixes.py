"""The smallest step that is named for a clause: a unit that would count, and no more than it takes."""

from typing import Any

import pytest

from units.combination import ClauseOutcome, UnitFact, evaluate, parse_rule

FACTS = {
    code: UnitFact(code, f"Title {code}", credit, level)
    for code, credit, level in [("B1", 6, 4), ("B2", 9, 4), ("C1", 5, 4), ("C2", 4, 4), ("C3", 3, 3), ("D1", 0, 4), ("D2", 2, 5)]
}  # fmt: skip
GROUPS = {key: {"title": f"Group {key}", "units": [code for code in FACTS if code[0] == key]} for key in "BCD"}


def clause(kind: str, **words: Any) -> dict[str, Any]:
    return {"kind": kind, **words, "source": "000:1"}


def first(achieved: list[str], *clauses: dict[str, Any]) -> ClauseOutcome:
    """What becomes of the first clause."""
    rest = clause("at_least_one_from_each", groups=["B", "C", "D"])
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": GROUPS, "clauses": [*clauses, rest]}
    return evaluate(parse_rule(data, FACTS), achieved).clauses[0]


TOTAL = clause("minimum_credits", credits=9)


@pytest.mark.parametrize(
    ("limit", "named"),
    [
        pytest.param({"credits": 8}, "“Title B1” (B1, 6 credits)", id="too many credits in the group"),
        pytest.param({"credits": 9}, "“Title C2” (C2, 4 credits)", id="as many credits as the group may have"),
        pytest.param({"units": 1}, "“Title B1” (B1, 6 credits)", id="too many units in the group"),
        pytest.param({"units": 2}, "“Title C2” (C2, 4 credits)", id="as many units as the group may have"),
    ],
)
def test_the_smallest_unit_that_would_count_is_enough(limit: dict[str, int], named: str) -> None:
    found = first(["C1"], TOTAL, clause("maximum_from_group", group="C", **limit))
    assert found.fix == f"Achieve 4 more credits in all: {named} is enough."


def test_a_unit_without_credits_is_the_smallest_of_its_group() -> None:
    found = first(["B1", "C1"], clause("at_least_one_from_each", groups=["C", "D"]))
    assert found.fix == "Achieve one unit from Group D, the smallest being “Title D1” (D1, 0 credits)."


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        (clause("minimum_at_level", level=4, scope="exactly", credits=9, group="C"), "9 more credits at Level 4 from Group C: at least 2 more units."),
        (clause("minimum_at_level", level=4, scope="at_or_above", credits=20), "20 more credits at Level 4 or above: at least 3 more units."),
        (clause("minimum_from_group", group="C", units=2), "2 more units from Group C."),
        (clause("minimum_from_group", group="C", units=1), "1 more unit from Group C: “Title C3” (C3, 3 credits) is enough."),
        (clause("minimum_from_group", group="C", credits=1), "1 more credit from Group C: “Title C3” (C3, 3 credits) is enough."),
        (clause("all_of_group", group="D"), "“Title D1” (D1, 0 credits) and “Title D2” (D2, 2 credits)."),
    ],
)  # fmt: skip
def test_a_step_says_how_much_and_where(asked: dict[str, Any], step: str) -> None:
    assert first([], asked).fix == f"Achieve {step}"


def test_a_unit_without_credits_is_missed_and_found() -> None:
    every, each = clause("all_of_group", group="D"), clause("at_least_one_from_each", groups=["D"])
    found = [first(achieved, every) for achieved in (["D2"], ["D1", "D2"])]
    assert [(one.measure, one.have, one.need, one.met, one.explain) for one in found] == [
        ("units", 1, 2, False, "Not achieved: “Title D1” (D1, 0 credits)."),
        ("units", 2, 2, True, "Met."),
    ]
    one = first(["D1"], each, clause("maximum_from_group", group="D", units=1))
    assert (one.met, one.measure, one.have, one.need) == (True, "groups", 1, 1)
