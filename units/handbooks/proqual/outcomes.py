"""One unit's outcomes and criteria, numbered by position, or the reasons why they cannot be."""

from collections.abc import Iterator, Sequence

from units.handbooks.notes import UnitNotes
from units.handbooks.proqual.bodies import Body
from units.handbooks.proqual.numbering import (
    check_labels,
    dashed,
    note_label,
    numbers,
    printed_labels,
    share_out,
)
from units.handbooks.proqual.passages import Passage, criterion_passages, outcome_passages, sentence
from units.handbooks.reading import ReadCriterion, ReadOutcome
from units.handbooks.vocabulary import Vocabulary, is_open_ended

NOT_SHARED = (
    "The printed numbers do not tell which criteria belong to which outcome, so nothing can be filled in from here. "
    "Put the numbers right in your copy and import it again."
)


def read_outcomes(
    body: Body, expected: Sequence[int], vocabulary: Vocabulary, notes: UnitNotes
) -> tuple[ReadOutcome, ...]:
    """The outcomes as read; ``expected`` is how many criteria each has in the catalogue.

    Contradictions go to ``notes``. Nothing is returned only where it cannot be told what belongs where.
    """
    outcomes = outcome_passages(body)
    criteria = criterion_passages(body, sum(expected), vocabulary)
    _check_columns(body, notes)
    if body.mixed:
        return ()
    counts = _counts(body, outcomes, criteria, expected, notes)
    if len(counts) != len(outcomes):
        return ()
    labels = printed_labels(criteria, body.pages, counts, notes)
    read = _read_criteria(criteria, labels, numbers(counts), vocabulary, notes)
    return tuple(
        _read_outcome(passage, number, [next(read) for _ in range(count)], vocabulary, notes)
        for number, (passage, count) in enumerate(zip(outcomes, counts, strict=True), start=1)
    )


def _counts(
    body: Body,
    outcomes: Sequence[Passage],
    criteria: Sequence[Passage],
    expected: Sequence[int],
    notes: UnitNotes,
) -> tuple[int, ...]:
    """Criteria per outcome; as many outcomes as there are in the text, or the reason is in ``notes``."""
    if (len(outcomes), len(criteria)) == (len(expected), sum(expected)):
        unnoted = UnitNotes(body.code)  # the labels are paired once more, and noted, when it is known who is right
        labels = printed_labels(criteria, body.pages, expected, unnoted)
        counts = check_labels(labels, expected, notes, body.line)
    else:
        counts = share_out(criteria, body.pages)
        _contradict_counts(body, (len(outcomes), len(criteria)), expected, notes)
    if len(counts) != len(outcomes):
        notes.contradict("error", body.line, "", "", NOT_SHARED)
    return counts


def _check_columns(body: Body, notes: UnitNotes) -> None:
    for line, left, right in body.parted:
        reason = "Both columns were scanned as one line; they were parted where the column ends."
        if not (left and right):
            reason = f"The line stands below both columns; it belongs to the {'outcome' if left else 'criterion'}."
        notes.add("info", line, f"{left} {right}".strip(), f"{left} | {right}", reason)
    for row in body.mixed:
        reason = "Outcome and criterion were scanned as one line, and where they part is not known."
        notes.contradict("error", row.number, row.text, "", f"{reason} Put them on lines of their own in your copy.")


def _contradict_counts(body: Body, found: tuple[int, int], expected: Sequence[int], notes: UnitNotes) -> None:
    remedy = "The text may be cut off, or be another edition. Compare it with the printed handbook."
    for what, have, want in zip(("Outcomes", "Criteria"), found, (len(expected), sum(expected)), strict=True):
        if have != want:
            reason = f"{what}: {have} in the handbook's text, {want} in the catalogue ({dashed(expected)}). {remedy}"
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
