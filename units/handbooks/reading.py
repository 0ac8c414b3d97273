"""What a reader of handbooks is told, and what it hands back. Pure values: no database, no files."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ReadCriterion:
    number: str
    printed: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    number: int
    text: str
    line: int
    criteria: tuple[ReadCriterion, ...]


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """``outcomes`` is empty where the text contradicts the catalogue: nothing of it may be filled in."""

    code: str
    printed_code: str
    title: str
    level: int
    credit: int
    group: str
    line: int
    outcomes: tuple[ReadOutcome, ...]


@dataclass(frozen=True, slots=True)
class ReadHandbook:
    layout: Literal["proqual"]
    title: str
    qualification_number: str
    level: int
    registration_from: date
    registration_until: date
    total_hours: int
    guided_hours: int
    units: tuple[ReadUnit, ...]
    corrections: tuple[Correction, ...]
    contradictions: tuple[Correction, ...]


def correction(severity: Severity, line: int, subject: str, printed: str, stored: str, reason: str) -> Correction:
    place = f"line {line}" if line else "whole document"
    return Correction(severity, place, line, subject, printed, stored, reason)
