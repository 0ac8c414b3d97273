"""What all limits together leave of some units, against every choice that keeps them."""

from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.strategies import Drawn, rules
from tests.units.combination.test_properties import parsed
from units.combination import UnitFact, parse_rule
from units.combination.ceiling import ceiling
from units.combination.model import Interpretation


@examples(60)
@given(rules(most_units=6), st.data())
def test_no_choice_that_keeps_the_limits_has_more(drawn: Drawn, data: st.DataObject) -> None:
    reading = parsed(drawn).interpretations[0]
    every = (1 << len(reading.units)) - 1
    mask = data.draw(st.integers(0, every))
    kept = [
        choice
        for choice in range(every + 1)
        if all(reading.load(bound, choice) <= most for bound, most in reading.limits)
    ]
    assert ceiling(reading, mask, in_credits=True) >= max(reading.credits(choice & mask) for choice in kept)
    assert ceiling(reading, mask, in_credits=False) >= max((choice & mask).bit_count() for choice in kept)


def reading(*limits: tuple[str, str, int]) -> Interpretation:
    """Of five units with 2, 3, 4, 5 and 6 credits."""
    facts = {f"U{credit}": UnitFact(f"U{credit}", "", credit, 4) for credit in range(2, 7)}
    groups = {code: {"title": code, "units": [code]} for code in facts}
    groups |= {key: {"title": key, "groups": key.split()} for key, _, _ in limits}
    clauses = [
        {"kind": "maximum_from_group", "group": key, measure: most, "source": "-"} for key, measure, most in limits
    ]
    clauses += [{"kind": "at_least_one_from_each", "groups": [code], "source": "-"} for code in facts if not limits]
    clauses += [{"kind": "maximum_from_group", "group": code, "credits": 99, "source": "-"} for code in facts]
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups, "clauses": clauses}
    return parse_rule(data, facts).interpretations[0]


def test_the_limits_that_spare_most_and_the_smallest_groups_come_first() -> None:
    plain = reading()
    assert [ceiling(plain, 0b11111, in_credits=way) for way in (True, False)] == [20, 5]
    assert ceiling(plain, 0b00110, in_credits=True) == 7
    one_limit = reading(("U3 U4 U5", "credits", 6))
    assert [ceiling(one_limit, mask, in_credits=True) for mask in (0b11111, 0b01010, 0b00011)] == [14, 6, 5]
    assert ceiling(one_limit, 0b11111, in_credits=False) == 5
    number = reading(("U2 U3 U4", "units", 1))
    assert [ceiling(number, 0b11111, in_credits=way) for way in (True, False)] == [15, 3]
    assert ceiling(number, 0b00011, in_credits=True) == 3
    sparing = reading(("U2 U3 U4", "credits", 8), ("U3 U4 U5 U6", "credits", 5))
    assert ceiling(sparing, 0b11111, in_credits=True) == 7
    smallest = reading(("U5 U6", "credits", 6), ("U2 U3 U4 U5 U6", "credits", 14))
    assert ceiling(smallest, 0b11111, in_credits=True) == 14
    inside = reading(("U2 U3", "credits", 1), ("U4 U5 U6 U3", "credits", 14))
    assert ceiling(inside, 0b11111, in_credits=True) == 15
