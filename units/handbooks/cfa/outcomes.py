"""One unit's outcomes and criteria, numbered by position, and what the register says of them."""

from collections.abc import Sequence

from units.handbooks.cfa.labels import Sentence, label_like, part_criteria
from units.handbooks.cfa.numbering import note_ambiguous, note_numbers
from units.handbooks.cfa.sentences import check_end, joined
from units.handbooks.cfa.sheets import Outcome, Sheet
from units.handbooks.notes import UnitNotes
from units.handbooks.reading import ReadCriterion, ReadOutcome
from units.handbooks.vocabulary import Vocabulary


def read_outcomes(
    sheet: Sheet, counts: Sequence[int], vocabulary: Vocabulary, notes: UnitNotes
) -> tuple[ReadOutcome, ...]:
    """All that the handbook has, though its counts may contradict the catalogue's ``counts``."""
    outcomes = tuple(
        _read_outcome(number, outcome, vocabulary, notes) for number, outcome in enumerate(sheet.outcomes, start=1)
    )
    _check_counts(outcomes, counts, sheet.line, notes)
    note_ambiguous(outcomes, notes)
    return outcomes


def _read_outcome(number: int, outcome: Outcome, vocabulary: Vocabulary, notes: UnitNotes) -> ReadOutcome:
    _note_number(number, outcome, notes)
    text = joined(outcome.title, f"Outcome {number}", vocabulary, notes)
    check_end(text, f"Outcome {number}", outcome.line, notes)
    sentences = part_criteria(number, outcome.criteria)
    note_numbers(number, sentences, outcome.line, notes)
    criteria = [
        _read_criterion(f"{number}.{position}", sentence, vocabulary, notes)
        for position, sentence in enumerate(sentences, start=1)
    ]
    return ReadOutcome(number, text, outcome.line, tuple(criteria))


def _note_number(number: int, outcome: Outcome, notes: UnitNotes) -> None:
    if outcome.printed.rstrip(".") != str(number):
        reason = "The outcome's number does not fit in print; numbered by position."
        notes.add("warning", outcome.line, outcome.printed, str(number), reason)
    elif not outcome.printed.endswith("."):
        reason = "The outcome's number lacks its full stop in print."
        notes.add("info", outcome.line, outcome.printed, f"{number}.", reason)


def _read_criterion(number: str, sentence: Sentence, vocabulary: Vocabulary, notes: UnitNotes) -> ReadCriterion:
    what = f"Criterion {number}"
    text = joined(sentence.parts, what, vocabulary, notes)
    check_end(text, what, sentence.line, notes)
    for label in label_like(text):
        _doubt(label, number, sentence.line, notes)
    return ReadCriterion(number, sentence.printed, text, sentence.line)


def _doubt(label: str, number: str, line: int, notes: UnitNotes) -> None:
    """A number within a sentence is most likely part of it, unless it could be one of the outcome's own labels."""
    doubt = f"“{label}” stands within criterion {number}"
    if label.partition(".")[0] == number.partition(".")[0]:
        reason = f"{doubt} and may be the number of another one. Compare the outcome with the printed handbook."
        notes.contradict("error", line, label, number, reason)
    else:
        notes.add("warning", line, label, label, f"{doubt}; it was taken for a part of the sentence.")


def _check_counts(outcomes: Sequence[ReadOutcome], counts: Sequence[int], line: int, notes: UnitNotes) -> None:
    have, want = _dashed([len(outcome.criteria) for outcome in outcomes]), _dashed(counts)
    if have != want:
        reason = (
            f"Criteria of each outcome: {have or 'none'} in the handbook's text, {want} in the catalogue. "
            "The text may be cut off, or be another edition. Compare it with the printed handbook."
        )
        notes.contradict("error", line, have, want, reason)


def _dashed(counts: Sequence[int]) -> str:
    return "-".join(map(str, counts))
