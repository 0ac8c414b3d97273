"""The clauses of a rule in plain words: those of the engine where it can read them, else as far as they go."""

from collections.abc import Mapping
from typing import Any

from units.combination import RuleError, UnitFact, evaluate, parse_rule
from units.combination.clauses import KINDS, Place, parse_clause
from units.combination.groups import Groups
from units.interchange.values import QualificationValues, UnitValues

KIND_WORDS: Mapping[str, str] = {
    "minimum_credits": "At least a number of credits in all",
    "all_of_group": "Every unit of a group",
    "minimum_from_group": "At least a number of credits, or of units, from a group",
    "maximum_from_group": "At most a number of credits, or of units, from a group",
    "at_least_one_from_each": "At least one unit from each of several groups",
    "exactly_one_from_each": "Exactly one unit from each of several groups",
    "minimum_at_level": "At least a number of credits at a level",
    "barred_together": "Only one of certain units",
}


def words_of_kind(kind: str) -> tuple[str, ...]:
    """Which words of the rule language a clause of this kind takes."""
    return next((words for name, (words, _) in KINDS.items() if name == kind), ())


def unit_facts(values: QualificationValues) -> dict[str, UnitFact]:
    """What is not filled in yet counts as none."""
    return {unit.code: fact_of(unit) for unit in values.units}


def fact_of(unit: UnitValues) -> UnitFact:
    criteria = sum(len(outcome.criteria) for outcome in unit.outcomes)
    hours = unit.guided_hours or 0
    return UnitFact(unit.code, unit.title, unit.credit or 0, unit.level or 0, criteria, hours, unit.reference)


def clause_lines(values: QualificationValues) -> list[str]:
    """Each clause as a sentence, in order."""
    rule = values.rule
    if not rule:
        return []
    facts = unit_facts(values)
    try:
        return [clause.title for clause in evaluate(parse_rule(rule, facts), []).clauses]
    except RuleError:
        return [_line(number, clause, rule, facts) for number, clause in enumerate(rule.get("clauses", ()))]


def _line(number: int, clause: Mapping[str, Any], rule: Mapping[str, Any], facts: Mapping[str, UnitFact]) -> str:
    """One clause by itself, since another may be what is wrong."""
    try:
        groups = Groups(rule.get("groups"), facts)
        structure = tuple(facts[code] for code in groups.units())
        return parse_clause(clause, Place(number, f"$.clauses[{number}]", groups, structure, False)).title
    except RuleError:
        return f"{KIND_WORDS.get(clause['kind'], 'A clause')} (not complete yet)"
