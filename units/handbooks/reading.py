"""What a reader of handbooks is told, and what it hands back. Pure values: no database, no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["info", "warning", "error"]


class NotAHandbook(ValueError):
    """The text cannot be read as a handbook; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class ExpectedUnit:
    """A unit as the catalogue knows it; ``outcomes`` is how many criteria each outcome has."""

    code: str
    title: str
    level: int
    credit: int
    outcomes: tuple[int, ...]
    reference: str = ""
    guided_hours: int | None = None
    expires_on: date | None = None
    sector_number: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One place where what is stored, or what is known, differs from what was printed."""

    severity: Severity
    place: str
    line: int
    subject: str
    printed: str
    stored: str
    reason: str

    @property
    def margin(self) -> str:
        return margin_of(self.place, self.line)


def margin_of(place: str, line: int) -> str:
    """What stands beside a correction: the page of a PDF ("p. 12"), else the line; nothing where it is of the whole."""
    return place.replace("page", "p.") if place.startswith("page") else str(line or "")


@dataclass(frozen=True, slots=True)
class ReadCriterion:
    """``number`` follows from the position; ``printed`` is what the document prints. ``guidance``: the body's notes."""

    number: str
    printed: str
    text: str
    line: int
    guidance: str = ""


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    number: int
    text: str
    line: int
    criteria: tuple[ReadCriterion, ...]
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """``fits`` is false where the unit contradicts the catalogue: it is filled in only on an admin's word.

    ``information`` holds what else the document says of the unit, as printed, by a name of ours: ``assessment``,
    ``endorsement``, ``other_standards``, ``standards``, ``sector``, ``owner``, ``submitted_by``, ``use``, ``delivery``,
    ``key_skills``. A name is absent where the document leaves the field blank; “N/A” is kept as printed.
    """

    code: str
    printed_code: str
    title: str
    level: int
    credit: int
    group: str
    line: int
    outcomes: tuple[ReadOutcome, ...]
    fits: bool = True
    guided_hours: int | None = None
    minutes: int | None = None
    aim: str = ""
    information: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """One row of a structure table: a unit's place in a qualification."""

    code: str
    title: str
    level: int
    credit: int
    guided_hours: int
    group: str
    line: int


@dataclass(frozen=True, slots=True)
class ReadComparison:
    """One row of a table that compares a unit with those it replaces. ``previous``: their numbers, as printed."""

    code: str
    previous: tuple[str, ...]
    title: str
    credit: int
    difference: str
    detail: str
    line: int


@dataclass(frozen=True, slots=True)
class ReadHandbook:
    """One document. A document without criteria has ``places`` or ``comparisons`` and no ``units``.

    ``edition`` is what the document says of its own version, else the month of its issue: “2.8”, “2023-08”.
    """

    layout: str
    title: str
    edition: str
    units: tuple[ReadUnit, ...]
    corrections: tuple[Correction, ...]
    contradictions: tuple[Correction, ...]
    places: tuple[ReadPlace, ...] = ()
    comparisons: tuple[ReadComparison, ...] = ()
    qualification_number: str = ""
    level: int | None = None
    registration_from: date | None = None
    registration_until: date | None = None
    total_hours: int | None = None
    guided_hours: int | None = None


def correction(severity: Severity, line: int, subject: str, printed: str, stored: str, reason: str) -> Correction:
    place = f"line {line}" if line else "whole document"
    return Correction(severity, place, line, subject, printed, stored, reason)
