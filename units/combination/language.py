"""The rule language: a strict reader of parsed TOML. What it does not know is an error with its place."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from units.combination.checks import refuse_what_cannot_be_met
from units.combination.clauses import Place, parse_clause
from units.combination.fields import choice, known, listed, required, table, text
from units.combination.groups import Groups
from units.combination.model import Clause, Interpretation, Rule, RuleError, UnitFact


def parse_rule(data: Mapping[str, Any], units: Mapping[str, UnitFact]) -> Rule:
    """Read a rule; refuse with RuleError what is unknown, unused, contradictory or can never be met.

    `units` are the facts of the whole catalogue, by code; those that no group lists do not count.
    """
    known(data, ("rule", "version", "title", "source", "groups", "clauses", "readings"), "$")
    groups = Groups(required(data, "groups", "$"), units)
    structure = tuple(units[code] for code in groups.units())
    strict = Interpretation(
        "strict", "Strict: whole units, each level by itself", False, _clauses(data, groups, structure), structure
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
        interpretations=(strict, *_readings(data, groups, structure, strict)),
    )
    groups.refuse_unused()
    refuse_what_cannot_be_met(rule)
    return rule


def _clauses(
    data: Mapping[str, Any], groups: Groups, structure: tuple[UnitFact, ...], *, at_or_above: bool = False
) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    for i, clause in enumerate(listed(data, "clauses", "$")):
        clauses.append(parse_clause(clause, Place(i, f"$.clauses[{i}]", groups, structure, at_or_above)))
        twin = next((c for c in clauses[:-1] if (c.kind, c.title) == (clauses[-1].kind, clauses[-1].title)), None)
        if twin and not at_or_above:
            raise RuleError(f"says the same as {twin.path}", f"$.clauses[{i}]")
    return tuple(clauses)


def _readings(
    data: Mapping[str, Any], groups: Groups, structure: tuple[UnitFact, ...], strict: Interpretation
) -> list[Interpretation]:
    readings: list[Interpretation] = []
    for i, reading in enumerate(listed(data, "readings", "$") if "readings" in data else ()):
        path = f"$.readings[{i}]"
        readings.append(_reading(table(reading, path), path, data, groups, structure, strict))
        if readings[-1].name in [strict.name, *(r.name for r in readings[:-1])]:
            raise RuleError(f"there is a reading “{readings[-1].name}” already", f"{path}.name")
    return readings


def _reading(
    reading: Mapping[str, Any],
    path: str,
    data: Mapping[str, Any],
    groups: Groups,
    structure: tuple[UnitFact, ...],
    strict: Interpretation,
) -> Interpretation:
    known(reading, ("name", "label", "caps", "levels"), path)
    in_part = "caps" in reading and choice(reading, "caps", path, ("part_units",)) == "part_units"
    upward = "levels" in reading and choice(reading, "levels", path, ("at_or_above",)) == "at_or_above"
    if in_part and not any(b.in_credits and b.maximum is not None for b in strict.bounds):
        raise RuleError("no clause limits the credits of a group", f"{path}.caps")
    if upward and all(clause.level is None or clause.at_or_above for clause in strict.clauses):
        raise RuleError("no clause asks for credits at exactly one level", f"{path}.levels")
    if not in_part and not upward:
        raise RuleError("a reading has to differ from the strict one, in caps or in levels", path)
    name, label = text(reading, "name", path), text(reading, "label", path)
    clauses = _clauses(data, groups, structure, at_or_above=upward)
    shared = tuple(old if old == new else new for old, new in zip(strict.clauses, clauses, strict=True))
    return Interpretation(name, label, in_part, shared, structure)
