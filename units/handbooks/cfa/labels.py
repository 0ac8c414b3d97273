"""Criteria of one outcome, which are printed one after the other with a label before each.

The labels run on from other lists, stick to their words or end in a full stop, so they only part
the sentences: what a criterion's number is follows from its position.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from units.handbooks.cfa.rows import Piece

_LABEL = r"(?<!\S)(?P<label>{outcome}\.(?P<at>\d{{1,2}}))\.?\s*(?=[^\W\d_]|[“‘\"'(]|$)"
_LABEL_LIKE = re.compile(r"(?<!\S)\d\.\d{1,2}(?=\.?(?:\s|$)|[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Label:
    """``at`` is the number behind the point; ``start`` and ``end`` are places in the piece's text."""

    printed: str
    at: int
    piece: int
    start: int
    end: int
    own_paragraph: bool


@dataclass(slots=True)
class Sentence:
    """One criterion as it stands; ``head`` is its label with all that touches it."""

    printed: str
    head: str
    line: int
    parts: list[Piece] = field(default_factory=list)


def part_criteria(outcome: int, pieces: Sequence[Piece]) -> list[Sentence]:
    labels = _trusted(_labels(outcome, pieces))
    sentences: list[Sentence] = []
    for index, piece in enumerate(pieces):
        here = [label for label in labels if label.piece == index]
        before = piece.text[: here[0].start if here else None].strip()
        if before:
            _go_on(sentences, Piece(before, piece.line, piece.after_page, piece.own_paragraph))
        sentences.extend(_sentences(piece, here))
    return sentences


def label_like(text: str) -> list[str]:
    """What in a sentence looks like a label all the same."""
    return _LABEL_LIKE.findall(text)


def _sentences(piece: Piece, labels: Sequence[Label]) -> Iterator[Sentence]:
    for label, following in zip_longest(labels, labels[1:]):
        text = piece.text[label.end : following.start if following else None].strip()
        head = piece.text[label.start :].split()[0]
        yield Sentence(label.printed, head, piece.line, [Piece(text, piece.line)])


def _go_on(sentences: list[Sentence], piece: Piece) -> None:
    if not sentences:
        sentences.append(Sentence("", "", piece.line))
    sentences[-1].parts.append(piece)


def _labels(outcome: int, pieces: Sequence[Piece]) -> Iterator[Label]:
    pattern = re.compile(_LABEL.format(outcome=outcome))
    for index, piece in enumerate(pieces):
        for match in pattern.finditer(piece.text):
            opens = piece.own_paragraph and match.start() == 0
            yield Label(match["label"], int(match["at"]), index, match.start(), match.end(), opens)


def _trusted(labels: Iterator[Label]) -> list[Label]:
    """Labels that go on counting, or that are printed where their number belongs.

    A number within a sentence may look like a label; it does neither, unless by chance, and then the
    true label is left over and tells of it.
    """
    candidates = list(labels)
    trusted: list[Label] = []
    for index, label in enumerate(candidates):
        due = trusted[-1].at + 1 if trusted else label.at
        position = len(trusted) + 1
        still_to_come = any(later.at == due for later in candidates[index + 1 :])
        fits_place = label.at in (position, position + 1) and not still_to_come
        if label.own_paragraph or label.at == due or fits_place:
            trusted.append(label)
    return trusted
