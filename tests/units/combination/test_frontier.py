"""The numbers side by side in a state, against the same counted one by one."""

from collections.abc import Iterable
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from units.combination.frontier import Fields, Points

Numbers = tuple[tuple[int, ...], tuple[int, ...]]  # filled of each need, used of each limit
Many = dict[Numbers, int]  # the lowest cost of each


def lowest(choices: Iterable[tuple[Numbers, int]]) -> Many:
    found: Many = {}
    for numbers, cost in choices:
        found[numbers] = min(cost, found.get(numbers, cost))
    return found


def read(fields: Fields, points: Points) -> Many:
    split = len(fields.needs)
    numbers = {state: fields.numbers(state) for state in points}
    return {(tuple(row[:split]), tuple(row[split:])): points[state] for state, row in numbers.items()}


@st.composite
def fields_and_points(draw: st.DrawFn, sets: int) -> tuple[Fields, list[Points]]:
    needs, limits = (draw(st.lists(st.integers(1, 4), max_size=2)) for _ in range(2))
    fields = Fields(needs, limits)
    filled = st.tuples(*(st.integers(0, need) for need in needs))
    used = st.tuples(*(st.integers(0, limit) for limit in limits))
    rows = st.lists(st.tuples(filled, used, st.integers(-6, 6)), min_size=1, max_size=6)
    return fields, [{fields.state(f, u): cost for f, u, cost in draw(rows)} for _ in range(sets)]


def test_more_than_a_need_asks_for_counts_as_just_that() -> None:
    fields = Fields([5, 3], [4, 7])
    assert fields.numbers(fields.state([9, 1], [3, 7])) == [5, 1, 3, 7]
    assert [fields.is_full(fields.state(filled, [1, 2])) for filled in ([5, 3], [5, 2], [4, 3])] == [True, False, False]


@examples(100)
@given(fields_and_points(3))
def test_every_pair_that_keeps_the_limits_is_joined(drawn: tuple[Fields, list[Points]]) -> None:
    fields, (one, other, rests) = drawn
    rest = next(iter(rests))
    possible = fields.numbers(rest)[: len(fields.needs)]
    pairs = []
    for ((filled, used), cost), ((more, further), beside) in product(
        read(fields, one).items(), read(fields, other).items()
    ):
        fill = tuple(map(min, map(sum, zip(filled, more, strict=True)), fields.needs))
        use = tuple(map(sum, zip(used, further, strict=True)))
        if all(number <= limit for number, limit in zip(use, fields.limits, strict=True)):
            pairs.append(((fill, use), cost + beside))
    enough = [
        pair for pair in pairs if all(f + r >= n for f, r, n in zip(pair[0][0], possible, fields.needs, strict=True))
    ]
    assert read(fields, fields.joined(one, other)) == lowest(pairs)
    filled_only = fields.state(possible, [0] * len(fields.limits))
    assert read(fields, fields.joined(one, other, rest=filled_only)) == lowest(enough if filled_only else pairs)


@examples(100)
@given(fields_and_points(1))
def test_a_limit_that_nothing_else_touches_is_forgotten(drawn: tuple[Fields, list[Points]]) -> None:
    fields, (points,) = drawn
    for place in range(len(fields.limits)):
        without = (
            ((filled, (*used[:place], 0, *used[place + 1 :])), cost)
            for (filled, used), cost in read(fields, points).items()
        )
        assert read(fields, fields.forgotten(points, place)) == lowest(without)


@examples(100)
@given(fields_and_points(1))
def test_only_a_choice_that_no_cheaper_one_beats_is_kept(drawn: tuple[Fields, list[Points]]) -> None:
    fields, (points,) = drawn
    every, kept = read(fields, points), read(fields, fields.thinned(points))

    def beaten(numbers: Numbers, by: Many, *, below: int) -> bool:
        filled, used = numbers
        return any(
            cost <= below and all(map(int.__ge__, f, filled)) and all(map(int.__le__, u, used))
            for (f, u), cost in by.items()
        )

    assert all(every[numbers] == cost for numbers, cost in kept.items())
    assert all(beaten(numbers, kept, below=every[numbers]) for numbers in every)
    assert not any(beaten(numbers, kept, below=cost - 1) for numbers, cost in kept.items())
