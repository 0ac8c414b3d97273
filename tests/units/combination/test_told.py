"""Parts in which each unit is in just one level clause: these tell the credits, which have no digit of their own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.exhaustive import best
from tests.units.combination.strategies import READINGS, Drawn
from tests.units.combination.test_properties import MODES
from units.combination import UnitFact, evaluate, layout, parse_rule, selection
from units.combination.digits import Digit, Total
from units.combination.layout import Layout, Part, is_too_intricate
from units.combination.model import Interpretation
from units.combination.selection import Choice
from units.combination.work import Work

LIMITED = [*product(["A", "B", "both"], ["credits", "units"])]


def ruled(facts: dict[str, UnitFact], groups: Mapping[str, Iterable[str]], clauses: Iterable[dict[str, Any]]) -> Drawn:
    """With a group of the two groups A and B."""
    named: dict[str, Any] = {key: {"title": key, "units": [*units]} for key, units in groups.items()}
    named["both"] = {"title": "both", "groups": [*groups]}
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": named}
    return {**data, "clauses": [{**clause, "source": "-"} for clause in clauses]}, facts


def level(number: int, credits: int, scope: str = "exactly") -> dict[str, Any]:
    return {"kind": "minimum_at_level", "level": number, "scope": scope, "credits": credits}


def most(group: str, **number: int) -> dict[str, Any]:
    return {"kind": "maximum_from_group", "group": group, **number}


def least(group: str, **number: int) -> dict[str, Any]:
    return {"kind": "minimum_from_group", "group": group, **number}


@st.composite
def told_rules(draw: Callable[..., Any], *, most_units: int = 8, most_credit: int = 5) -> Drawn:
    """A rule with a clause for each level, that some of its units meet."""
    more = draw(st.integers(0, most_units - 3))
    codes = draw(st.permutations([f"U{i}" for i in range(3 + more)]))
    credits = [draw(st.integers(i < 3, most_credit)) for i in range(len(codes))]
    levels = [3, 4, 5, *(draw(st.integers(3, 5)) for _ in range(more))]
    facts = {code: UnitFact(code, code, *row) for code, *row in zip(codes, credits, levels, strict=True)}
    homes = {code: "AB"[i] if i < 2 else draw(st.sampled_from("AB")) for i, code in enumerate(codes)}
    groups = {"both": codes, **{key: [code for code in codes if homes[code] == key] for key in "AB"}}
    meeting = {*codes[:3], *(code for code in codes[3:] if draw(st.booleans()))}

    def load(units: Iterable[str], measure: str = "credits") -> int:
        return sum(facts[code].credit if measure == "credits" else 1 for code in meeting & {*units})

    at = {number: load(code for code in codes if facts[code].level == number) for number in (3, 4, 5)}
    clauses = [level(number, draw(st.integers(1, there)), draw(scopes(number))) for number, there in at.items()]
    clauses.append(least("both", credits=draw(st.integers(1, load(codes)))))
    for key, measure in draw(st.lists(st.sampled_from(LIMITED), min_size=1, max_size=4, unique=True)):
        number = load(groups[key], measure) + draw(st.integers(0, 2))
        clauses.append(most(key, **{measure: max(number, 1)}))
    data, _ = ruled(facts, {key: groups[key] for key in "AB"}, draw(st.permutations(clauses)))
    in_part = any(clause["kind"] == "maximum_from_group" and "credits" in clause for clause in clauses)
    return {**data, "readings": [reading for reading in READINGS if in_part or "caps" not in reading]}, facts


def scopes(number: int) -> st.SearchStrategy[str]:
    """Above the highest level there is none."""
    return st.sampled_from(["exactly", "at_or_above"] if number == 5 else ["exactly"])


def searches() -> Iterator[None]:
    """As rules are searched; in as small parts as can be; by descent among all choices; by joining them."""
    for changed in ({}, {"ROOMY": 0}, {"ROOMY": 0, "SLACKS": ()}, {"SLACKS": (), "PATIENCE": 0}):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in changed.items():
                patch.setattr(layout if name == "ROOMY" else selection, name, value)
            yield


@examples(100)
@given(told_rules(), st.data())
def test_the_strict_choice_is_that_of_an_exhaustive_search(drawn: Drawn, data: st.DataObject) -> None:
    achieved = data.draw(st.sets(st.sampled_from(sorted(drawn[1])), min_size=2))
    expected = best(*drawn, achieved)
    for _ in searches():
        outcome = evaluate(parse_rule(*drawn), achieved)
        found = (outcome.met, outcome.counted, outcome.credits_counted)
        assert found == (expected.met, expected.counted, expected.credits)


@examples(60)
@given(told_rules(most_units=5, most_credit=3), st.data())
def test_every_reading_is_that_of_an_exhaustive_search(drawn: Drawn, data: st.DataObject) -> None:
    achieved = data.draw(st.sets(st.sampled_from(sorted(drawn[1])), min_size=2))
    found = {name: best(*drawn, achieved, in_part=parts, upward=upward) for name, (parts, upward) in MODES.items()}
    for _ in searches():
        readings = evaluate(parse_rule(*drawn), achieved).readings
        assert all((one.met, one.credits_counted) == (found[one.name].met, found[one.name].credits) for one in readings)


def laid_out(drawn: Drawn, needs: int = -1) -> tuple[Interpretation, tuple[Part, ...]]:
    """The strict reading, and its parts with every limit in danger and these needs open."""
    reading = parse_rule(*drawn).interpretations[0]
    whole = Layout(reading, [bound for bound, _ in reading.limits])
    return reading, whole.division(needs & (1 << len(reading.needs)) - 1).parts


UNITS = {
    code: UnitFact(code, code, *row) for code, row in {"A1": (2, 3), "A2": (3, 4), "A3": (4, 5), "B1": (1, 3)}.items()
}
A_AND_B = {"A": ["A1", "A2", "A3"], "B": ["B1"]}
EACH = [level(3, 1), level(4, 3), level(5, 4)]


def part_a(*clauses: dict[str, Any], needs: int = -1) -> Part:
    """The part of group A, of which seven credits may count."""
    everything = [most("A", credits=7), least("both", credits=1), *clauses]
    return laid_out(ruled(UNITS, A_AND_B, everything), needs)[1][0]


def test_a_part_in_which_each_unit_is_in_one_level_clause_has_no_digit_for_the_credits() -> None:
    part = part_a(*EACH)
    assert [digit.radix for digit in part.digits] == [3, 4, 5]
    assert part.credits == Total(part.digits, 7)
    assert (part.size, part.level, part.needs[0]) == (60, (part.credits,), part.credits)


@pytest.mark.parametrize(
    ("clauses", "needs"),
    [
        pytest.param(EACH[:2], -1, id="a unit in no clause"),
        pytest.param([level(3, 1), level(4, 3, "at_or_above"), EACH[2]], -1, id="a unit in two"),
        pytest.param([level(3, 1, "at_or_above")], -1, id="one clause"),
        pytest.param(EACH, 0b0111, id="one of them met already"),
    ],
)
def test_any_other_part_has_one(clauses: list[dict[str, Any]], needs: int) -> None:
    part = part_a(*clauses, needs=needs)
    assert part.credits == part.digits[0]
    assert isinstance(part.credits, Digit)
    assert part.credits.radix == 8


def test_a_part_is_measured_with_the_clause_of_a_level_met_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sixty positions; with a digit for up to seven credits in place of the smallest level's there are 160."""
    reading = laid_out(ruled(UNITS, A_AND_B, [most("A", credits=7), least("both", credits=1), *EACH]))[0]
    for limit, refused in ((160, False), (159, True)):
        monkeypatch.setattr(layout, "MOST", limit)
        assert is_too_intricate(reading) is refused


@st.composite
def totals(draw: Callable[..., Any]) -> Total:
    stride, digits = draw(st.integers(1, 3)), list[Digit]()
    for radix in draw(st.lists(st.integers(1, 5), min_size=1, max_size=4)):
        digits.append(Digit(stride, radix, None))
        stride *= radix
    return Total(tuple(reversed(digits)), None)


@examples(100)
@given(totals(), st.data())
def test_credits_that_are_told_are_those_of_a_digit(total: Total, data: st.DataObject) -> None:
    every = range(total.span)
    numbers = [sum(position // digit.stride % digit.radix for digit in total.digits) for position in every]
    assert [total.of(position) for position in every] == numbers
    for number in range(-1, max(numbers) + 2):
        assert total.least(number) == sum(1 << position for position in every if numbers[position] >= number)
    reached = data.draw(st.sets(st.sampled_from(every), min_size=1))
    assert total.most_of(sum(1 << position for position in reached)) == max(numbers[position] for position in reached)


@examples(100)
@given(told_rules(), st.sampled_from([0, 1, 3, None]), st.booleans())
def test_an_end_is_what_nothing_of_more_credits_replaces(drawn: Drawn, slack: int | None, divided: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "ROOMY", 0 if divided else layout.ROOMY)
        reading, parts = laid_out(drawn)
    for part in parts:
        choice = Choice(part, reading, (1 << len(reading.units)) - 1, Work())
        every = [place for place in range(part.size) if choice.reached >> place & 1]
        rich = [place for place in every if slack is None or part.credits.of(place) >= choice.most - slack]
        assert list(choice.ends(slack)) == [
            place for place in rich if not any(replaces(part, other, place) for other in rich)
        ]


def replaces(part: Part, one: int, other: int) -> bool:
    """Whether one position is worth more than the other, fills no less and uses no more."""
    filled = all(counted is None or counted.of(one) >= counted.of(other) for counted in part.needs)
    used = all(counted is None or counted.of(one) <= counted.of(other) for counted in part.uses)
    return part.worth(one) > part.worth(other) and filled and used
