"""The document taken apart into units: what stands above the table of outcomes, in it, and below it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from units.handbooks.cfa.rows import Piece, Row
from units.handbooks.lines import comparable

_ABOVE = {
    "title": "title",
    "cfa unit number": "number",
    "reference number": "reference",
    "level": "level",
    "credit value": "credit",
    "glh": "hours",
}
_BELOW = {
    "owner's reference": "owner",
    "unit aim": "aim",
    "unit expiry date": "expiry",
    "details of the relationship": "standards",
    "assessment requirements": "assessment",
    "endorsement of the unit": "endorsement",
    "location of the unit": "sector",
    "name of the organisation": "submitted_by",
    "availability for use": "use",
    "availability for delivery": "delivery",
    "guided learning hours": "hours",
    "glh": "hours",
}
_OUTCOME = re.compile(r"(\d)(\.?)\s*(?=[^\W\d_])")


@dataclass(slots=True)
class Field:
    """``single``: its text goes on over a page without its column."""

    name: str
    label: str
    line: int
    pieces: list[Piece]
    single: bool = False

    @property
    def key(self) -> str:
        """``name``, but for the two fields that begin with the same words: those end in different ones."""
        return "other_standards" if self.name == "standards" and "other standards" in self.label else self.name


@dataclass(slots=True)
class Outcome:
    """``printed`` is its number with whatever point follows it; ``single``: its criteria go on without their column."""

    printed: str
    line: int
    title: list[Piece]
    criteria: list[Piece]
    single: bool = False


@dataclass(slots=True)
class Sheet:
    line: int
    above: list[Field] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    below: list[Field] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)


def sheets_of(rows: Iterable[Row]) -> list[Sheet]:
    taker = _Taker()
    for row in rows:
        taker.take(row)
    return taker.sheets


class _Taker:
    """Knows, row by row, which part of a unit the text is in."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.part = "above"

    def take(self, row: Row) -> None:
        label = comparable(row.label).rstrip(": ")
        name = _ABOVE.get(label, "")
        if self._opens_unit(name):
            self.sheets.append(Sheet(row.line))
            self.part = "above"
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        if row.is_rule:
            sheet.rules.append(row.line)
        elif not self._changes_part(label):
            self._take_words(sheet, row, name, label)

    def _opens_unit(self, name: str) -> bool:
        """A unit that lost its first line is told by the next one, which stands above a table once only."""
        if name in ("title", "number", "reference"):
            above = [known.name for known in self.sheets[-1].above] if self.sheets else []
            return self.part != "above" or name in above or not above
        return False

    def _changes_part(self, label: str) -> bool:
        """Whether the row only heads the next part."""
        if label.startswith("learning outcomes") and self.part != "below":
            self.part = "outcomes"
        elif label.startswith("additional information about"):
            self.part = "below"
        else:
            return label == "the learner will"
        return True

    def _take_words(self, sheet: Sheet, row: Row, above: str, label: str) -> None:
        below = next((name for start, name in _BELOW.items() if label.startswith(start)), "")
        if self.part == "outcomes" and below and below != "hours":
            self.part = "below"
        if self.part == "above":
            _take_field(sheet.above, row, above, label)
        elif self.part == "outcomes":
            _take_outcome(sheet, row)
        else:
            _take_field(sheet.below, row, below, label)


def _take_field(fields: list[Field], row: Row, name: str, label: str) -> None:
    """A row without a label of its own goes on with the field before it; so may the label itself, in small letters."""
    if not fields or name:
        pieces = list(row.right) or _printed_before(fields, row)
        fields.append(Field(name, label, row.line, pieces))
    elif row.goes_on or (row.single and fields[-1].single):
        fields[-1].single = True
        fields[-1].pieces.extend(row.left)
    elif not row.left or row.label[0].islower():
        fields[-1].label = f"{fields[-1].label} {label}".strip()
        fields[-1].pieces.extend(row.right)
    else:
        fields.append(Field(name, label, row.line, list(row.right)))


def _printed_before(fields: Sequence[Field], row: Row) -> list[Piece]:
    """The value of a blank field on a new page, where the page before took it without its label."""
    before = fields[-1].pieces if fields and row.left[0].after_page else []
    apart = len(before) > 1 and before[-1].line > fields[-1].line and not before[-1].text[0].islower()
    return [before.pop()] if apart else []


def _take_outcome(sheet: Sheet, row: Row) -> None:
    numbered = _OUTCOME.match(row.label)
    if numbered:
        sheet.outcomes.append(_outcome(row, numbered[1] + numbered[2], numbered.end()))
    elif sheet.outcomes:
        _go_on(sheet.outcomes[-1], row)


def _outcome(row: Row, printed: str, end: int) -> Outcome:
    """With its criteria behind it, where nothing parts the two but the first label."""
    after_page = row.left[0].after_page
    label = re.search(rf"(?<!\S){printed[0]}\.\d", row.label[end:]) if row.single else None
    title = row.label[end : end + label.start()].strip() if label else row.label[end:]
    criteria = [Piece(row.label[end + label.start() :], row.line)] if label else list(row.right)
    return Outcome(printed, row.line, [Piece(title, row.line, after_page)], criteria, single=bool(label))


def _go_on(outcome: Outcome, row: Row) -> None:
    labelled = re.match(rf"{outcome.printed[0]}\.\d", row.label)
    outcome.single = row.single and bool(outcome.single or row.goes_on or labelled)
    if outcome.single:
        outcome.criteria.extend(row.left)
    else:
        outcome.title.extend(row.left)
        outcome.criteria.extend(row.right)
