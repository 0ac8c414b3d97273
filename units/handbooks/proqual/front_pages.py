"""The pages before the units: what the qualification is, and the tables of its groups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from units.handbooks.reading import Correction, NotAHandbook, correction
from units.references import is_valid_qualification_number

_FIELDS = {
    "Qualification title": r"Qualification title (?P<value>\S.*)",
    "Ofqual qualification number": r"Ofqual qualification number (?P<value>\S+)",
    "Level": r"Level (?P<value>\d)",
    "Total qualification time": r"Total qualification time (?P<value>\d+) hours",
    "Guided learning hours": r"Guided learning hours (?P<value>\d+)(?: hours)?",
    "Qualification start date": r"Qualification start date (?P<value>\S+)",
    "Qualification end date": r"Qualification end date (?P<value>\S+)",
}
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_GROUP = re.compile(r"Group ([A-Z])\b")
_ROW = re.compile(r"(\S{1,2}/\S+/\S+) (\S.*?) (\d) (\d{1,2})")
_BULLET = re.compile(r"e (?=\d|a )")


@dataclass(frozen=True, slots=True)
class Profile:
    title: str
    qualification_number: str
    level: int
    registration_from: date
    registration_until: date
    total_hours: int
    guided_hours: int


@dataclass(frozen=True, slots=True)
class TableRow:
    printed_code: str
    title: str
    level: int
    credit: int
    group: str
    line: int


def read_profile(lines: Sequence[str], notes: list[Correction]) -> Profile:
    found = _fields(lines)
    missing = [name for name in _FIELDS if name not in found]
    if missing:
        raise NotAHandbook(
            f"The first pages of the handbook lack: {', '.join(missing)}. "
            "Choose the whole handbook, from its introduction on, and import it again."
        )
    _note_profile(lines, found, notes)
    return Profile(
        title=found["Qualification title"][0],
        qualification_number=found["Ofqual qualification number"][0],
        level=int(found["Level"][0]),
        registration_from=_day("Qualification start date", found),
        registration_until=_day("Qualification end date", found),
        total_hours=int(found["Total qualification time"][0]),
        guided_hours=int(found["Guided learning hours"][0]),
    )


def _fields(lines: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Field to value and line number; the first line that fits counts."""
    found: dict[str, tuple[str, int]] = {}
    for number in range(1, len(lines) + 1):
        for name, pattern in _FIELDS.items():
            match = re.fullmatch(pattern, _with_rest(lines, number - 1))
            if match and name not in found:
                found[name] = (match["value"], number)
    return found


def _with_rest(lines: Sequence[str], at: int) -> str:
    """A line, and what goes on below it in the right column only."""
    rest = takewhile(lambda line: line.startswith("\t"), lines[at + 1 :])
    return " ".join(" ".join([lines[at], *rest]).split())


def _day(name: str, found: Mapping[str, tuple[str, int]]) -> date:
    value, line = found[name]
    match = _DAY_FIRST.fullmatch(value)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    raise NotAHandbook(
        f"“{name}” on line {line} reads “{value}”, which is not a date (day/month/year). "
        "Correct the line in your copy of the handbook and import it again."
    )


def _note_profile(lines: Sequence[str], found: Mapping[str, tuple[str, int]], notes: list[Correction]) -> None:
    number, line = found["Ofqual qualification number"]
    if not is_valid_qualification_number(number):
        reason = "The last character does not fit the other digits. Compare it with the Ofqual register."
        notes.append(correction("warning", line, "Qualification", number, number, reason))
    for index, text in enumerate(lines, start=1):
        if text.strip() == "Pass or fail":
            reason = "The line lost its name; it is the grading."
            notes.append(correction("info", index, "Qualification", text.strip(), "Grading: pass or fail", reason))
        if _BULLET.match(text):
            reason = "A bullet was read as the letter “e”."
            notes.append(correction("info", index, "Qualification", text[:2].strip(), "•", reason))


def read_structure(lines: Sequence[str], notes: list[Correction]) -> list[TableRow]:
    """The rows of the groups' tables, a title that wraps below its row joined."""
    rows: list[TableRow] = []
    group, row_may_wrap = "", False
    for number, raw in enumerate(lines, start=1):
        line = " ".join(raw.split())
        if heading := _GROUP.match(line):
            group = heading[1]
        row = _ROW.fullmatch(line) if group else None
        if row:
            rows.append(TableRow(row[1], row[2], int(row[3]), int(row[4]), group, number))
        elif row_may_wrap and line[:1].islower():
            rows[-1] = _wrapped(rows[-1], line, number, notes)
        row_may_wrap = row is not None
    return rows


def _wrapped(row: TableRow, rest: str, line: int, notes: list[Correction]) -> TableRow:
    whole = f"{row.title} {rest}"
    reason = "In the table the title wraps below its level and credit."
    notes.append(correction("info", line, row.printed_code, row.title, whole, reason))
    return replace(row, title=whole)
