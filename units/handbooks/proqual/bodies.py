"""A unit's pages taken apart: pieces of outcomes, pieces of criteria, and the labels between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from units.handbooks.proqual.page_lines import (
    CRITERION_HEAD,
    LABEL,
    REST_OF_HEAD,
    RUNNING_HEAD,
    UNIT_HEADING,
    Line,
)
from units.handbooks.proqual.two_columns import part_columns

_ONLY_LABEL = re.compile(rf"(?:{LABEL}|[^\W\d])$")
_LABELLED = re.compile(r"(\d\.\d{1,2}(?= )|\d{2}(?= [A-Z|])) (\S.*)")
_NEXT_LABEL = re.compile(r" (?=\d\.\d{1,2} [A-Z])")
_OUTCOME = re.compile(r"(\d)(?: (\S.*))?$")
_TRAILING_LABEL = re.compile(rf"(\S.*) ({LABEL})$")
_BOTH_COLUMNS = re.compile(rf"(\d) (\S.*?) ({LABEL}) (\S.*)")


@dataclass(frozen=True, slots=True)
class Label:
    printed: str
    line: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A line's share of one column; ``label`` is the number printed right before it."""

    text: str
    line: int
    gap: bool
    label: str = ""


@dataclass(slots=True)
class Page:
    labels: list[Label] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """``parted`` and ``mixed`` are the lines where both columns stand, parted or not."""

    code: str
    line: int
    title_lines: tuple[Line, ...]
    outcomes: list[Piece] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    parted: list[tuple[int, str, str]] = field(default_factory=list)
    mixed: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        return " ".join(line.text for line in self.title_lines)


def take_apart(code: str, lines: Sequence[Line]) -> Body:
    """``lines`` start with the unit's heading; ``code`` is the reference after any repair."""
    first_page = next((at for at, line in enumerate(lines) if RUNNING_HEAD.match(line.text)), len(lines))
    body = Body(code, lines[0].number, tuple(lines[1:first_page]))
    taker = _Taker(body)
    for line in lines[first_page:]:
        taker.take(line)
    taker.part_row()
    return body


def split_units(lines: Sequence[Line]) -> list[list[Line]]:
    units: list[list[Line]] = []
    for line in lines:
        if UNIT_HEADING.match(line.text):
            units.append([])
        units[-1].append(line)
    return units


def _each(criteria: str) -> list[str]:
    """The criteria of one cell, where each begins with the number that follows the one before."""
    each: list[str] = []
    for text in _NEXT_LABEL.split(criteria):
        label = _LABELLED.match(text)
        wanted = each and _LABELLED.match(each[-1])
        if each and not (label and wanted and _at(label[1]) == _at(wanted[1]) + 1):
            each[-1] = f"{each[-1]} {text}"
        elif text:
            each.append(text)
    return each


def _at(label: str) -> int:
    return int(label.rpartition(".")[2])


class _Taker:
    """Knows, line by line, which column the scan is in."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.in_criteria = False
        self.fresh_page = False
        self.outcome = 0
        self.row: list[Line] | None = None

    def take(self, line: Line) -> None:
        if self._continues_row(line):
            return
        self.part_row()
        if RUNNING_HEAD.match(line.text):
            self.body.pages.append(Page())
            self.in_criteria, self.fresh_page = False, True
        elif CRITERION_HEAD.search(line.text):
            self.in_criteria, self.fresh_page = True, True
        elif "\t" in line.text:
            self._take_cells(line)
        elif not REST_OF_HEAD.match(line.text):
            self._take_words(Line(line.number, line.text, line.gap or self.fresh_page))
            self.fresh_page = False

    def _take_cells(self, line: Line) -> None:
        """Where the columns are kept apart, the outcome stands left and all of its criteria right."""
        outcome, _, criteria = line.text.partition("\t")
        if outcome:
            self._take_outcome(Line(line.number, outcome, line.gap))
        for criterion in _each(criteria.replace("\t", " ").strip()):
            self._add_criterion(criterion, line.number, gap=line.gap)

    def _take_words(self, line: Line) -> None:
        if _ONLY_LABEL.match(line.text):
            self.body.pages[-1].labels.append(Label(line.text, line.number))
        elif self.in_criteria:
            self._take_criterion(line)
        else:
            self._take_outcome(line)

    def _take_outcome(self, line: Line) -> None:
        match = _OUTCOME.match(line.text)
        if not match:
            self.body.outcomes.append(Piece(line.text, line.number, line.gap))
            return
        self.outcome = int(match[1])
        text = match[2] or ""
        trailing = _TRAILING_LABEL.match(text)
        if trailing and trailing[2][0] == match[1]:
            text = trailing[1]
            self.body.pages[-1].labels.append(Label(trailing[2], line.number))
        self.body.outcomes.append(Piece(text, line.number, line.gap, match[1]))

    def _take_criterion(self, line: Line) -> None:
        row = _BOTH_COLUMNS.match(line.text)
        if row and int(row[1]) == self.outcome + 1 and row[3][0] == row[1]:
            self.outcome += 1
            self.body.outcomes.append(Piece(row[2], line.number, True, row[1]))
            self._add_criterion(f"{row[3]} {row[4]}", line.number, gap=True)
            self.body.parted.append((line.number, f"{row[1]} {row[2]}", f"{row[3]} {row[4]}"))
            self.row = []
        else:
            self._add_criterion(line.text, line.number, gap=line.gap)

    def _add_criterion(self, text: str, line: int, *, gap: bool) -> None:
        labelled = _LABELLED.match(text)
        piece = Piece(labelled[2], line, True, labelled[1]) if labelled else Piece(text, line, gap)
        self.body.pages[-1].pieces.append(piece)

    def _continues_row(self, line: Line) -> bool:
        """Below a row of both columns, until the next label or blank line, both may go on."""
        if self.row is None or line.gap or RUNNING_HEAD.match(line.text):
            return False
        if _LABELLED.match(line.text) or _BOTH_COLUMNS.match(line.text):
            return False
        self.row.append(line)
        return True

    def part_row(self) -> None:
        rows, self.row = self.row or [], None
        if not rows:
            return
        parts = part_columns(self.body.code, self.outcome, rows)
        if parts is None:
            self.body.mixed.extend(rows)
            return
        for row, (left, right) in zip(rows, parts, strict=True):
            self._add_parted(row, left, right)

    def _add_parted(self, row: Line, left: str, right: str) -> None:
        if left:
            self.body.outcomes.append(Piece(left, row.number, False))
        if right:
            self._add_criterion(right, row.number, gap=False)
        self.body.parted.append((row.number, left, right))
