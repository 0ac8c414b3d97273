"""How much a search may do before it is told that this is too much: counted, so that every machine agrees."""

THINNING = 4  # a choice that is held against others takes as long as so many pairs that are joined
SHIFTED = 1 << 10  # positions that are shifted in the time in which two choices are joined


class TooMuchWork(Exception):
    """The search takes more than it may."""


class Work:
    """What a search has done, roughly in pairs of choices joined; `most` is what it may do."""

    def __init__(self, most: int | None = None) -> None:
        self.most, self.done = most, 0

    def add(self, number: int) -> None:
        self.done += number
        if self.most is not None and self.done > self.most:
            raise TooMuchWork
