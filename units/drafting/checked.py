"""What of a description a second person checks: the rule, and the facts of the units that it counts."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from units.combination import Rule, RuleError, parse_rule
from units.drafting.clauses import unit_facts
from units.drafting.edits import at_home
from units.drafting.problems import Lack, lacks_of
from units.interchange.values import QualificationValues

OF_RULE = ("groups", "rule", "clause")


def checked_part(values: QualificationValues) -> dict[str, Any]:
    """In one form whatever the order of the units, which no rule rests on."""
    values = at_home(values)
    units = [[unit.code, unit.title, unit.credit, unit.level] for unit in values.units]
    return {"rule": _sorted(values.rule) if values.rule else None, "units": sorted(units, key=repr)}


def _sorted(rule: Mapping[str, Any]) -> dict[str, Any]:
    groups = {
        key: {**group, "units": sorted(group["units"])} if "units" in group else group
        for key, group in rule.get("groups", {}).items()
    }
    return {**rule, "groups": groups}


def digest_of(values: QualificationValues) -> str:
    """SHA-256: two descriptions with the same one say the same to whoever checks the rule."""
    return hashlib.sha256(json.dumps(checked_part(values), sort_keys=True).encode()).hexdigest()


def readable_rule(values: QualificationValues) -> Rule:
    """The rule as the engine reads it; RuleError where it cannot. What only names it may still be missing."""
    named = {"rule": values.code or "draft", "version": "1", "title": values.title or "A draft"}
    return parse_rule({**named, **(values.rule or {})}, unit_facts(values))


def rule_lacks(values: QualificationValues) -> list[Lack]:
    """Why nobody can check the rule yet, by the engine's own reader. Labels and dates do not belong to it."""
    if not values.rule:
        return [Lack("rule", None, "Rule", "There is no rule of combination yet.", "Write its first clause.")]
    return [*_in_rule(values), *_in_units(values)] or [*_unreadable(values)]


def _in_rule(values: QualificationValues) -> Iterator[Lack]:
    yield from (lack for lack in lacks_of(values) if lack.where in OF_RULE)


def _in_units(values: QualificationValues) -> Iterator[Lack]:
    for index, unit in enumerate(values.units, 1):
        if not (unit.number and unit.title) or unit.level is None or unit.credit is None:
            name = f"Unit {unit.number}" if unit.number else f"Unit no. {index}"
            yield Lack("unit", index, name, "Number, title, level or credits are missing.", "Fill them in.")


def _unreadable(values: QualificationValues) -> Iterator[Lack]:
    try:
        readable_rule(values)
    except RuleError as error:
        reason = f"{error.message[:1].upper()}{error.message[1:]}."
        yield Lack("rule", None, "Rule", reason, "Mend it on the page of the rule.")


def can_be_checked(values: QualificationValues) -> bool:
    return not rule_lacks(values)
