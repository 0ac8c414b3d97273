"""From a qualification to tables: what every file is written from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from units.interchange.cells import is_blank
from units.interchange.sheets import (
    CRITERIA,
    GROUPS,
    INFORMATION,
    QUALIFICATION,
    READINGS,
    RULE,
    UNITS,
    Sheet,
)
from units.interchange.tables import Row, Table
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues

FIELD_ROWS = {column.key: row for row, column in enumerate(QUALIFICATION.columns, start=2)}  # of the file
_RULE = {"rule_name": "rule", "rule_version": "version", "rule_title": "title", "rule_source": "source"}


def without_wording(values: QualificationValues) -> QualificationValues:
    """The facts and the labels alone: what the awarding organisation owns the words of is left out."""
    return replace(values, units=tuple(_unworded(unit) for unit in values.units))


def _unworded(unit: UnitValues) -> UnitValues:
    return replace(unit, aim="", information={}, outcomes=tuple(_plain(outcome) for outcome in unit.outcomes))


def _plain(outcome: OutcomeValues) -> OutcomeValues:
    criteria = tuple(replace(criterion, text="", guidance="") for criterion in outcome.criteria)
    return replace(outcome, text="", criteria=criteria)


def disassemble(values: QualificationValues, *, wording: bool) -> tuple[Table, ...]:
    """All six tables; those of a rule are empty where there is none. What is not filled in yet is a blank."""
    shown = values if wording else without_wording(values)
    return (
        Table(QUALIFICATION, (_fields(shown),)),
        _table(UNITS, [_unit(unit) for unit in shown.units]),
        _table(CRITERIA, [row for unit in shown.units for row in _criteria(unit)]),
        *rule_tables(shown.rule or {}, {unit.code: unit.group for unit in shown.units}),
    )


def rule_tables(rule: Mapping[str, Any], homes: Mapping[str, str]) -> tuple[Table, Table, Table]:
    """Groups, clauses and readings. `homes` are the groups that the sheet Units names, by code.

    KeyError, TypeError or AttributeError where it is not a rule.
    """
    return (
        _table(GROUPS, [_group(key, group, homes) for key, group in rule.get("groups", {}).items()]),
        _table(RULE, [_clause(clause) for clause in rule.get("clauses", ())]),
        _table(READINGS, [_reading(reading) for reading in rule.get("readings", ())]),
    )


def _table(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> Table:
    return Table(sheet, tuple(Row(number, written_cells(sheet, values)) for number, values in enumerate(rows, start=2)))


def written_cells(sheet: Sheet, values: Mapping[str, Any]) -> dict[str, object]:
    """What the columns' types write; what is empty by its type is a blank, False too."""
    cells: dict[str, object] = {}
    for key, value in values.items():
        column = sheet.column(key)
        if value is not None and value != column.type.empty:
            cells[key] = column.type.write(value)
    return {key: cell for key, cell in cells.items() if not is_blank(cell)}


def _fields(values: QualificationValues) -> Row:
    own = [column.key for column in QUALIFICATION.columns if column.key not in _RULE]
    fields = {key: getattr(values, key) for key in own}
    return Row(None, written_cells(QUALIFICATION, fields | rule_fields(values.rule or {})), FIELD_ROWS)


def rule_fields(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What the sheet Qualification says of the rule."""
    return {key: rule[word] for key, word in _RULE.items() if word in rule}


def _unit(unit: UnitValues) -> dict[str, Any]:
    own = {column.key: getattr(unit, column.key) for column in UNITS.columns}
    return own | {f"{INFORMATION}{name}": text for name, text in unit.information.items()}


def _criteria(unit: UnitValues) -> Iterator[dict[str, Any]]:
    """The outcome's label on every row, which stays true when rows are sorted; its long wording on the first alone.

    An outcome that has no criterion yet is a row as well, so that it cannot get lost.
    """
    for number, outcome in enumerate(unit.outcomes, start=1):
        for position, criterion in enumerate(outcome.criteria or (CriterionValues(""),), start=1):
            yield {
                "unit": unit.code,
                "outcome": number,
                "outcome_label": outcome.label,
                "outcome_text": outcome.text if position == 1 else "",
                "questions": outcome.questions if position == 1 else None,
                "criterion": str(position),
                "label": criterion.label,
                "text": criterion.text,
                "printed": criterion.printed,
                "guidance": criterion.guidance,
            }


def _group(key: str, group: Mapping[str, Any], homes: Mapping[str, str]) -> dict[str, Any]:
    """Without the list of units where the column Group of the sheet Units gives the same, in the same order."""
    told = [code for code, home in homes.items() if home == key]
    listed = list(group.get("units", ()))
    shown = listed if listed != told else []
    cells = {word: group.get(word) for word in ("title", "outside", "level", "scope")}
    return {"key": key, "units": tuple(shown), "groups": tuple(group.get("groups", ()))} | cells


def _clause(clause: Mapping[str, Any]) -> dict[str, Any]:
    cells = {key: clause.get(key) for key in ("kind", "source", "credits", "level", "scope")}
    groups = clause.get("groups") or ([clause["group"]] if "group" in clause else [])
    units = clause.get("units")
    told = {"units": tuple(units)} if isinstance(units, list | tuple) else {"unit_count": units}
    return cells | {"groups": tuple(groups)} | told


def _reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: reading.get(key) for key in ("name", "label")}
    return shown | {key: key in reading for key in ("caps", "levels")}
