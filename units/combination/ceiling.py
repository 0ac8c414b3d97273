"""What the limits of a rule leave of some units at the most, whichever of the achieved count."""

from collections.abc import Callable, Iterable

from units.combination.model import Interpretation, bits


def ceiling(reading: Interpretation, mask: int, *, in_credits: bool) -> int:
    """Of all the limits, also of those that are not in danger: whatever is achieved keeps within these.

    Told with the limits first that spare most, and with the smallest groups first: whichever leaves less.
    """
    load = reading.credits if in_credits else int.bit_count
    limits = [(bound.members & mask, most) for bound, most in reading.limits if bound.in_credits == in_credits]
    if in_credits:
        numbers = [(bound.members & mask, most) for bound, most in reading.limits if not bound.in_credits]
        limits += [(inside, _largest(reading, inside, number)) for inside, number in numbers]
    sparing = sorted(limits, key=lambda one: one[1] - load(one[0]))
    smallest = sorted(limits, key=lambda one: one[0].bit_count())
    return min(_left(mask, order, load) for order in (sparing, smallest))


def _largest(reading: Interpretation, mask: int, number: int) -> int:
    """The credits of so many of the units, at the most."""
    return sum(sorted((reading.units[i].credit for i in bits(mask)), reverse=True)[:number])


def _left(mask: int, limits: Iterable[tuple[int, int]], load: Callable[[int], int]) -> int:
    """Each unit is told by the first of the limits that has it."""
    total = 0
    for members, most in limits:
        total += min(load(members & mask), most)
        mask &= ~members
    return total + load(mask)
