"""The units of the document, each read against what the catalogue knows of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from units.handbooks.cfa.headings import (
    Entry,
    Heading,
    compare_heading,
    compare_hours,
    read_heading,
    resolve_reference,
)
from units.handbooks.cfa.information import Usual, read_below
from units.handbooks.cfa.outcomes import read_outcomes
from units.handbooks.cfa.sentences import vocabulary_of
from units.handbooks.cfa.sheets import Sheet
from units.handbooks.cfa.slips import note_slips
from units.handbooks.notes import UnitNotes
from units.handbooks.reading import Correction, ExpectedUnit, ReadUnit, correction
from units.handbooks.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Chunk:
    """``reference`` is the one meant, after any repair."""

    sheet: Sheet
    heading: Heading
    reference: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class _Document:
    contents: Mapping[str, Entry]
    vocabulary: Vocabulary
    usual: Usual


def read_units(
    sheets: Sequence[Sheet],
    contents: Mapping[str, Entry],
    expected: Sequence[ExpectedUnit],
    notes: list[Correction],
    problems: list[Correction],
) -> list[ReadUnit]:
    """The expected units that the document has, in its order; ``notes`` and ``problems`` are filled."""
    vocabulary = vocabulary_of(sheets)
    document = _Document(contents, vocabulary, Usual(sheets, vocabulary))
    chunks = _chunks(sheets, vocabulary, expected, notes, problems)
    times = Counter(chunk.reference for chunk in chunks)
    units = []
    for chunk, unit in _usable(chunks, expected, problems):
        register = UnitNotes(unit.code)
        _check_whole(chunk, times[chunk.reference], register)
        units.append(_read_unit(chunk, unit, document, register))
        notes.extend(register.corrections)
        problems.extend(register.contradictions)
    problems.extend(_missing(expected, {unit.code for unit in units}, contents))
    return units


def _chunks(
    sheets: Sequence[Sheet],
    vocabulary: Vocabulary,
    expected: Sequence[ExpectedUnit],
    notes: list[Correction],
    problems: list[Correction],
) -> list[_Chunk]:
    chunks = []
    for sheet in sheets:
        heading = read_heading(sheet, vocabulary)
        reference = resolve_reference(heading, expected, notes, problems)
        chunks.append(_Chunk(sheet, heading, reference, sheet is sheets[-1]))
    return chunks


def _usable(
    chunks: Sequence[_Chunk], expected: Sequence[ExpectedUnit], problems: list[Correction]
) -> Iterator[tuple[_Chunk, ExpectedUnit]]:
    """Units that the catalogue has, each once; what the catalogue lacks goes to ``problems``."""
    known = {unit.reference: unit for unit in expected if unit.reference}
    seen: set[str] = set()
    for chunk in chunks:
        reference = chunk.reference
        if reference and reference not in known:
            reason = "The catalogue has no unit with this reference. Nothing is filled in from here."
            problems.append(correction("error", chunk.sheet.line, reference, chunk.heading.title, "", reason))
        elif reference and reference not in seen:
            seen.add(reference)
            yield chunk, known[reference]


def _check_whole(chunk: _Chunk, times: int, notes: UnitNotes) -> None:
    line, title = chunk.sheet.line, chunk.heading.title
    if times > 1:
        reason = "The handbook has this unit more than once. Keep the right one in your copy."
        notes.contradict("error", line, title, "", reason)
    if chunk.is_last and not any(field.key == "hours" and field.pieces for field in chunk.sheet.below):
        reason = "The handbook ends in this unit before its last line: it may be cut off in mid-sentence."
        notes.contradict("error", line, title, "", reason)


def _read_unit(chunk: _Chunk, unit: ExpectedUnit, document: _Document, notes: UnitNotes) -> ReadUnit:
    heading, sheet = chunk.heading, chunk.sheet
    compare_heading(heading, document.contents, unit, notes)
    outcomes = read_outcomes(sheet, unit.outcomes, document.vocabulary, notes)
    below = read_below(sheet, unit, document.usual, document.vocabulary, notes)
    lines = {field.key: field.line for field in sheet.below}
    compare_hours(heading, below.hours, unit, lines.get("hours", sheet.line), notes)
    note_slips(unit.sector_number, outcomes, below.aim, lines.get("aim", sheet.line), notes)
    _note_rules(sheet, notes)
    return ReadUnit(
        code=unit.code,
        printed_code=heading.reference,
        title=heading.title,
        level=unit.level if heading.level is None else heading.level,
        credit=unit.credit if heading.credit is None else heading.credit,
        group="",
        line=sheet.line,
        outcomes=outcomes,
        fits=notes.fits,
        guided_hours=below.hours if heading.hours is None else heading.hours,
        aim=below.aim,
        information=below.information,
    )


def _note_rules(sheet: Sheet, notes: UnitNotes) -> None:
    for line in sheet.rules:
        notes.add("info", line, "---", "", "A rule of the table stands in the text. It was left out.")


def _missing(expected: Sequence[ExpectedUnit], found: set[str], contents: Mapping[str, Entry]) -> Iterator[Correction]:
    reason = "The handbook has no page of this unit: it may be cut off. Choose the whole handbook."
    for unit in expected:
        if unit.code not in found:
            line = contents[unit.sector_number].line if unit.sector_number in contents else 0
            yield correction("error", line, unit.code, "", unit.title, reason)
