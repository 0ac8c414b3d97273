"""Which words of a text were asked for."""

from collections.abc import Iterable
from typing import Protocol

from units.search.question import WORD, Word

Parts = list[tuple[str, bool]]  # a text in pieces, and which of them were asked for


class Reader(Protocol):
    """Whether a word that was asked for is a printed one; `begins`: or its beginning."""

    def same(self, asked: str, printed: str, *, begins: bool) -> bool: ...


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


class Marking:
    def __init__(self, reader: Reader, words: Iterable[Word]) -> None:
        self.words = tuple(words)
        self._asked = [(part, word.begins) for word in self.words for part in word.plain]
        self._reader = reader
        self._found: dict[str, frozenset[str]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def has(self, word: Word, text: str) -> bool:
        """One of the word's forms is in the text, whole."""
        found = self._parts_in(text)
        return any(found.issuperset(form) for form in word.forms)

    def _parts_in(self, text: str) -> frozenset[str]:
        """What was asked for and is here. The same text is asked about each word."""
        if text not in self._texts:
            self._texts[text] = frozenset().union(*map(self._parts_of, words_of(text)))
        return self._texts[text]

    def _parts_of(self, printed: str) -> frozenset[str]:
        """What was asked for and is this word. The same words come again and again in a unit."""
        if printed not in self._found:
            same = (part for part, begins in self._asked if self._reader.same(part, printed, begins=begins))
            self._found[printed] = frozenset(same)
        return self._found[printed]

    def parts(self, text: str) -> Parts:
        pieces: Parts = []
        end = 0
        for found in WORD.finditer(text):
            if self._parts_of(found[0].lower()):
                pieces += [(text[end : found.start()], False), (found[0], True)]
                end = found.end()
        return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]
