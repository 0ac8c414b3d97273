"""The rule language: a strict reader of parsed TOML. What it does not know is an error with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from units.combination.checks import refuse_too_intricate, refuse_what_cannot_be_met
from units.combination.clauses import Place, parse_clause
from units.combination.fields import choice, few, known, listed, required, table, text
from units.combination.groups import HIGHEST_LEVEL, Groups
from units.combination.model import Clause, Interpretation, Rule, RuleError, UnitFact

MOST_CLAUSES = 200
MOST_READINGS = 20
OF_A_LEVEL, CREDITS_OF_ONE = 12, 20  # of the units from elsewhere that a rule has to bear


def parse_rule(data: object, units: Mapping[str, UnitFact]) -> Rule:
    """Read a rule; refuse with RuleError what is unknown, unused, contradictory or can never be met.

    `units` are the facts of every unit that may be spoken of, by code. Those that no group lists do not count, unless
    the rule has a group for the units outside the structure: its members they are then. Which these are changes with
    the candidate, so a rule has to be possible without any.
    """
    rule, groups = _read(data, units)
    listed_units = {code: units[code] for code in groups.listed}
    if groups.outside:
        refuse_too_intricate(_read(data, listed_units | _imagined())[0])
    refuse_what_cannot_be_met(rule if len(rule.units) == len(listed_units) else _read(data, listed_units)[0])
    return rule


def _imagined() -> dict[str, UnitFact]:
    """Units from elsewhere as a candidate might bring them: of every level, more than any limit lets count.

    No unit of a group has such a code.
    """
    codes = {f"{level},{number}": level for level in range(HIGHEST_LEVEL + 1) for number in range(OF_A_LEVEL)}
    return {code: UnitFact(code, "", CREDITS_OF_ONE, level) for code, level in codes.items()}


def _read(given: object, units: Mapping[str, UnitFact]) -> tuple[Rule, Groups]:
    data = table(given, "$")
    known(data, ("rule", "version", "title", "source", "groups", "clauses", "readings"), "$")
    groups = Groups(required(data, "groups", "$"), units)
    structure = tuple(units[code] for code in groups.units())
    reader = _Reader(data, groups, structure)
    strict = Interpretation(
        "strict", "Strict: whole units, each level by itself", False, reader.clauses(at_or_above=False), structure
    )
    rule = Rule(
        id=text(data, "rule", "$"),
        version=text(data, "version", "$"),
        title=text(data, "title", "$"),
        source=text(data, "source", "$"),
        facts=MappingProxyType(dict(units)),
        units=structure,
        position=MappingProxyType({unit.code: i for i, unit in enumerate(structure)}),
        by_size=tuple(sorted(((1 << i, u) for i, u in enumerate(structure)), key=lambda pair: pair[1].credit)),
        interpretations=(strict, *reader.readings(strict)),
        outside=groups.refuse_unlimited(strict.clauses),
    )
    groups.refuse_unused()
    return rule, groups


@dataclass(frozen=True, slots=True)
class _Reader:
    data: Mapping[str, Any]
    groups: Groups
    structure: tuple[UnitFact, ...]

    def clauses(self, *, at_or_above: bool) -> tuple[Clause, ...]:
        rows = listed(self.data, "clauses", "$")
        few(rows, MOST_CLAUSES, "clauses", "$.clauses")
        clauses: list[Clause] = []
        for i, row in enumerate(rows):
            clause = parse_clause(row, Place(i, f"$.clauses[{i}]", self.groups, self.structure, at_or_above))
            twin = next((one for one in clauses if _said(one) == _said(clause)), None)
            if twin and not at_or_above:
                raise RuleError(f"says the same as {twin.path}", f"$.clauses[{i}]")
            clauses.append(clause)
        return tuple(clauses)

    def readings(self, strict: Interpretation) -> list[Interpretation]:
        rows = listed(self.data, "readings", "$") if "readings" in self.data else ()
        few(rows, MOST_READINGS, "readings", "$.readings")
        readings: list[Interpretation] = []
        for i, row in enumerate(rows):
            path = f"$.readings[{i}]"
            reading = self._reading(table(row, path), path, strict)
            if reading.name in (strict.name, *(other.name for other in readings)):
                raise RuleError(f"there is a reading “{reading.name}” already", f"{path}.name")
            readings.append(reading)
        return readings

    def _reading(self, row: Mapping[str, Any], path: str, strict: Interpretation) -> Interpretation:
        known(row, ("name", "label", "caps", "levels"), path)
        in_part = "caps" in row and choice(row, "caps", path, ("part_units",)) == "part_units"
        upward = "levels" in row and choice(row, "levels", path, ("at_or_above",)) == "at_or_above"
        if in_part and not any(b.in_credits and b.maximum is not None for b in strict.bounds):
            raise RuleError("no clause limits the credits of a group", f"{path}.caps")
        if upward and all(clause.level is None or clause.at_or_above for clause in strict.clauses):
            raise RuleError("no clause asks for credits at exactly one level", f"{path}.levels")
        if not in_part and not upward:
            raise RuleError("a reading has to differ from the strict one, in caps or in levels", path)
        name, label = text(row, "name", path), text(row, "label", path)
        clauses = self.clauses(at_or_above=upward)
        shared = tuple(old if old == new else new for old, new in zip(strict.clauses, clauses, strict=True))
        return Interpretation(name, label, in_part, shared, self.structure)


def _said(clause: Clause) -> tuple[object, ...]:
    """Of what it asks; the order in which it names groups or units says nothing."""
    about = frozenset(group.key for group in clause.groups) or clause.scope
    return clause.kind, clause.measure, clause.amount, clause.level, clause.at_or_above, about
