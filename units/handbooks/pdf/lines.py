"""Words put together to lines, and lines to what is read at a stretch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from units.handbooks.pdf.words import Word

SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class Line:
    """Words at one height; after ``lines_of`` from left to right."""

    words: list[Word] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def takes(self, word: Word) -> bool:
        """A raised “st” stands on the line of its number."""
        shared = min(self.bottom, word.box.bottom) - max(self.top, word.box.top)
        return shared > min(self.height, word.box.height) / 2

    def add(self, word: Word) -> None:
        if not self.words or word.box.height > self.height:
            self.top, self.bottom = word.box.top, word.box.bottom
        self.words.append(word)


def lines_of(words: Iterable[Word]) -> list[Line]:
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (word.box.bottom + word.box.top, word.box.left)):
        line = next((line for line in reversed(lines[-3:]) if line.takes(word)), None)
        if line is None:
            line = Line()
            lines.append(line)
        line.add(word)
    for line in lines:
        line.words.sort(key=lambda word: word.box.left)
    return sorted(lines, key=lambda line: line.top)


def at_a_stretch(lines: Sequence[str]) -> str:
    """Lines of one cell as one; a word divided at the end of a line is put together, its hyphen kept."""
    whole = ""
    for line in lines:
        if whole.endswith(SOFT_HYPHEN):
            whole = whole[:-1] + line
        elif whole[-1:] == "-" and whole[-2:-1].isalpha() and line[:1].islower():
            whole += line
        else:
            whole = f"{whole} {line}".strip()
    return whole
