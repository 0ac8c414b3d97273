"""What prices promise, against every choice there is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from units.combination.frontier import Fields
from units.combination.prices import Prices


@examples(100)
@given(st.data())
def test_prices_never_promise_more_than_the_cheapest_choice_costs(data: st.DataObject) -> None:
    needs = data.draw(st.lists(st.integers(1, 8), min_size=1, max_size=2))
    limits = data.draw(st.lists(st.integers(1, 8), max_size=2))
    number = data.draw(st.integers(1, 5))
    row = st.tuples(*(st.tuples(*(st.integers(0, 4) for _ in numbers)) for numbers in (needs, limits)))
    weights = {i: data.draw(row) for i in range(number)}
    costs = data.draw(st.lists(st.integers(0, 10**6), min_size=number, max_size=number))
    fields = Fields(needs, limits)
    prices = Prices(fields, weights, costs)
    ends = []
    for taken in product([0, 1], repeat=number):
        units = [i for i in range(number) if taken[i]]
        filled, used = (
            [sum(weights[i][side][n] for i in units) for n in range(len(row))]
            for side, row in enumerate((needs, limits))
        )
        if all(map(int.__ge__, filled, needs)) and all(map(int.__le__, used, limits)):
            ends.append((taken, sum(costs[i] for i in units)))
    for end in (None, max((cost for _, cost in ends), default=10)):
        if end is not None:
            prices.sharpen(end)
        for taken, cost in ends:
            assert prices.least() <= cost
            half = [i for i in range(number) if i % 2]
            first = fields.state(
                *(
                    [sum(weights[i][side][n] for i in half if taken[i]) for n in range(len(row))]
                    for side, row in enumerate((needs, limits))
                )
            )
            ((least, state),) = prices.ranked(
                {first: sum(costs[i] for i in half if taken[i])}, sum(1 << i for i in half)
            )
            assert (state, least <= cost) == (first, True)


def test_prices_of_one_need_are_as_high_as_the_cheapest_way_to_fill_it() -> None:
    prices = Prices(Fields([8], []), {0: ([4], []), 1: ([4], []), 2: ([2], [])}, [20, 40, 30])
    assert prices.least() == pytest.approx(60, abs=1)
