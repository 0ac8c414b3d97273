"""Pieces of a column put together to one passage an outcome, and one a criterion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from units.handbooks.notes import UnitNotes
from units.handbooks.proqual.bodies import Body, Piece
from units.handbooks.reading import Severity
from units.handbooks.vocabulary import Repair, Vocabulary, first_word, is_open_ended


@dataclass(slots=True)
class Passage:
    """``page`` counts the unit's pages from 0; ``label`` is what was printed before the text, if anything."""

    page: int
    label: str
    pieces: list[Piece] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.pieces[0].line


def outcome_passages(body: Body) -> list[Passage]:
    passages: list[Passage] = []
    for piece in body.outcomes:
        unnumbered = piece.gap and piece.text[:1].isupper()
        if piece.label or unnumbered or not passages:
            passages.append(Passage(0, piece.label))
        passages[-1].pieces.append(piece)
    return passages


def criterion_passages(body: Body, total: int, vocabulary: Vocabulary) -> list[Passage]:
    """One passage a criterion.

    A paragraph in lower case goes on with the one before. Only where that leaves too few for
    the unit, a lower-case word that starts sentences elsewhere is taken for a damaged capital.
    """
    strict = _part(body, vocabulary, lower_may_start=False)
    if len(strict) >= total:
        return strict
    loose = _part(body, vocabulary, lower_may_start=True)
    return loose if len(loose) == total else strict


def _part(body: Body, vocabulary: Vocabulary, *, lower_may_start: bool) -> list[Passage]:
    passages: list[Passage] = []
    for page, content in enumerate(body.pages):
        for piece in content.pieces:
            last = passages[-1].pieces[-1].text if passages else ""
            if not passages or _starts(piece, last, vocabulary, lower_may_start=lower_may_start):
                passages.append(Passage(page, piece.label))
            passages[-1].pieces.append(piece)
    return passages


def _starts(piece: Piece, last: str, vocabulary: Vocabulary, *, lower_may_start: bool) -> bool:
    if piece.label:
        return True
    if is_open_ended(last):
        return False
    word = first_word(piece.text)
    if word[:1].isupper():
        return piece.gap or word in vocabulary.openings
    return lower_may_start and piece.gap and vocabulary.opens(word)


def sentence(passage: Passage, what: str, vocabulary: Vocabulary, notes: UnitNotes) -> str:
    """The passage as one text, its first word repaired; every change goes to ``notes``."""
    pieces = [piece for piece in passage.pieces if piece.text]
    text = vocabulary.join([piece.text for piece in pieces])
    _note_joins(pieces, what, vocabulary, notes)
    repair = vocabulary.repair(text)
    if repair is None:
        return text
    _note_repair(repair, passage.line, what, notes)
    return repair.stored + text[len(repair.printed) :]


def _note_repair(repair: Repair, line: int, what: str, notes: UnitNotes) -> None:
    severity: Severity = "info" if repair.certain else "warning"
    notes.add(severity, line, repair.printed, repair.stored, f"{what}: {repair.reason}")


def _note_joins(pieces: Sequence[Piece], what: str, vocabulary: Vocabulary, notes: UnitNotes) -> None:
    for before, after in pairwise(pieces):
        last, first = before.text.rpartition(" ")[2], first_word(after.text)
        if last.endswith("-") and vocabulary.is_soft_hyphen(last, first):
            reason = f"{what}: the word was divided at the end of the line."
            notes.add("info", after.line, f"{last} {first}", f"{last[:-1]}{first}", reason)
        elif after.gap:
            reason = f"{what}: the sentence goes on after a blank line."
            notes.add("info", after.line, f"{last} ¶ {first}", vocabulary.join([last, first]), reason)
