"""A unit's outcomes and criteria, numbered by their position, each criterion with the body's notes on it.

The handbook prints 1.2.3 for the third criterion of the second outcome in the first paper, and 2.3 in the units that
have a test only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from units.handbooks.cg4417.notes import PageNotes
from units.handbooks.cg4417.page_lines import Line
from units.handbooks.cg4417.unit_pages import OutcomeLines, UnitPages
from units.handbooks.cg4417.wording import paragraphs, sentence
from units.handbooks.reading import ReadCriterion, ReadOutcome
from units.handbooks.vocabulary import Vocabulary, is_open_ended

_LABELLED = re.compile(r"(\d(?:\.\d{1,2}){1,2})\.?(?: |(?=[A-Z]))(\S.*)")
_LABEL = re.compile(r"(\d(?:\.\d{1,2}){1,2})\.?")


@dataclass(slots=True)
class _Passage:
    label: str
    line: int
    lines: list[Line] = field(default_factory=list)


def read_outcomes(pages: UnitPages, words: Vocabulary, notes: PageNotes) -> tuple[ReadOutcome, ...]:
    passages = [_parted(outcome.criteria, _LABELLED) for outcome in pages.outcomes]
    paper = _paper([passage for some in passages for passage in some])
    guidance = _guidance(pages.guidance, words, notes)
    outcomes = tuple(
        _read_outcome(number, lines, list(_criteria(number, some, paper, guidance, words, notes)), words, notes)
        for number, (lines, some) in enumerate(zip(pages.outcomes, passages, strict=True), start=1)
    )
    _note_paper(outcomes, paper, notes)
    _note_guidance(outcomes, guidance, notes)
    return outcomes


def _parted(lines: Sequence[Line], label: re.Pattern[str]) -> list[_Passage]:
    """The lines parted at their labels; what stands before the first label is a passage without one."""
    passages: list[_Passage] = []
    for line in lines:
        match = label.fullmatch(line.text)
        if match or not passages:
            passages.append(_Passage(match[1] if match else "", line.number))
        text = match[2] if match and label is _LABELLED else "" if match else line.text
        if text:
            passages[-1].lines.append(replace(line, text=text))
    return passages


def _paper(passages: Sequence[_Passage]) -> str:
    """The figure of the paper, with its point, as most labels have it; "" where they have none."""
    papers = Counter(passage.label[:2] if passage.label.count(".") == 2 else "" for passage in passages)
    return papers.most_common(1)[0][0] if papers else ""


def _criteria(
    outcome: int,
    passages: Sequence[_Passage],
    paper: str,
    guidance: dict[str, list[str]],
    words: Vocabulary,
    notes: PageNotes,
) -> Iterator[ReadCriterion]:
    for at, passage in enumerate(passages, start=1):
        number = f"{outcome}.{at}"
        _note_label(passage.label, f"{paper}{number}", number, passage.line, notes)
        text = sentence(passage.lines, f"Criterion {number}", words, notes)
        _check_end(text, passage.line, f"Criterion {number}", notes)
        printed_notes = guidance.get(passage.label) or [""]
        yield ReadCriterion(number, passage.label, text, passage.line, printed_notes.pop(0))


def _note_label(printed: str, fitting: str, number: str, line: int, notes: PageNotes) -> None:
    if not printed:
        notes.add("warning", line, "", number, "The number is missing in print; numbered by position.")
    elif printed != fitting:
        notes.add("warning", line, printed, number, "The printed number does not fit; numbered by position.")


def _read_outcome(
    number: int, lines: OutcomeLines, criteria: Sequence[ReadCriterion], words: Vocabulary, notes: PageNotes
) -> ReadOutcome:
    _note_label(lines.label, str(number), str(number), lines.line, notes)
    text = sentence(lines.text, f"Outcome {number}", words, notes)
    _check_end(text, lines.line, f"Outcome {number}", notes)
    return ReadOutcome(number, text, lines.line, tuple(criteria))


def _check_end(text: str, line: int, what: str, notes: PageNotes) -> None:
    if not text or is_open_ended(text):
        reason = f"{what} breaks off in mid-sentence. Compare it with the printed handbook and complete your copy."
        notes.contradict_all("error", line, text, "", reason)


def _guidance(lines: Sequence[Line], words: Vocabulary, notes: PageNotes) -> dict[str, list[str]]:
    """Notes by the printed number of their criterion; a number that stands twice has two."""
    found: dict[str, list[str]] = {}
    for passage in _parted(lines, _LABEL):
        what = f"Notes on {passage.label or 'no criterion'}"
        text = paragraphs(passage.lines, what, words, notes)
        if not passage.label or passage.label in found:
            reason = "These notes have no number." if not passage.label else "These notes have the number of others."
            notes.add("warning", passage.line, passage.label, "", f"{reason} Compare them with the printed handbook.")
        found.setdefault(passage.label, []).append(text)
    return found


def _note_paper(outcomes: Sequence[ReadOutcome], paper: str, notes: PageNotes) -> None:
    criteria = [criterion for outcome in outcomes for criterion in outcome.criteria]
    if paper and criteria:
        first, last = criteria[0], criteria[-1]
        reason = "The first figure of the printed numbers counts the papers; it is no part of the criterion's number."
        printed, stored = f"{first.printed} to {last.printed}", f"{first.number} to {last.number}"
        notes.add("info", first.line, printed, stored, reason)


def _note_guidance(outcomes: Sequence[ReadOutcome], guidance: dict[str, list[str]], notes: PageNotes) -> None:
    """``guidance`` holds what is left over."""
    line = outcomes[0].line if outcomes else 0
    for label, left in guidance.items():
        if label and left:
            notes.add("warning", line, label, "", "No criterion has the number of these notes; they are left out.")
    if guidance:
        for criterion in (criterion for outcome in outcomes for criterion in outcome.criteria):
            if not criterion.guidance:
                reason = "The handbook has notes on its neighbours, but none on this criterion."
                notes.add("info", criterion.line, criterion.printed, "", reason)
