"""What the register says of one unit's labels: numbers that run on, gaps, labels that can be read in two ways."""

from collections.abc import Sequence

from units.handbooks.cfa.labels import Sentence
from units.handbooks.notes import UnitNotes
from units.handbooks.reading import ReadOutcome


def note_numbers(outcome: int, sentences: Sequence[Sentence], line: int, notes: UnitNotes) -> None:
    """One row of the register an outcome, however many of its numbers are wrong."""
    printed = [sentence.printed for sentence in sentences]
    due = [f"{outcome}.{position}" for position in range(1, len(sentences) + 1)]
    labelled = [label for label in printed if label]
    if any(label not in due for label in labelled) or (labelled and printed != due and "" not in printed):
        reason = f"Outcome {outcome}: the numbers run on from another list. Criteria are numbered by position."
        notes.add("info", line, runs(labelled), runs(due), reason)
    _note_missing(due, sentences, notes)
    _note_gap(outcome, sentences, notes)
    _note_shape(outcome, sentences, line, notes)


def _note_missing(due: Sequence[str], sentences: Sequence[Sentence], notes: UnitNotes) -> None:
    for number, sentence in zip(due, sentences, strict=True):
        if not sentence.printed:
            reason = "The number is missing in print; numbered by position."
            notes.add("warning", sentence.line, "", number, reason)


def _note_gap(outcome: int, sentences: Sequence[Sentence], notes: UnitNotes) -> None:
    """A number that neither goes on counting nor is where it belongs, but one place too early."""
    before = 0
    for position, sentence in enumerate(sentences, start=1):
        at = _at(sentence.printed)
        if at == position + 1 and at != before + 1:
            reason = (
                "Possible missing criterion: the number printed here belongs one place further down. "
                "Confirm with the awarding organisation's handbook that nothing is missing before it."
            )
            notes.add("warning", sentence.line, sentence.printed, f"{outcome}.{position}", reason)
        before = at


def _note_shape(outcome: int, sentences: Sequence[Sentence], line: int, notes: UnitNotes) -> None:
    shapes = {
        "No space follows the number in print.": [s for s in sentences if s.head.rstrip(".") != s.printed],
        "A full stop follows the number in print; it is no part of it.": [s for s in sentences if s.head.endswith(".")],
    }
    for reason, odd in shapes.items():
        if odd:
            heads, labels = (", ".join(texts) for texts in ([s.head for s in odd], [s.printed for s in odd]))
            notes.add("info", line, heads, labels, f"Outcome {outcome}: {reason[0].lower()}{reason[1:]}")


def note_ambiguous(outcomes: Sequence[ReadOutcome], notes: UnitNotes) -> None:
    """Labels that are printed at one criterion and are the number of another one of the unit."""
    criteria = [criterion for outcome in outcomes for criterion in outcome.criteria]
    numbers = {criterion.number for criterion in criteria}
    for outcome in outcomes:
        moved = [c for c in outcome.criteria if c.printed != c.number and c.printed in numbers]
        if moved:
            printed, stored = runs([c.printed for c in moved]), runs([c.number for c in moved])
            first = moved[0]
            reason = (
                f"A number alone is ambiguous here: “{first.printed}” is printed at {first.number}, and another "
                "criterion has that number by position. Confirm older paper evidence, which is marked by the printed "
                "number, by the criterion's text."
            )
            notes.add("warning", first.line, printed, stored, reason)


def runs(labels: Sequence[str]) -> str:
    """“1.13–1.21, 1.10”: what counts on is told by its ends."""
    stretches: list[list[str]] = []
    for label in labels:
        if stretches and _at(label) == _at(stretches[-1][-1]) + 1:
            stretches[-1].append(label)
        else:
            stretches.append([label])
    return ", ".join(s[0] if len(s) == 1 else f"{s[0]}–{s[-1]}" for s in stretches)


def _at(label: str) -> int:
    return int(label.partition(".")[2] or 0)
