"""What stands where in a position: the numbers that are written in it, digit beside digit."""

from collections.abc import Iterator
from itertools import islice, pairwise, repeat
from typing import NamedTuple

from units.combination.model import union


class Digit(NamedTuple):
    """Where a number stands in a position. `most` is the limit, if there is one."""

    stride: int
    radix: int
    most: int | None

    @property
    def digits(self) -> tuple["Digit", ...]:
        return (self,)

    @property
    def span(self) -> int:
        """The positions that it makes together with the digits below it."""
        return self.stride * self.radix

    def of(self, position: int) -> int:
        return position // self.stride % self.radix

    def least(self, number: int) -> int:
        """The mask of those of its span that have this number or more."""
        number = min(number, self.radix)
        return ((1 << self.stride * (self.radix - number)) - 1) << self.stride * number

    def most_of(self, reached: int) -> int:
        """The most that any of these positions has, if it is the highest digit."""
        return (reached.bit_length() - 1) // self.stride


class Total(NamedTuple):
    """A number without a digit of its own: the sum of the highest digits, which stand in order. `most` is the limit."""

    digits: tuple[Digit, ...]
    most: int | None

    @property
    def span(self) -> int:
        return self.digits[0].span

    def of(self, position: int) -> int:
        total = 0
        for stride, radix, _ in self.digits:
            total += position // stride % radix
        return total

    def least(self, number: int) -> int:
        """The mask of the positions that have this number or more."""
        masks: Iterator[int] = repeat(0)
        for digit in reversed(self.digits):
            masks = _with(digit, masks)
        return next(islice(masks, max(number, 0), None))

    def most_of(self, reached: int) -> int:
        """The most that any of these positions has: each digit is added to the next, till there is but one."""
        for digit, lower in pairwise(self.digits):
            block = (1 << digit.stride) - 1
            numbers = range(reached.bit_length() // digit.stride + 1)
            reached = union((reached >> number * digit.stride & block) << number * lower.stride for number in numbers)
        return self.digits[-1].most_of(reached)


def _with(digit: Digit, masks: Iterator[int]) -> Iterator[int]:
    """The masks of what has 0, 1, 2 and so on, from those of what the lower digits have.

    Where it is there without this digit, or where one less is with one less of it.
    """
    every = mask = (1 << digit.span) - 1
    next(masks)
    while True:
        yield mask
        mask = next(masks) | mask << digit.stride & every


Counted = Digit | Total
