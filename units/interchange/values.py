"""A whole qualification as plain values: what every file and form is read into, and what is written to the database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from units.references import is_valid_reference


@dataclass(frozen=True, slots=True)
class CriterionValues:
    """``label`` in our own or the centre's words, ``text`` and ``guidance`` in the body's."""

    label: str
    text: str = ""
    printed: str = ""
    guidance: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeValues:
    """``questions``: how many of a test's questions are about this outcome; None where there is no test."""

    label: str
    criteria: tuple[CriterionValues, ...]
    text: str = ""
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class UnitValues:
    """One unit, or one way of assessing it where the body numbers the ways apart (4417-201, 4417-271).

    ``method`` is portfolio, assignment or test; ``minutes`` what a test or assignment may take. ``sector_number`` is the number that the
    sector body gave it ("A17"), ``standards`` the National Occupational Standards it relates to, ``suits`` who should
    not choose it, in our words. ``group`` is the key of the rule's group that it belongs to.
    """

    scheme: str
    number: str
    title: str
    level: int
    credit: int
    outcomes: tuple[OutcomeValues, ...]
    edition: int = 1
    reference: str = ""
    guided_hours: int | None = None
    method: str = "portfolio"
    minutes: int | None = None
    sector_number: str = ""
    available_from: dt.date | None = None
    expires_on: dt.date | None = None
    suits: str = ""
    standards: tuple[str, ...] = ()
    key_skills: tuple[str, ...] = ()
    aim: str = ""
    information: Mapping[str, str] = field(default_factory=dict)
    group: str = ""

    @property
    def code(self) -> str:
        return code_of(self.scheme, self.number)


def code_of(scheme: str, number: str) -> str:
    """Scheme and number, since numbers are given twice; a unit reference stands for itself."""
    return number if is_valid_reference(number) or not scheme else f"{scheme}-{number}"


@dataclass(frozen=True, slots=True)
class QualificationValues:
    """One edition of a qualification. ``rule`` is in the rule language; None: no full claims."""

    code: str
    awarding_organisation: str
    scheme: str
    title: str
    level: int
    version: str
    published_on: dt.date
    units: tuple[UnitValues, ...]
    number: str = ""
    registration_from: dt.date | None = None
    registration_until: dt.date | None = None
    guided_hours: int | None = None
    total_hours: int | None = None
    grading: str = ""
    minimum_age: int | None = None
    rule: Mapping[str, Any] | None = None
