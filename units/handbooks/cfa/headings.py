"""What stands above a unit's table, compared with the contents page and with the catalogue."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from units.handbooks.cfa.sheets import Sheet
from units.handbooks.lines import comparable
from units.handbooks.notes import UnitNotes
from units.handbooks.reading import Correction, ExpectedUnit, correction
from units.handbooks.vocabulary import Vocabulary
from units.references import ALPHABET, check_letter, is_valid_reference, repair_reference

_ENTRY = re.compile(r"([A-Z]\d{1,2})\s+(\S.*?)(?:\s|[.…]{2,})+\d{1,3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents page."""

    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What is printed, "" or None where it is not; ``lines`` is where, by the same names."""

    title: str
    number: str
    reference: str
    level: int | None
    credit: int | None
    hours: int | None
    line: int
    lines: Mapping[str, int]


def read_contents(lines: Sequence[str]) -> dict[str, Entry]:
    found = ((number, _ENTRY.fullmatch(line.strip())) for number, line in enumerate(lines, start=1))
    return {entry[1]: Entry(" ".join(entry[2].split()), number) for number, entry in found if entry}


def read_heading(sheet: Sheet, vocabulary: Vocabulary) -> Heading:
    values = {field.name: vocabulary.join([piece.text for piece in field.pieces]) for field in sheet.above}
    return Heading(
        title=values.get("title", ""),
        number=values.get("number", "").replace(" ", ""),
        reference=values.get("reference", "").replace(" ", ""),
        level=_number(values.get("level", "")),
        credit=_number(values.get("credit", "")),
        hours=_number(values.get("hours", "")),
        line=sheet.line,
        lines={field.name: field.line for field in sheet.above},
    )


def _number(printed: str) -> int | None:
    return int(printed) if re.fullmatch(r"\d{1,3}", printed, re.ASCII) else None


def resolve_reference(
    heading: Heading, expected: Sequence[ExpectedUnit], notes: list[Correction], problems: list[Correction]
) -> str:
    """The reference meant, "" where nothing may repair it: only the catalogue's unit of the same number confirms it."""
    printed, line = heading.reference, heading.lines.get("reference", heading.line)
    if is_valid_reference(printed):
        return printed
    repaired = repair_reference(printed, {unit.reference for unit in expected if unit.sector_number == heading.number})
    if repaired:
        reason = f"The first letter was misread; the check letter is the catalogue's for unit {heading.number}."
        notes.append(correction("warning", line, repaired, printed, repaired, reason))
        return repaired
    problems.append(correction("error", line, printed or heading.number or "a unit", printed, "", _why_not(printed)))
    return ""


def _why_not(printed: str) -> str:
    remedy = "Compare it with the printed handbook and correct your copy; nothing is filled in from here."
    _, _, digits = printed.partition("/")
    try:
        letter = check_letter(digits)
    except ValueError:
        return f"This is not a unit reference (a letter, three digits and four digits). {remedy}"
    why = "a letter or a digit is wrong" if printed[0] in ALPHABET else "and the catalogue does not confirm it"
    return f"The check letter of {digits} is {letter}, not {printed[0]}: {why}. {remedy}"


def compare_heading(heading: Heading, contents: Mapping[str, Entry], unit: ExpectedUnit, notes: UnitNotes) -> None:
    _compare_contents(heading, contents, notes)
    if comparable(heading.title) != comparable(unit.title):
        reason = "The handbook's title is not the catalogue's. The unit reference decides."
        notes.contradict("warning", heading.line, heading.title, unit.title, reason)
    if unit.sector_number and heading.number != unit.sector_number:
        reason = "The sector body's number is not the catalogue's. The unit reference decides."
        notes.contradict(
            "warning", heading.lines.get("number", heading.line), heading.number, unit.sector_number, reason
        )
    if (heading.level, heading.credit) != (unit.level, unit.credit):
        printed, stored = _level(heading.level, heading.credit), _level(unit.level, unit.credit)
        reason = "The handbook and the catalogue differ. Ask the awarding organisation which holds."
        notes.contradict("warning", heading.lines.get("level", heading.line), printed, stored, reason)


def _level(level: int | None, credit: int | None) -> str:
    return f"level {'?' if level is None else level}, {'?' if credit is None else credit} credits"


def _compare_contents(heading: Heading, contents: Mapping[str, Entry], notes: UnitNotes) -> None:
    entry = contents.get(heading.number)
    if not contents:
        return
    if entry is None:
        reason = "The contents page does not list this unit."
        notes.add("info", heading.line, "", heading.title, reason)
    elif entry.title != heading.title:
        same = comparable(entry.title) == comparable(heading.title)
        reason = "The contents page prints the title differently; the one above the unit is stored."
        notes.add("info" if same else "warning", entry.line, entry.title, heading.title, reason)


def compare_hours(heading: Heading, below: int | None, unit: ExpectedUnit, line: int, notes: UnitNotes) -> None:
    """``below`` and ``line``: the hours under the unit's table, and where they stand. Hours hold up no claim."""
    above, at = heading.hours, heading.lines.get("hours", heading.line)
    if above is not None and below is not None and above != below:
        reason = f"The unit has {above} guided learning hours above its table and {below} below it."
        notes.add("warning", line, str(below), str(above), f"{reason} The ones above are read.")
    printed = below if above is None else above
    if printed is None:
        notes.add("warning", at, "", _told(unit.guided_hours), "The unit prints no guided learning hours.")
    elif unit.guided_hours is not None and printed != unit.guided_hours:
        reason = (
            f"The handbook gives the unit {printed} guided learning hours, the catalogue {unit.guided_hours}. The "
            f"catalogue's stay. Ask the awarding organisation which hold; no claim depends on them."
        )
        notes.contradict("warning", at, str(printed), str(unit.guided_hours), reason)


def _told(hours: int | None) -> str:
    return "" if hours is None else str(hours)
