"""Sentences put together again from the lines that they stand on."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from units.handbooks.cfa.rows import Piece
from units.handbooks.cfa.sheets import Sheet
from units.handbooks.notes import UnitNotes
from units.handbooks.vocabulary import Vocabulary, is_open_ended

_SHOWN = 4


def vocabulary_of(sheets: Iterable[Sheet]) -> Vocabulary:
    """The document's own words, which say whether a hyphen at the end of a line belongs to its word."""
    outcomes = [outcome for sheet in sheets for outcome in sheet.outcomes]
    return Vocabulary.of((), [piece.text for outcome in outcomes for piece in (*outcome.title, *outcome.criteria)])


def joined(pieces: Sequence[Piece], what: str, vocabulary: Vocabulary, notes: UnitNotes) -> str:
    """One sentence or more, whatever was joined across a page being noted."""
    for before, after in pairwise(pieces):
        if after.after_page:
            _note_join(before, after, what, vocabulary, notes)
    return vocabulary.join(_slashed([piece.text for piece in pieces]))


def _slashed(lines: Sequence[str]) -> list[str]:
    """Lines, but one that ends with a slash goes on without a space."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].endswith("/"):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _note_join(before: Piece, after: Piece, what: str, vocabulary: Vocabulary, notes: UnitNotes) -> None:
    tail, head = " ".join(before.text.split()[-_SHOWN:]), " ".join(after.text.split()[:_SHOWN])
    reason = f"{what} goes on over a page; its parts were joined."
    notes.add("info", after.line, f"… {tail} ¶ {head} …", f"… {vocabulary.join([tail, head])} …", reason)


def check_end(text: str, what: str, line: int, notes: UnitNotes) -> None:
    if not text or is_open_ended(text):
        reason = f"{what} breaks off in mid-sentence. Compare it with the printed handbook and complete your copy."
        notes.contradict("error", line, text, "", reason)
