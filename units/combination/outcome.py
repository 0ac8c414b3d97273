"""The verdict as a tree that is also its explanation: page, PDF and API show the same words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

from units.combination.model import Kind, Measure

LINES_OF_A_HANDBOOK = re.compile(r"\d{3}:([-\d, ]+)")


class UnitCount(NamedTuple):
    """An achieved unit within a clause. `credits_counted` is below `credit` only where a reading counts in part."""

    code: str
    title: str
    credit: int
    counted: bool
    credits_counted: int


class ClauseOutcome(NamedTuple):
    """`have`, `need`, `limit` and `short` are in `measure`. A clause with a limit and no minimum needs 0.

    `explain` is a sentence on where the clause stands, `fix` the smallest step that meets it, or "" if met.
    """

    path: str
    kind: Kind
    title: str
    measure: Measure
    have: int
    need: int
    limit: int | None
    met: bool
    short: int
    units: tuple[UnitCount, ...]
    source: str
    explain: str
    fix: str

    @property
    def cited(self) -> str:
        """The source for a reader: "handbook, lines 50 to 52". Any other kind of source stands as it is written."""
        found = LINES_OF_A_HANDBOOK.fullmatch(self.source)
        if found is None:
            return self.source
        return f"handbook, line{'' if found[1].isdigit() else 's'} {found[1].replace('-', ' to ')}"

    def to_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "units": [unit._asdict() for unit in self.units]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "units": tuple(UnitCount(**unit) for unit in data["units"])})


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole verdict under one way of reading the rule. Codes are in code order."""

    name: str
    label: str
    met: bool
    clauses: tuple[ClauseOutcome, ...]
    counted: tuple[str, ...]
    surplus: tuple[str, ...]
    credits_counted: int

    def to_dict(self) -> dict[str, Any]:
        return {
            **_plain(self),
            "clauses": [clause.to_dict() for clause in self.clauses],
            "counted": list(self.counted),
            "surplus": list(self.surplus),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "clauses": tuple(ClauseOutcome.from_dict(clause) for clause in data["clauses"]),
                "counted": tuple(data["counted"]),
                "surplus": tuple(data["surplus"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """`met` and `clauses` are those of the strict reading, which is also the first of `readings`.

    `held`: another reading comes to another verdict, so the body has to confirm. `surplus` is achieved but not
    counted, units outside the structure included; it still belongs on the unit listing.
    """

    rule_id: str
    rule_version: str
    met: bool
    held: bool
    clauses: tuple[ClauseOutcome, ...]
    counted: tuple[str, ...]
    surplus: tuple[str, ...]
    credits_counted: int
    credits_achieved: int
    readings: tuple[Reading, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and strings: what a claim stores."""
        return {
            **_plain(self),
            "clauses": [clause.to_dict() for clause in self.clauses],
            "counted": list(self.counted),
            "surplus": list(self.surplus),
            "readings": [reading.to_dict() for reading in self.readings],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; a key too many or too few is a TypeError or KeyError."""
        return cls(
            **{
                **data,
                "clauses": tuple(ClauseOutcome.from_dict(clause) for clause in data["clauses"]),
                "counted": tuple(data["counted"]),
                "surplus": tuple(data["surplus"]),
                "readings": tuple(Reading.from_dict(reading) for reading in data["readings"]),
            }
        )


def _plain(record: Reading | Outcome) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
