"""One unit's outcomes and criteria, numbered by position, or the reasons why they cannot be."""

from collections.abc import Iterator, Sequence

from units.handbooks.proqual.bodies import Body
from units.handbooks.proqual.notes import UnitNotes
from units.handbooks.proqual.numbering import check_labels, dashed, note_label, numbers, printed_labels
from units.handbooks.proqual.passages import Passage, criterion_passages, outcome_passages, sentence
from units.handbooks.proqual.wording import Vocabulary, is_open_ended
from units.handbooks.reading import ReadCriterion, ReadOutcome


def read_outcomes(
    body: Body, counts: Sequence[int], vocabulary: Vocabulary, notes: UnitNotes
) -> tuple[ReadOutcome, ...]:
    """``counts`` is how many criteria each outcome has; contradictions go to ``notes``, with nothing returned."""
    outcomes = outcome_passages(body)
    criteria = criterion_passages(body, sum(counts), vocabulary)
    _check_columns(body, notes)
    _check_counts(body, (len(outcomes), len(criteria)), counts, notes)
    if not notes.may_fill:
        return ()
    labels = printed_labels(criteria, body.pages, counts, notes)
    check_labels(labels, counts, notes, body.line)
    read = _read_criteria(criteria, labels, numbers(counts), vocabulary, notes)
    return tuple(
        _read_outcome(passage, number, [next(read) for _ in range(count)], vocabulary, notes)
        for number, (passage, count) in enumerate(zip(outcomes, counts, strict=True), start=1)
    )


def _check_columns(body: Body, notes: UnitNotes) -> None:
    for line, left, right in body.parted:
        reason = "Both columns were scanned as one line; they were parted where the column ends."
        if not (left and right):
            reason = f"The line stands below both columns; it belongs to the {'outcome' if left else 'criterion'}."
        notes.add("info", line, f"{left} {right}".strip(), f"{left} | {right}", reason)
    for row in body.mixed:
        reason = "Outcome and criterion were scanned as one line, and where they part is not known."
        notes.contradict("error", row.number, row.text, "", f"{reason} Put them on lines of their own in your copy.")


def _check_counts(body: Body, found: tuple[int, int], counts: Sequence[int], notes: UnitNotes) -> None:
    remedy = "The text may be cut off, or be another edition. Compare it with the printed handbook."
    for what, have, want in zip(("Outcomes", "Criteria"), found, (len(counts), sum(counts)), strict=True):
        if have != want:
            reason = f"{what}: {have} in the handbook's text, {want} in the catalogue ({dashed(counts)}). {remedy}"
            notes.contradict("error", body.line, str(have), str(want), reason)


def _read_criteria(
    passages: Sequence[Passage], labels: Sequence[str], wanted: Sequence[str], vocabulary: Vocabulary, notes: UnitNotes
) -> Iterator[ReadCriterion]:
    for passage, label, number in zip(passages, labels, wanted, strict=True):
        note_label(label, number, passage.line, notes)
        text = sentence(passage, f"Criterion {number}", vocabulary, notes)
        _check_end(text, passage, f"Criterion {number}", notes)
        yield ReadCriterion(number, label, text, passage.line)


def _read_outcome(
    passage: Passage, number: int, criteria: Sequence[ReadCriterion], vocabulary: Vocabulary, notes: UnitNotes
) -> ReadOutcome:
    note_label(passage.label, str(number), passage.line, notes)
    text = sentence(passage, f"Outcome {number}", vocabulary, notes)
    _check_end(text, passage, f"Outcome {number}", notes)
    return ReadOutcome(number, text, passage.line, tuple(criteria))


def _check_end(text: str, passage: Passage, what: str, notes: UnitNotes) -> None:
    if not text or is_open_ended(text):
        reason = f"{what} breaks off in mid-sentence. Compare it with the printed handbook and complete your copy."
        notes.contradict("error", passage.line, text, "", reason)
