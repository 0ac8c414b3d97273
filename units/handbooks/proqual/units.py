"""The units of the handbook, each read against what the catalogue knows of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from units.handbooks.lines import comparable
from units.handbooks.notes import UnitNotes
from units.handbooks.proqual.bodies import Body, split_units, take_apart
from units.handbooks.proqual.front_pages import TableRow
from units.handbooks.proqual.headings import note_title, resolve_references
from units.handbooks.proqual.outcomes import read_outcomes
from units.handbooks.proqual.page_lines import Line
from units.handbooks.reading import Correction, ExpectedUnit, ReadUnit, correction
from units.handbooks.vocabulary import Vocabulary, first_word


@dataclass(frozen=True, slots=True)
class _Chunk:
    printed: str
    body: Body


def read_units(
    lines: Sequence[Line],
    rows: Sequence[TableRow],
    expected: Sequence[ExpectedUnit],
    notes: list[Correction],
    problems: list[Correction],
) -> list[ReadUnit]:
    """The expected units that the handbook has, in its order; ``notes`` and ``problems`` are filled."""
    chunks = _chunks(split_units(lines), rows, notes, problems)
    table = _table(rows, [chunk.printed for chunk in chunks], notes, problems)
    vocabulary = _vocabulary([chunk.body for chunk in chunks])
    known = {unit.code: unit for unit in expected}
    spoiled = _spoiled(chunks, expected)
    units = []
    for chunk in _usable(chunks, known, problems):
        code = chunk.body.code
        register = UnitNotes(code)
        if reason := spoiled.get(code):
            register.contradict("error", chunk.body.line, chunk.body.title, "", reason)
        units.append(_read_unit(chunk, table.get(code), known[code], vocabulary, register))
        notes.extend(register.corrections if units[-1].outcomes else [])
        problems.extend(register.contradictions)
    problems.extend(_missing(expected, {unit.code for unit in units}, table))
    return units


def _chunks(
    units: Sequence[Sequence[Line]], rows: Sequence[TableRow], notes: list[Correction], problems: list[Correction]
) -> list[_Chunk]:
    printed = [(unit[0].text.removeprefix("Unit "), unit[0].number) for unit in units]
    codes = resolve_references(printed, [row.printed_code for row in rows], notes, problems)
    return [
        _Chunk(reference, take_apart(code, unit))
        for (reference, _), code, unit in zip(printed, codes, units, strict=True)
    ]


def _table(
    rows: Sequence[TableRow], in_bodies: Sequence[str], notes: list[Correction], problems: list[Correction]
) -> dict[str, TableRow]:
    codes = resolve_references([(row.printed_code, row.line) for row in rows], in_bodies, notes, problems)
    return {code: row for code, row in zip(codes, rows, strict=True) if code}


def _vocabulary(bodies: Sequence[Body]) -> Vocabulary:
    pieces = [piece for body in bodies for page in body.pages for piece in page.pieces]
    outcomes = [piece for body in bodies for piece in body.outcomes]
    openings = [first_word(piece.text) for piece in pieces if piece.gap]
    openings += [first_word(piece.text) for piece in outcomes if piece.label]
    return Vocabulary.of(openings, [piece.text for piece in pieces + outcomes])


def _spoiled(chunks: Sequence[_Chunk], expected: Sequence[ExpectedUnit]) -> dict[str, str]:
    """Units whose text cannot be trusted whatever it says, each with the reason."""
    printed = Counter(chunk.body.code for chunk in chunks)
    more_than_once = "The handbook has this unit more than once; the first was read. Keep the right one in your copy."
    spoiled = {code: more_than_once for code, times in printed.items() if times > 1}
    order = [unit.code for unit in expected]
    last = chunks[-1].body.code
    if last in order and any(code not in printed for code in order[order.index(last) + 1 :]):
        spoiled[last] = "The handbook ends in this unit though others follow it: it may be cut off in mid-sentence."
    return spoiled


def _usable(
    chunks: Sequence[_Chunk], known: Mapping[str, ExpectedUnit], problems: list[Correction]
) -> Iterator[_Chunk]:
    """Units that the catalogue has, each once; what the catalogue lacks goes to ``problems``."""
    seen: set[str] = set()
    for chunk in chunks:
        code = chunk.body.code
        if code and code not in known:
            reason = "The catalogue has no such unit in this qualification. Nothing is filled in from here."
            problems.append(correction("error", chunk.body.line, code, chunk.body.title, "", reason))
        elif code and code not in seen:
            seen.add(code)
            yield chunk


def _read_unit(
    chunk: _Chunk, row: TableRow | None, unit: ExpectedUnit, vocabulary: Vocabulary, notes: UnitNotes
) -> ReadUnit:
    body = chunk.body
    note_title(body, row, notes)
    _compare(body, row, unit, notes)
    outcomes = read_outcomes(body, unit.outcomes, vocabulary, notes)
    return ReadUnit(
        code=unit.code,
        printed_code=chunk.printed,
        title=body.title,
        level=row.level if row else unit.level,
        credit=row.credit if row else unit.credit,
        group=row.group if row else "",
        line=body.line,
        outcomes=outcomes,
        fits=notes.fits,
    )


def _compare(body: Body, row: TableRow | None, unit: ExpectedUnit, notes: UnitNotes) -> None:
    if comparable(body.title) != comparable(unit.title):
        reason = "The handbook's title is not the catalogue's. The unit reference decides."
        notes.contradict("warning", body.line, body.title, unit.title, reason)
    if row is None:
        reason = "No table of the handbook lists this unit; its level and credit are the catalogue's."
        notes.contradict("warning", body.line, "", f"level {unit.level}, {unit.credit} credits", reason)
    elif (row.level, row.credit) != (unit.level, unit.credit):
        printed = f"level {row.level}, {row.credit} credits"
        reason = "The handbook's table and the catalogue differ. Ask the awarding organisation which holds."
        notes.contradict("warning", row.line, printed, f"level {unit.level}, {unit.credit} credits", reason)


def _missing(expected: Sequence[ExpectedUnit], found: set[str], table: Mapping[str, TableRow]) -> Iterator[Correction]:
    reason = "The handbook has no page of this unit: it may be cut off. Choose the whole handbook."
    for unit in expected:
        if unit.code not in found:
            line = table[unit.code].line if unit.code in table else 0
            yield correction("error", line, unit.code, "", unit.title, reason)
