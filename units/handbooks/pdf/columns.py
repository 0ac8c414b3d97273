"""Columns that no ruled line parts: where the gaps between words stand one below the other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from units.handbooks.pdf.lines import Line
from units.handbooks.pdf.words import Word

ALIGNED = 4.0  # points
WIDE = 0.8  # of the height of a line: no space between two words of a sentence is usually as wide
NARROW = 0.4  # enough of a gap where the word after it starts exactly where a column does
EXACTLY = 1.5  # points
FAR = 3.0  # of the height of a line
FEWEST_LINES = 2
_LABEL = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,2}\.?|[•–-])$")
_FIRST_LABEL = re.compile(r"\d{1,2}[.)]?$|[a-z]\)$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a line without a wide gap between them."""

    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        return self.words[0].box.left

    @property
    def right(self) -> float:
        return self.words[-1].box.right

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Column:
    """From line ``first`` to line ``last``, both included, a column starts ``at`` points from the left."""

    at: float
    first: int
    last: int


def cells_of(lines: Sequence[Line]) -> list[list[str]]:
    """The cells of each line; a line without columns is one cell."""
    cells: list[list[str]] = []
    for part in _close_together(lines):
        stretches = [_stretches(line) for line in part]
        columns = sorted(_columns(stretches), key=lambda column: column.at)
        for number, line in enumerate(stretches):
            cells.append(_cells(line, [column.at for column in columns if column.first <= number <= column.last]))
    return cells


def _close_together(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """No table goes on below so much empty space, but the foot of the page stands there."""
    part: list[Line] = []
    for line in lines:
        if part and line.top - part[-1].bottom > FAR * line.height:
            yield part
            part = []
        part.append(line)
    yield part


def _cells(line: Iterable[Stretch], columns: Sequence[float]) -> list[str]:
    def column(stretch: Stretch) -> int:
        return sum(at <= stretch.left + ALIGNED for at in columns)

    parts = [part for stretch in line for part in _split(stretch, columns)]
    texts = {key: " ".join(part.text for part in group) for key, group in groupby(parts, key=column)}
    return [texts.get(number, "") for number in range(max(texts) + 1)]


def _split(stretch: Stretch, columns: Iterable[float]) -> list[Stretch]:
    """A word that starts exactly where a column does begins the column, though the gap before it is narrow."""
    parts: list[list[Word]] = [[stretch.words[0]]]
    for before, word in pairwise(stretch.words):
        gap = word.box.left - before.box.right
        starts = any(abs(word.box.left - at) <= EXACTLY for at in columns)
        first = len(parts) == 1
        if starts and gap > NARROW * word.box.height and not is_label(parts[-1], word, first=first):
            parts.append([])
        parts[-1].append(word)
    return [Stretch(tuple(words)) for words in parts]


def _stretches(line: Line) -> list[Stretch]:
    parted: list[list[Word]] = [[]]
    for word in line.words:
        wide = parted[-1] and word.box.left - parted[-1][-1].box.right > WIDE * line.height
        if wide and not is_label(parted[-1], word, first=len(parted) == 1):
            parted.append([])
        parted[-1].append(word)
    return [Stretch(tuple(words)) for words in parted]


def is_label(words: Sequence[Word], following: Word, *, first: bool) -> bool:
    """The number of a paragraph belongs to it, however far from it it stands."""
    if len(words) > 1 or not following.text[:1].isalpha():
        return False
    return bool(_LABEL.match(words[0].text) or (first and _FIRST_LABEL.match(words[0].text)))


def _columns(lines: Sequence[Sequence[Stretch]]) -> Iterator[Column]:
    margin = min((line[0].left for line in lines), default=0.0)
    lefts = [stretch.left for line in lines for stretch in line if stretch.left > margin + ALIGNED]
    starts: list[float] = []
    for left in sorted(lefts):
        if not starts or left - starts[-1] > ALIGNED:
            starts.append(left)
    for start in starts:
        yield from _runs(lines, start)


def _runs(lines: Sequence[Sequence[Stretch]], start: float) -> Iterator[Column]:
    """Where the column begins and ends: words that run across its start end it.

    It takes one line with words on both sides of the gap, and another one that starts at the same place.
    """
    beside: list[int] = []
    aligned = last = 0
    for number, line in enumerate(lines):
        parts = [part for stretch in line for part in _split(stretch, [start])]
        if any(part.left < start - ALIGNED and part.right > start + ALIGNED for part in parts):
            if aligned >= FEWEST_LINES:
                yield Column(start, beside[0], last)
            beside, aligned = [], 0
        elif any(0 <= part.left - start <= ALIGNED for part in parts[1:]):
            beside.append(number)
            aligned, last = aligned + 1, number
        elif beside and parts[0].left >= start - EXACTLY:
            aligned, last = aligned + (parts[0].left <= start + EXACTLY), number
    if aligned >= FEWEST_LINES:
        yield Column(start, beside[0], last)
