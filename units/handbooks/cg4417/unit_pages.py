"""The pages of each unit, and the parts that they are made of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from units.handbooks.cg4417.page_lines import HEADING, Line

END = "Relationships to other qualifications"

_PROFILE = re.compile(r"(?:Level|UAN|Credit value): ?\S")
_OUTCOME = re.compile(r"Outcome (\d)(?: (\S.*))?")
_NUMBERED = re.compile(r"(\d)\.? (\S.*)")
_BELOW_TITLE = re.compile(
    r"(?:Level|UAN|Credit value|GLH):|Outcome \d|Learning outcome|Supporting information|Assessment Criteria|Notes for",
    re.IGNORECASE,
)
_PARTS = {
    "learning outcome": "outcome",
    "assessment criteria": "criteria",
    "notes for guidance": "guidance",
    "supporting information": "guidance",
}
_LEFT_OUT = frozenset(["the learner will:", "the learner can:"])


@dataclass(slots=True)
class OutcomeLines:
    """``label`` is the number printed before the outcome."""

    label: str
    line: int
    text: list[Line] = field(default_factory=list)
    criteria: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class UnitPages:
    """``printed`` are the unit's numbers as its heading has them: “201 / 271”."""

    printed: str
    line: int
    title_lines: list[Line]
    lines: list[Line] = field(default_factory=list)
    profile: list[Line] = field(default_factory=list)
    outcomes: list[OutcomeLines] = field(default_factory=list)
    guidance: list[Line] = field(default_factory=list)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\d{3}", self.printed))

    @property
    def title(self) -> str:
        return " ".join(line.text for line in self.title_lines)


def split_units(lines: Sequence[Line]) -> tuple[list[UnitPages], bool]:
    """The units in the document's order, and whether the page that closes them is there.

    A unit starts where its reference and level follow its heading: the contents have the same headings. A heading
    that comes again on top of a page is no part of the text.
    """
    units: list[UnitPages] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        heading = HEADING.fullmatch(line.text) if line.gap else None
        if heading and (below := _below_heading(lines, at)) and (units or _PROFILE.match(lines[below].text)):
            _open(units, heading["numbers"], lines[at:below], opens=bool(_PROFILE.match(lines[below].text)))
            units[-1].lines.append(replace(lines[below], gap=True, fresh_page=True))
            at = below + 1
        elif units and line.fresh_page and line.text == END:
            return _taken_apart(units), True
        else:
            if units:
                units[-1].lines.append(line)
            at += 1
    return _taken_apart(units), False


def _below_heading(lines: Sequence[Line], at: int) -> int:
    """Where the text under a heading of at most four lines starts; 0 where it is no heading of a page."""
    for below in range(at + 1, min(at + 5, len(lines))):
        if _BELOW_TITLE.match(lines[below].text):
            return below
    return 0


def _open(units: list[UnitPages], printed: str, heading: Sequence[Line], *, opens: bool) -> None:
    if opens or units[-1].printed != printed:
        title = HEADING.sub(r"\g<title>", heading[0].text)
        units.append(UnitPages(printed, heading[0].number, [replace(heading[0], text=title), *heading[1:]]))


def _taken_apart(units: list[UnitPages]) -> list[UnitPages]:
    for unit in units:
        _take_apart(unit)
    return units


def _take_apart(unit: UnitPages) -> None:
    part = "profile"
    for line in unit.lines:
        heading, named = _OUTCOME.fullmatch(line.text), _PARTS.get(line.text.casefold(), "")
        if heading and heading[2] and (line.gap or part != "guidance"):
            part = "outcome"
            unit.outcomes.append(OutcomeLines(heading[1], line.number, [replace(line, text=heading[2])]))
        elif named and (unit.outcomes or named != "criteria"):
            part = named
            if named == "outcome":
                unit.outcomes.append(OutcomeLines("", line.number))
        elif not _is_left_out(line, unit):
            _put(unit, part, line)


def _is_left_out(line: Line, unit: UnitPages) -> bool:
    """Headings that only repeat where the reader is."""
    below_heading = line.text == "Guidance" and not unit.guidance
    return below_heading or line.text.casefold() in _LEFT_OUT or bool(_OUTCOME.fullmatch(line.text))


def _put(unit: UnitPages, part: str, line: Line) -> None:
    if part == "profile":
        unit.profile.append(line)
    elif part == "guidance":
        unit.guidance.append(line)
    elif part == "criteria":
        unit.outcomes[-1].criteria.append(line)
    else:
        _put_outcome(unit.outcomes[-1], line)


def _put_outcome(outcome: OutcomeLines, line: Line) -> None:
    numbered = None if outcome.text else _NUMBERED.fullmatch(line.text)
    if numbered:
        outcome.label, outcome.line = numbered[1], line.number
        outcome.text.append(replace(line, text=numbered[2]))
    else:
        outcome.text.append(line)
