"""The cheapest choice of one point of each part, held to an exhaustive search."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from units.combination.descent import Descent
from units.combination.frontier import Fields, Points
from units.combination.work import TooMuchWork, Work

AMOUNT = st.integers(0, 6)


@st.composite
def searches(draw: st.DrawFn) -> tuple[Fields, list[Points]]:
    fields = Fields(draw(st.lists(AMOUNT, max_size=3)), draw(st.lists(AMOUNT, max_size=2)))
    needs, limits = [len(numbers) for numbers in (fields.needs, fields.limits)]
    states = st.builds(
        fields.state,
        st.lists(AMOUNT, min_size=needs, max_size=needs),
        st.lists(AMOUNT, min_size=limits, max_size=limits),
    )
    parts = st.dictionaries(states, st.integers(-30, 30), min_size=1, max_size=6)
    return fields, draw(st.lists(parts, min_size=draw(st.integers(1, 4)), max_size=4))


def every_cost(fields: Fields, parts: list[Points], needed: int) -> list[int]:
    """Of each choice that keeps the limits and fills those needs whose guards are in `needed`."""
    found = []
    for choice in product(*(part.items() for part in parts)):
        numbers = [sum(column) for column in zip(*(fields.numbers(state) for state, _ in choice), strict=True)]
        filled, used = numbers[: len(fields.needs)], numbers[len(fields.needs) :]
        full = all(
            have >= need or not needed & fields.guard(place)
            for place, (have, need) in enumerate(zip(filled, fields.needs, strict=True))
        )
        if full and all(use <= limit for use, limit in zip(used, fields.limits, strict=True)):
            found.append(sum(cost for _, cost in choice))
    return found


@examples(400)
@given(searches(), st.data())
def test_it_finds_the_lowest_cost_of_all_choices(search: tuple[Fields, list[Points]], data: st.DataObject) -> None:
    fields, parts = search
    descent = Descent(fields, parts, Work(1_000_000))
    given_up = data.draw(st.sets(st.sampled_from(range(len(fields.needs))))) if fields.needs else set()
    needed = fields.need_guards - sum(fields.guard(place) for place in given_up)
    costs = every_cost(fields, parts, needed)
    assert descent.cheapest(needed) == min(costs, default=None)
    below = data.draw(st.integers(-60, 60))
    assert descent.cheapest(needed, below) == min([below, *costs])


def test_what_cannot_be_filled_is_not_looked_for() -> None:
    """None of the points fills the need with the most that the other part has: seen at the first part."""
    fields = Fields([10], [])
    parts = [{fields.state([have], []): -have for have in range(5)} for _ in range(2)]
    work = Work(5)
    assert Descent(fields, parts, work).cheapest(fields.need_guards) is None


def test_the_best_first_leaves_the_rest_alone() -> None:
    fields = Fields([], [])
    parts = [{0: -1000}, *({place: place for place in range(400)} for _ in range(3))]
    assert Descent(fields, parts, Work(8)).cheapest(0) == -1000


def test_it_gives_up_where_that_is_too_much() -> None:
    fields = Fields([3], [])
    with pytest.raises(TooMuchWork):
        Descent(fields, [{fields.state([1], []): -1}] * 3, Work(2)).cheapest(fields.need_guards)
