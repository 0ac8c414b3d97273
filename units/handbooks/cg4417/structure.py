"""The structure tables: the reference, level, hours and credit of each unit number, and what the whole takes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from units.handbooks.cg4417.page_lines import Line, code_of
from units.handbooks.reading import Correction, correction

_STARTS = re.compile(r"\S{1,2}/ ?\d{3}/ ?\d{4}\b")  # a narrow column divides it
_ROW = re.compile(
    r"(?P<reference>\S{1,2}/ ?\d{3}/ ?\d{4}) (?P<number>\d{3}) (?P<title>\D+?) (?P<level>\d) (?P<hours>\d{1,3}) (?P<credit>\d{1,2})"
    r" (?P<method>[A-Z]\D*)"
)
_TOTAL = re.compile(r"(?P<title>\D*Level (?P<level>\d)\D*) (?P<guided>\d{1,4}) (?P<total>\d{1,4})")
_TOTALS = "Title and level GLH TQT"
_LONGEST_ROW = 8


@dataclass(frozen=True, slots=True)
class TableRow:
    """``method`` is how the number is assessed, as printed."""

    number: str
    reference: str
    title: str
    level: int
    guided_hours: int
    credit: int
    method: str
    line: int


@dataclass(frozen=True, slots=True)
class Hours:
    """What a whole qualification takes, guided and in total."""

    guided: int
    total: int
    line: int


def read_structure(lines: Sequence[Line]) -> dict[str, TableRow]:
    """The rows by unit number; of a number that stands twice, the first."""
    rows: dict[str, TableRow] = {}
    for at, line in enumerate(lines):
        match = _row(lines[at : at + _LONGEST_ROW], _ROW) if _STARTS.match(line.text) else None
        if match:
            row = TableRow(
                number=match["number"],
                reference=match["reference"].replace(" ", ""),
                title=match["title"],
                level=int(match["level"]),
                guided_hours=int(match["hours"]),
                credit=int(match["credit"]),
                method=match["method"],
                line=line.number,
            )
            rows.setdefault(row.number, row)
    return rows


def _row(lines: Sequence[Line], pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The cells of a row stand below each other: as many lines as make it whole."""
    for size in range(1, len(lines) + 1):
        if match := pattern.fullmatch(" ".join(line.text for line in lines[:size])):
            return match
    return None


def read_hours(lines: Sequence[Line]) -> dict[int, Hours]:
    """The hours of each qualification, by its level."""
    hours: dict[int, Hours] = {}
    at = next((at for at, line in enumerate(lines, start=1) if line.text == _TOTALS), len(lines))
    while at < len(lines) and (match := _row(lines[at : at + _LONGEST_ROW], _TOTAL)):
        hours[int(match["level"])] = Hours(int(match["guided"]), int(match["total"]), lines[at].number)
        words = len(match[0].split())
        while words > 0:
            words -= len(lines[at].text.split())
            at += 1
    return hours


def structure_notes(rows: Mapping[str, TableRow], hours: Mapping[int, Hours]) -> Iterator[Correction]:
    """One reference under two numbers; hours of a qualification that are not those of its units."""
    ordered = sorted(rows.values(), key=lambda row: (row.reference, row.number))
    for reference, some in groupby(ordered, key=lambda row: row.reference):
        same = list(some)
        if len(same) > 1:
            codes = ", ".join(code_of(row.number) for row in same)
            reason = "One reference for two numbers: one unit, assessed in two ways. Each number is kept."
            yield correction("info", same[-1].line, codes, reference, codes, reason)
    for level, whole in hours.items():
        units = {row.title: row.guided_hours for row in rows.values() if row.level == level}
        if units and sum(units.values()) != whole.guided:
            reason = "The guided learning hours of the units do not add up to those of the qualification."
            yield correction(
                "warning", whole.line, f"Level {level}", str(whole.guided), str(sum(units.values())), reason
            )
