"""What names the units of a choice in the lowest bits of its cost."""

from itertools import chain, combinations

from units.combination.cheapest import naming


def test_no_two_choices_of_units_have_one_name_and_lower_codes_come_first() -> None:
    assert [naming(i, 3) for i in range(3)] == [4, 6, 7]
    pairs = [sum(naming(i, 5) for i in pair) for pair in combinations(range(5), 2)]
    assert pairs == sorted(set(pairs))
    every = chain.from_iterable(combinations(range(5), size) for size in range(6))
    names = [sum(naming(i, 5) for i in chosen) for chosen in every]
    assert len({-name & 31 for name in names}) == 32
    assert max(names) < 5 << 5
