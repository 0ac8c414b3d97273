"""The rule of combination in rows: a group, a clause, a reading each; read with the rule language's own reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from units.combination import RuleError, UnitFact, parse_rule
from units.combination.clauses import KINDS, Place, parse_clause
from units.combination.groups import Groups
from units.interchange.group_rows import Homes, read_groups
from units.interchange.problems import Problem
from units.interchange.records import Record
from units.interchange.rule_errors import problem_of

_FIELDS = ("rule_name", "rule_version", "rule_title", "rule_source")
_READING = {"caps": "part_units", "levels": "at_or_above"}


@dataclass(frozen=True, slots=True)
class Rows:
    """What a rule is read from. ``units`` by code."""

    qualification: Record
    units: Mapping[str, Record]
    groups: Sequence[Record]
    clauses: Sequence[Record]
    readings: Sequence[Record]

    def facts(self) -> dict[str, UnitFact]:
        """A unit whose credit or level could not be read counts as none: the row is a problem already."""
        return {code: _fact(code, unit) for code, unit in self.units.items()}

    def places(self) -> set[str]:
        records = (self.qualification, *self.units.values(), *self.groups, *self.clauses, *self.readings)
        return {record.place for record in records}


def _fact(code: str, unit: Record) -> UnitFact:
    return UnitFact(code, unit["title"], unit["credit"] or 0, unit["level"] or 0, hours=unit["guided_hours"] or 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """``data`` as the rule language has it, None where none is known; ``homes`` the group of each unit that has one."""

    data: Mapping[str, Any] | None
    homes: Homes


def read_rule(rows: Rows, problems: list[Problem]) -> Rule:
    """Without clauses there is no rule, and a unit's group is a name and no more."""
    if not rows.clauses:
        _refuse_leftovers(rows, problems)
        return Rule(None, {code: unit["group"] for code, unit in rows.units.items()})
    groups, homes = read_groups(rows.groups, rows.units, problems)
    if not rows.groups:
        remedy = "Name the groups that the units belong to, in the sheet Groups."
        problems.append(rows.clauses[0].problem("", "There is a rule, but no group that it could speak of.", remedy))
    clauses = [_clause(record, groups, problems) for record in rows.clauses]
    data = _head(rows.qualification, problems) | {"groups": groups, "clauses": clauses}
    if rows.readings:
        data["readings"] = [_reading(record) for record in rows.readings]
    _check_clauses(data, rows, problems)
    _check_whole(data, rows, problems)
    return Rule(data, homes)


def _refuse_leftovers(rows: Rows, problems: list[Problem]) -> None:
    reason = "This belongs to a rule, and the sheet Rule has no row."
    for record in (*rows.groups, *rows.readings):
        problems.append(record.problem("", reason, "Fill in the sheet Rule, or delete the row."))
    for key in _FIELDS:
        if rows.qualification.filled(key):
            problems.append(rows.qualification.problem(key, reason, "Fill in the sheet Rule, or empty this field."))


def _head(qualification: Record, problems: list[Problem]) -> dict[str, Any]:
    if not qualification["rule_source"] and "rule_source" not in qualification.wrong:
        remedy = "Say where the rule is printed, so that anyone can check it."
        problems.append(qualification.problem("rule_source", "There is a rule, but not its source.", remedy))
    return {
        "rule": qualification["rule_name"] or qualification["code"],
        "version": qualification["rule_version"] or "1",
        "title": qualification["rule_title"] or qualification["title"],
        "source": qualification["rule_source"],
    }


def _clause(record: Record, groups: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The clause, without what its kind does not take."""
    clause: dict[str, Any] = {"kind": record["kind"], "source": record["source"]}
    if not record["kind"]:
        return clause
    for key in ("groups", "units", "unit_count", "credits", "level", "scope"):
        if record.filled(key) and key not in record.wrong:
            word = _word(key, record["kind"])
            if word:
                clause[word] = _value(record, key, word, problems)
            else:
                kind = record["kind"].replace("_", " ")
                problems.append(record.problem(key, f"A clause “{kind}” does not take this.", "Empty the cell."))
    for group in record["groups"]:
        if group not in groups:
            reason = f"The sheet Groups has no group “{group}”."
            problems.append(record.problem("groups", reason, "Correct the key, or add the group."))
    return clause


def _word(key: str, kind: str) -> str:
    """What the language calls the column in this kind of clause; empty if it has no place there."""
    words = next(words for name, (words, _) in KINDS.items() if name == kind)
    if key == "groups":
        return next((word for word in words if word in ("group", "groups")), "")
    if key in ("units", "unit_count"):
        return "units" if "units" in words and (kind == "barred_together") == (key == "units") else ""
    return key if key in words else ""


def _value(record: Record, key: str, word: str, problems: list[Problem]) -> Any:
    value = record[key]
    if word == "group":
        if len(value) > 1:
            problems.append(record.problem(key, "This kind of clause speaks of one group.", "Name one group alone."))
        return value[0]
    return list(value) if isinstance(value, tuple) else value


def _reading(record: Record) -> dict[str, Any]:
    changes = {key: word for key, word in _READING.items() if record[key]}
    return {"name": record["name"], "label": record["label"]} | changes


def _check_clauses(data: Mapping[str, Any], rows: Rows, problems: list[Problem]) -> None:
    """Each clause by itself, so that every wrong one is named, unless its row was refused already.

    A title or a source that is missing was told by its cell, and stops no other check.
    """
    facts = rows.facts()
    titled = {key: {**group, "title": group["title"] or key} for key, group in data["groups"].items()}
    try:
        groups = Groups(titled, facts)
    except RuleError as error:
        if not any(problem.sheet == record.place for problem in problems for record in rows.groups):
            problems.append(problem_of(error, _groups(rows), rows.clauses, rows.readings))
        return
    structure = tuple(facts[code] for code in groups.units())
    refused = {(problem.sheet, problem.row) for problem in problems if problem.column != "Source"}
    for i, (clause, record) in enumerate(zip(data["clauses"], rows.clauses, strict=True)):
        try:
            parse_clause({**clause, "source": "any"}, Place(i, f"$.clauses[{i}]", groups, structure, False))
        except RuleError as error:
            if (record.place, record.row.number) not in refused:
                problems.append(problem_of(error, _groups(rows), rows.clauses, rows.readings))


def _check_whole(data: dict[str, Any], rows: Rows, problems: list[Problem]) -> None:
    """What only shows once every row it rests on is right: unused groups, and clauses that can never be met."""
    if any(problem.sheet in rows.places() for problem in problems):
        return
    remaining = dict(data["groups"])
    while True:
        try:
            parse_rule(data | {"groups": remaining}, rows.facts())
            return
        except RuleError as error:
            problems.append(problem_of(error, _groups(rows), rows.clauses, rows.readings))
            unused = error.path.removeprefix("$.groups.")
            if "no clause uses" not in error.message or len(remaining) == 1:
                return
            del remaining[unused]


def _groups(rows: Rows) -> dict[str, Record]:
    return {record["key"]: record for record in rows.groups}
