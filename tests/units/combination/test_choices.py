"""Which units count of those that cannot all count, worked out by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from units.combination import Outcome, UnitFact, evaluate, layout, parse_rule
from units.combination.selection import places


def judged(sizes: str, groups: dict[str, str], *clauses: dict[str, Any], achieved: str = "") -> Outcome:
    """Of units such as "A1 6, B1 7 L3" all are achieved unless named; Level 4 need not be. A group lists units or groups."""
    rows = [f"{row} L4".split() for row in sizes.split(",")]
    facts = {code: UnitFact(code, code, int(credit), int(level[1])) for code, credit, level, *_ in rows}
    data: dict[str, Any] = {"rule": "r", "version": "1", "title": "R", "source": "-"}
    data["groups"] = {
        key: {"title": key, "groups" if set(inner.split()) & set(groups) else "units": inner.split()}
        for key, inner in groups.items()
    }
    data["clauses"] = [{**one, "source": "-"} for one in clauses]
    if any(one["kind"] == "maximum_from_group" and "credits" in one for one in clauses):
        data["readings"] = [{"name": "in_part", "label": "In part", "caps": "part_units"}]
    return evaluate(parse_rule(data, facts), achieved.split() or facts)


def most(group: str, **number: int) -> dict[str, Any]:
    return {"kind": "maximum_from_group", "group": group, **number}


def least(group: str, **number: int) -> dict[str, Any]:
    return {"kind": "minimum_from_group", "group": group, **number}


def barred(*units: str) -> dict[str, Any]:
    return {"kind": "barred_together", "units": [*units]}


TWO = {"A": "A1 A2 A3", "B": "B1 B2 B3", "both": "A B"}
LEVEL_4 = {"kind": "minimum_at_level", "level": 4, "scope": "exactly", "credits": 6}
TIGHT = (most("A", credits=4), most("both", credits=8))


@pytest.mark.parametrize("roomy", [0, layout.ROOMY], ids=["in parts", "whole"])
@pytest.mark.parametrize(
    ("sizes", "clauses", "achieved", "counted"),
    [
        pytest.param("A1 5, B1 4", [most("both", credits=5), least("B", units=1)], "A1 B1", "B1", id="one more clause"),
        pytest.param("A1 4, A2 3, B1 5", [*TIGHT, least("B", credits=5)], "A1 A2 B1", "A2 B1", id="room for another group"),
        pytest.param("A1 4, A2 3, B1 6", [*TIGHT, least("B", credits=6)], "A1 A2 B1", "B1", id="none leaves room for another"),
        pytest.param("A1 4, A2 2 L3, B1 6", [*TIGHT, LEVEL_4], "A1 A2 B1", "A2 B1", id="room, at a level that is met"),
        pytest.param("A1 4, A2 3, B1 3, B2 5", [*TIGHT, least("both", credits=8)], "A1 A2 B1", "A1 B1", id="too little"),
        pytest.param(
            "A1 6, A2 3, A3 4, B1 2", [most("A", credits=7), most("both", units=2), least("B", units=1)], "A1 A2 A3 B1",
            "A1 B1", id="fewer units leave room for another group",
        ),
        pytest.param(
            "A1 4, A2 3, B1 2", [most("A", credits=4), most("both", units=1), least("B", units=1)], "A1 A2 B1",
            "B1", id="no unit leaves room for another group",
        ),
        pytest.param(
            "A1 4, A2 3, B1 2, B2 2", [most("A", credits=4), most("both", units=2), least("B", units=2)], "A1 A2 B1 B2",
            "B1 B2", id="no unit leaves room for two of another group",
        ),
        pytest.param(
            "A1 4, A2 3, B1 4, B2 3",
            [most("A", credits=4), most("B", credits=4), barred("A1", "B1"), most("both", credits=99)], "A1 A2 B1 B2",
            "A1 B2", id="limits that lie across each other",
        ),
    ],
)  # fmt: skip
def test_the_best_choice_within_the_limits_counts(
    sizes: str, clauses: list[dict[str, Any]], achieved: str, counted: str, roomy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a group D beside these, of which one unit of two counts."""
    monkeypatch.setattr(layout, "ROOMY", roomy)
    groups = {
        key: " ".join(word for word in words.split() if word in sizes or word in "AB") for key, words in TWO.items()
    }
    outcome = judged(
        f"{sizes}, D1 2, D2 3", groups | {"D": "D1 D2"}, *clauses, most("D", units=1), achieved=f"{achieved} D1 D2"
    )
    assert outcome.counted == (*counted.split(), "D2")


def chosen_of_each(a: str, b: str) -> tuple[str, ...]:
    """Where one of A and two of B may count, and each of three clauses asks for one of A or one of B."""
    parts = {"A": "A1 A2 A3", "B": "B1 B2 B3"}
    sizes = ", ".join(
        f"{g}{i} {credit}"
        for g, credits in zip("AB", (a, b), strict=True)
        for i, credit in enumerate(credits.split(), 1)
    )
    clauses = [most("A", units=1), most("B", units=2)]
    groups = {f"{g}{i}{i}": f"{g}{i}" for i in (1, 2, 3) for g in "AB"}
    groups |= {g: " ".join(f"{g}{i}{i}" for i in (1, 2, 3)) for g in parts}
    groups |= {f"one{i}": f"A{i}{i} B{i}{i}" for i in (1, 2, 3)}
    return judged(sizes, groups, *clauses, *(least(f"one{i}", units=1) for i in (1, 2, 3))).counted


def test_the_most_credits_count_of_the_choices_that_meet_every_clause() -> None:
    assert chosen_of_each("6 5 7", "4 4 4") == ("A3", "B1", "B2")
    assert chosen_of_each("6 5 7", "1 1 9") == ("A1", "B2", "B3")


@pytest.mark.parametrize("level", [[], [{**LEVEL_4, "credits": 4}]], ids=["", "all at the level"])
@pytest.mark.parametrize(("sizes", "counted"), [("U1 4, U2 2, U3 2", ("U1",)), ("U1 2, U2 2, U3 4", ("U1", "U2"))])
def test_of_choices_that_count_the_same_the_one_of_the_lower_codes_counts(
    sizes: str, counted: tuple[str, ...], level: list[dict[str, Any]]
) -> None:
    outcome = judged(sizes, {"all": "U1 U2 U3"}, most("all", credits=4), most("all", units=2), *level)
    assert (outcome.met, outcome.counted) == (True, counted)


def test_a_clause_that_fails_in_any_case_is_not_filled_at_the_cost_of_another() -> None:
    """Nothing of A is achieved, so that B1 would fill the half of a clause and C1 a whole one."""
    each = {"kind": "at_least_one_from_each", "groups": ["A", "B"]}
    groups = {"A": "A1", "B": "B1 B2", "C": "C1 C2"}
    outcome = judged(
        "A1 1, B1 9, B2 1, C1 1, C2 1", groups, each, least("C", units=1), barred("B1", "C1"), achieved="B1 C1"
    )
    assert outcome.counted == ("C1",)


@pytest.mark.parametrize("met_already", [True, False])
def test_of_choices_with_as_many_credits_the_one_with_more_at_the_level_counts(met_already: bool) -> None:
    """Three credits of one unit, rather than two of two, whether or not the level clause still asks for them."""
    achieved = "U1 U2 U3 U4 U5" + " V1" * met_already
    outcome = judged(
        "U1 1, U2 1, U3 2 L3, U4 3, U5 1 L3, V1 9", {"U": "U1 U2 U3 U4 U5", "V": "V1", "W": "U V"}, most("U", credits=4),
        LEVEL_4, *(barred(code, "U4") for code in ("U1", "U2", "U3")), least("W", units=1), achieved=achieved,
    )  # fmt: skip
    assert (outcome.met, outcome.counted[:2]) == (met_already, ("U4", "U5"))


def test_the_credits_of_several_level_clauses_are_added_up() -> None:
    upward = {**LEVEL_4, "level": 3, "scope": "at_or_above", "credits": 1}
    outcome = judged(
        "U1 2 L3, U2 2, V1 9", {"U": "U1 U2", "V": "V1"}, most("U", credits=2), LEVEL_4, upward, least("V", units=1)
    )
    assert outcome.counted == ("U2", "V1")


def test_a_unit_that_counts_for_two_level_clauses_is_worth_more_than_for_one() -> None:
    """Where both clauses are met by either."""
    upward = {**LEVEL_4, "scope": "at_or_above", "credits": 4}
    outcome = judged("U1 2, U2 2 L5, U3 2", {"U": "U1 U2 U3"}, most("U", credits=4), {**LEVEL_4, "credits": 2}, upward)
    assert (outcome.met, outcome.counted) == (True, ("U1", "U3"))


def test_the_sum_of_two_level_clauses_decides_not_the_first_of_them() -> None:
    upward = {**LEVEL_4, "scope": "at_or_above", "credits": 2}
    outcome = judged(
        "U0 1, U1 1, U2 3 L3, U3 4 L5", {"U": "U0 U1 U2 U3"}, most("U", credits=5), {**LEVEL_4, "credits": 1}, upward
    )
    assert (outcome.met, outcome.counted) == (True, ("U0", "U3"))


def test_units_without_credits_keep_a_limit_on_their_number() -> None:
    outcome = judged(
        "U1 0, U2 0, V1 1", {"U": "U1 U2", "V": "V1"}, barred("U1", "U2"), least("V", units=1), least("U", units=1)
    )
    assert (outcome.met, outcome.counted) == (True, ("U1", "V1"))


@pytest.mark.parametrize(
    "two",
    [
        (least("A", credits=1), least("B", credits=1)),
        ({**LEVEL_4, "credits": 1, "group": "A"}, {**LEVEL_4, "credits": 1, "group": "B"}),
        *(
            tuple({"kind": kind, "groups": [key]} for key in "AB")
            for kind in ("at_least_one_from_each", "exactly_one_from_each")
        ),
        tuple({"kind": "all_of_group", "group": key} for key in "AB"),
    ],
)
def test_two_clauses_are_met_rather_than_one_with_more_credits(two: tuple[dict[str, Any], dict[str, Any]]) -> None:
    groups = {"A": "A1", "B": "B1", "C": "C1", "D": "D1", "more": "C D"}
    outcome = judged(
        "A1 1, B1 1, C1 9 L3, D1 1", groups, *two, barred("A1", "C1"), barred("B1", "C1"), least("more", credits=1),
        achieved="A1 B1 C1",
    )  # fmt: skip
    assert outcome.counted == ("A1", "B1")


def test_a_unit_that_is_there_but_may_not_count_is_told_from_one_that_is_missing() -> None:
    """B1 fills two clauses, and bars A1 that fills one."""
    groups = {"A": "A1", "B": "B1", "X": "X1", "Y": "Y1", "bx": "B X", "by": "B Y"}
    every = {"kind": "all_of_group", "group": "A"}
    asked = (every, least("bx", units=1), least("by", units=1), barred("A1", "B1"))
    found = judged("A1 1, B1 1, X1 1, Y1 1", groups, *asked, achieved="A1 B1").clauses[0]
    assert found.explain == "All are achieved, but they cannot all count together. 1 credit achieved but surplus."
    assert found.fix == "Achieve a unit that may count beside these."


def in_part(outcome: Outcome) -> dict[str, int]:
    """What counts of each unit where units count in part."""
    return {unit.code: unit.credits_counted for unit in outcome.readings[1].clauses[0].units if unit.counted}


@pytest.mark.parametrize(
    ("alone", "asked"),
    [
        pytest.param("U2 U4", least("X", units=1), id="two alike before one that has to be there"),
        pytest.param("U1 U3", least("X", units=1), id="one that has to be there before two alike"),
        pytest.param("U2 U4", least("more", credits=6), id="two alike before one that is asked for in vain"),
    ],
)
def test_of_units_that_count_in_part_the_lower_codes_count_first(alone: str, asked: dict[str, Any]) -> None:
    """Two units are alike; of the other two one counts."""
    groups = {"X": alone, "Y": "U1 U3" if alone == "U2 U4" else "U2 U4", "V": "V1", "all": "X Y", "more": "X V"}
    outcome = judged(
        "U1 4, U2 4, U3 4, U4 4, V1 8", groups, most("all", credits=4), barred(*alone.split()), asked,
        most("more", credits=99), achieved="U1 U2 U3 U4",
    )  # fmt: skip
    assert in_part(outcome) == {"U1": 4}


def test_what_counts_in_part_fills_a_clause_before_lower_codes() -> None:
    outcome = judged(
        "A1 4, B1 4", {"A": "A1", "B": "B1", "both": "A B"}, most("both", credits=5), least("B", credits=4)
    )
    assert outcome.readings[1].met
    assert in_part(outcome) == {"A1": 1, "B1": 4}


@pytest.mark.parametrize(
    ("first", "asked", "expected"),
    [(4, 1, {"U1": 4, "U3": 2}), (4, 2, {"U1": 4, "U2": 1}), (1, 2, {"U1": 1, "U2": 1})],
)
def test_a_unit_that_counts_in_part_is_one_for_a_clause_about_units(
    first: int, asked: int, expected: dict[str, int]
) -> None:
    """One is there already: only where two are asked for, the small second has to be there rather than the third."""
    groups, cap = {"X": "U1 U2", "Y": "U3", "all": "X Y"}, most("all", credits=first + 2)
    outcome = judged(f"U1 {first}, U2 1, U3 4", groups, cap, least("X", units=asked), barred("U2", "U3"))
    assert in_part(outcome) == expected


@pytest.mark.parametrize("beside", [2, 9])
def test_what_counts_in_part_is_of_the_level_that_is_asked_for(beside: int) -> None:
    """Whether or not other units have met the clause already."""
    groups = {"T": "T1", "U": "U2 U3 U4", "all": "T U"}
    sizes = f"T1 {beside}, U2 4 L3, U3 4, U4 4"
    outcome = judged(sizes, groups, most("U", credits=4), LEVEL_4, least("all", credits=1))
    assert outcome.readings[1].met
    assert [code for code, credit in in_part(outcome).items() if credit] == ["U3"]


def test_a_small_limit_beside_a_clause_does_not_keep_it_from_being_filled() -> None:
    groups = {"A": "A1 A2", "B": "B1", "C": "C1", "all": "A B C"}
    outcome = judged(
        "A1 2, A2 1, B1 5, C1 7", groups, most("A", credits=2), most("all", credits=8), least("B", credits=5)
    )
    assert (outcome.met, outcome.counted) == (True, ("A1", "B1"))


@examples(100)
@given(st.sets(st.integers(0, 40_000), max_size=30))
def test_the_bits_of_a_long_number_are_found_block_by_block(wanted: set[int]) -> None:
    assert list(places(sum(1 << place for place in wanted))) == sorted(wanted)
