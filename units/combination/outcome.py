"""The verdict as a tree that is also its explanation: page, PDF and API show the same words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from units.combination.later import Later
from units.combination.model import Kind, Measure

LINES_OF_A_HANDBOOK = re.compile(r"\d{3}:([-\d, ]+)")


class UnitCount(NamedTuple):
    """An achieved unit within a clause. `credits_counted` is below `credit` only where a reading counts in part."""

    code: str
    title: str
    credit: int
    counted: bool
    credits_counted: int


class Words(NamedTuple):
    """What of a clause's outcome takes more than numbers."""

    units: tuple[UnitCount, ...]
    explain: str
    fix: str


class ClauseOutcome(NamedTuple):
    """`have`, `need`, `limit` and `short` are in `measure`. A clause with a limit and no minimum needs 0."""

    path: str
    kind: Kind
    title: str
    measure: Measure
    have: int
    need: int
    limit: int | None
    met: bool
    short: int
    source: str
    words: Later[Words]

    @property
    def units(self) -> tuple[UnitCount, ...]:
        """The achieved units that the clause speaks of."""
        return self.words.value.units

    @property
    def explain(self) -> str:
        """A sentence on where the clause stands."""
        return self.words.value.explain

    @property
    def fix(self) -> str:
        """The smallest step that meets the clause, "" if it is met."""
        return self.words.value.fix

    @property
    def cited(self) -> str:
        """The source for a reader: "handbook, lines 50 to 52". Any other kind of source stands as it is written."""
        found = LINES_OF_A_HANDBOOK.fullmatch(self.source)
        if found is None:
            return self.source
        return f"handbook, line{'' if found[1].isdigit() else 's'} {found[1].replace('-', ' to ')}"

    def to_dict(self) -> dict[str, Any]:
        plain = self._asdict()
        units, explain, fix = plain.pop("words").value
        source = plain.pop("source")
        return {
            **plain,
            "units": [unit._asdict() for unit in units],
            "source": source,
            "explain": explain,
            "fix": fix,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        plain = dict(data)
        units = tuple(UnitCount(**unit) for unit in plain.pop("units"))
        words = Words(units, plain.pop("explain"), plain.pop("fix"))
        return cls(**plain, words=Later.known(words))


class Choice(NamedTuple):
    """What a reading counts, and what its clauses come to. Codes are in code order."""

    clauses: tuple[ClauseOutcome, ...]
    counted: tuple[str, ...]
    surplus: tuple[str, ...]
    credits_counted: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole verdict under one way of reading the rule."""

    name: str
    label: str
    met: bool
    choice: Later[Choice]

    @property
    def clauses(self) -> tuple[ClauseOutcome, ...]:
        return self.choice.value.clauses

    @property
    def counted(self) -> tuple[str, ...]:
        return self.choice.value.counted

    @property
    def surplus(self) -> tuple[str, ...]:
        """Achieved but not counted, units outside the structure included."""
        return self.choice.value.surplus

    @property
    def credits_counted(self) -> int:
        return self.choice.value.credits_counted

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "label": self.label, "met": self.met, **_plain(self.choice.value)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        plain = dict(data)
        choice = _choice({name: plain.pop(name) for name in Choice._fields})
        return cls(**plain, choice=Later.known(choice))


@dataclass(frozen=True, slots=True)
class Outcome:
    """`met`, `clauses` and what counts are those of the strict reading, the first of `readings`.

    `held`: another reading comes to another verdict, so the body has to confirm. What is surplus still belongs on
    the unit listing.
    """

    rule_id: str
    rule_version: str
    held: bool
    credits_achieved: int
    readings: tuple[Reading, ...]

    @property
    def met(self) -> bool:
        return self.readings[0].met

    @property
    def clauses(self) -> tuple[ClauseOutcome, ...]:
        return self.readings[0].clauses

    @property
    def counted(self) -> tuple[str, ...]:
        return self.readings[0].counted

    @property
    def surplus(self) -> tuple[str, ...]:
        return self.readings[0].surplus

    @property
    def credits_counted(self) -> int:
        return self.readings[0].credits_counted

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and strings: what a claim stores."""
        return {
            "rule_id": self.rule_id,
            "rule_version": self.rule_version,
            "met": self.met,
            "held": self.held,
            **_plain(self.readings[0].choice.value),
            "credits_achieved": self.credits_achieved,
            "readings": [reading.to_dict() for reading in self.readings],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; a key too many or too few is a TypeError or KeyError."""
        plain = dict(data)
        for name in ("met", *Choice._fields):
            del plain[name]
        plain["readings"] = tuple(Reading.from_dict(reading) for reading in data["readings"])
        return cls(**plain)


def _plain(choice: Choice) -> dict[str, Any]:
    return {
        "clauses": [clause.to_dict() for clause in choice.clauses],
        "counted": list(choice.counted),
        "surplus": list(choice.surplus),
        "credits_counted": choice.credits_counted,
    }


def _choice(data: Mapping[str, Any]) -> Choice:
    clauses = tuple(ClauseOutcome.from_dict(clause) for clause in data["clauses"])
    return Choice(clauses, tuple(data["counted"]), tuple(data["surplus"]), data["credits_counted"])
