"""What is said of a clause, and the smallest step that is named: a unit that would count, and no more than it takes."""

from typing import Any

import pytest

from units.combination import ClauseOutcome, UnitFact, evaluate, parse_rule

FACTS = {
    code: UnitFact(code, f"Title {code}", credit, level)
    for code, credit, level in [("B1", 6, 4), ("B2", 9, 4), ("C1", 5, 4), ("C2", 4, 4), ("C3", 3, 3), ("D1", 0, 4), ("D2", 2, 5), ("E1", 1, 4), ("E2", 1, 4)]
}  # fmt: skip
GROUPS = {key: {"title": f"Group {key}", "units": [code for code in FACTS if code[0] == key]} for key in "BCDE"}


def clause(kind: str, **words: Any) -> dict[str, Any]:
    return {"kind": kind, **words, "source": "000:1"}


def first(achieved: list[str], *clauses: dict[str, Any]) -> ClauseOutcome:
    """What becomes of the first clause."""
    rest = clause("at_least_one_from_each", groups=["B", "C", "D", "E"])
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


@pytest.mark.parametrize(
    ("achieved", "clauses", "said", "step"),
    [
        ("C1 C2", [clause("minimum_from_group", group="C", credits=9)], "Met: 9 credits of 9.", ""),
        ("C1 C2", [clause("minimum_from_group", group="C", credits=8)], "Met: 9 credits, 1 more than needed.", ""),
        ("C1 C2", [clause("minimum_from_group", group="C", units=1)], "Met: 2 units, 1 more than needed.", ""),
        ("C3", [clause("minimum_from_group", group="C", credits=4)], "1 credit short: 3 of 4 count.", "Achieve 1 more credit from Group C: “Title C2” (C2, 4 credits) is enough."),
        ("C3", [clause("minimum_from_group", group="C", credits=5)], "2 credits short: 3 of 5 count.", "Achieve 2 more credits from Group C: “Title C2” (C2, 4 credits) is enough."),
        ("", [clause("maximum_from_group", group="C", credits=5)], "Met.", ""),
        ("C1 C2", [clause("maximum_from_group", group="C", credits=5)], "5 credits count; 4 are surplus, still on the unit listing.", ""),
        ("C1 C2", [clause("maximum_from_group", group="C", credits=8)], "5 credits count; 4 are surplus, still on the unit listing. Only whole units count.", ""),
        ("C1 C2 C3", [clause("maximum_from_group", group="C", units=1)], "1 unit counts; 2 surplus, still on the unit listing.", ""),
        ("C1 C2 C3", [clause("maximum_from_group", group="C", units=2)], "2 units count; 1 surplus, still on the unit listing.", ""),
        ("C1", [clause("maximum_from_group", group="C", units=1)], "Met.", ""),
        ("D1 D2", [clause("maximum_from_group", group="D", units=1)], "1 unit counts; 1 surplus, still on the unit listing.", ""),
        ("D2 C3", [clause("maximum_from_group", group="D", credits=1)], "0 credits count; 2 are surplus, still on the unit listing. Only whole units count.", ""),
        ("C1 C2", [clause("minimum_from_group", group="C", credits=5), clause("maximum_from_group", group="C", credits=8)], "Met: 5 credits of 5. 4 credits achieved but surplus.", ""),
        ("C1 D2", [clause("minimum_at_level", level=4, scope="exactly", credits=9)], "4 credits short: 5 of 9 count. “Title D2” (Level 5) does not count here: Level 4 alone does.", "Achieve 4 more credits at Level 4: “Title C2” (C2, 4 credits) is enough."),
        ("D2", [clause("minimum_at_level", level=4, scope="exactly", credits=4, group="C")], "4 credits short: 0 of 4 count.", "Achieve 4 more credits at Level 4 from Group C: “Title C2” (C2, 4 credits) is enough."),
        ("C1 D2", [clause("minimum_at_level", level=3, scope="exactly", credits=3)], "3 credits short: 0 of 3 count. “Title C1” (Level 4) and “Title D2” (Level 5) do not count here: Level 3 alone does.", "Achieve 3 more credits at Level 3: “Title C3” (C3, 3 credits) is enough."),
        ("C1 D2", [clause("minimum_at_level", level=3, scope="exactly", credits=3, group="C")], "3 credits short: 0 of 3 count. “Title C1” (Level 4) does not count here: Level 3 alone does.", "Achieve 3 more credits at Level 3 from Group C: “Title C3” (C3, 3 credits) is enough."),
        ("C1 D2", [clause("minimum_at_level", level=3, scope="at_or_above", credits=3)], "Met: 7 credits, 4 more than needed.", ""),
        ("C3 C2", [clause("minimum_at_level", level=3, scope="exactly", credits=3, group="C")], "Met: 3 credits of 3. “Title C2” (Level 4) does not count here: Level 3 alone does.", ""),
        ("B1", [clause("at_least_one_from_each", groups=["B", "C"])], "No unit from Group C.", "Achieve one unit from Group C, the smallest being “Title C3” (C3, 3 credits)."),
        ("B1 B2 C1", [clause("exactly_one_from_each", groups=["B", "D"])], "No unit from D1 or D2. 6 credits achieved but surplus.", "Achieve D1 or D2; B1 and B2 are alternatives, of which one counts."),
        ("B1 B2", [clause("exactly_one_from_each", groups=["B"])], "Met. 6 credits achieved but surplus.", ""),
        ("D1", [clause("all_of_group", group="D")], "Not achieved: “Title D2” (D2, 2 credits).", "Achieve “Title D2” (D2, 2 credits)."),
        ("", [clause("all_of_group", group="C")], "Not achieved: “Title C3” (C3, 3 credits), “Title C2” (C2, 4 credits) and “Title C1” (C1, 5 credits).", "Achieve “Title C3” (C3, 3 credits), “Title C2” (C2, 4 credits) and “Title C1” (C1, 5 credits)."),
        ("E1 E2", [clause("maximum_from_group", group="E", credits=1)], "1 credit counts; 1 is surplus, still on the unit listing.", ""),
        ("D1", [clause("at_least_one_from_each", groups=["B", "C"])], "No unit from Group B. No unit from Group C.", "Achieve one unit from Group B, the smallest being “Title B1” (B1, 6 credits). Achieve one unit from Group C, the smallest being “Title C3” (C3, 3 credits)."),
        ("C1 C2", [clause("minimum_at_level", level=3, scope="exactly", credits=3), clause("maximum_from_group", group="C", units=1)], "3 credits short: 0 of 3 count. “Title C1” (Level 4) does not count here: Level 3 alone does.", "Achieve 3 more credits at Level 3."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_clause(achieved: str, clauses: list[dict[str, Any]], said: str, step: str) -> None:
    found = first(achieved.split(), *clauses)
    assert (found.explain, found.fix) == (said, step)
