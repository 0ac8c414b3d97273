"""A qualification from a CASE package: ours without loss, anybody else's as far as it goes.

What is missing is told as a place in the spreadsheet, since there it is filled in: see `WrongDescription.tables`.
"""

import re
from collections.abc import Mapping
from typing import Any

from units.interchange.archives import FileError
from units.interchange.assembling import assemble
from units.interchange.case_names import (
    CRITERION,
    DOCUMENT_EXTRA,
    DOCUMENT_FIELDS,
    EXTENSION,
    OUTCOME,
    UNIT,
    UNIT_EXTRA,
    UNIT_FIELDS,
)
from units.interchange.case_tree import Item, Json, Package, read_package
from units.interchange.cells import CellError, Line, Refused, is_blank, looks_like_reference
from units.interchange.disassembling import FIELD_ROWS, rule_fields, rule_tables
from units.interchange.problems import Problem, WrongDescription
from units.interchange.sheets import CRITERIA, INFORMATION, QUALIFICATION, UNITS
from units.interchange.tables import Row, Table
from units.interchange.values import QualificationValues, code_of

_NO_RULE = "Fill in the sheets Groups and Rule instead."


def read_case(content: bytes) -> QualificationValues:
    """WrongDescription has every problem, and tables for a draft that can be completed."""
    problems: list[Problem] = []
    try:
        package = read_package(content, problems)
    except FileError as error:
        raise WrongDescription([Problem("CASE file", None, "", error.reason, error.remedy)]) from None
    extra = _extra(package.document)
    units, criteria = _tables(package, str(extra.get("scheme") or ""), problems)
    problems += package.left_over()
    rule, tables = _rule(extra, units, problems)
    fields = {key: package.document.get(field) for key, field in DOCUMENT_FIELDS.items()}
    fields |= {key: extra.get(key) for key in DOCUMENT_EXTRA}
    qualification = Table(QUALIFICATION, (Row(None, _cells(fields | rule_fields(rule)), FIELD_ROWS),))
    values = assemble([qualification, units, criteria, *tables], problems)
    if values.rule != (rule or None):
        reason = "The rule in the extension says something that no clause can say."
        raise WrongDescription([Problem("CFDocument", None, "", reason, _NO_RULE)], (qualification, units, criteria))
    return values


def _extra(data: Json) -> Json:
    extensions = data.get("extensions")
    found = extensions.get(EXTENSION) if isinstance(extensions, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _cells(values: Mapping[str, Any]) -> dict[str, object]:
    """As a spreadsheet would hold them; what it could not is refused in its cell."""
    return {key: _cell(value) for key, value in values.items() if not is_blank(value) and value != []}


def _cell(value: Any) -> object:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "".join(f"{item}\n" for item in value)
    if isinstance(value, str | int | float):
        return value
    return Refused("In the file this is neither text nor a number.", "Type the value.")


def _tables(package: Package, scheme: str, problems: list[Problem]) -> tuple[Table, Table]:
    """Units and criteria, numbered as in the spreadsheet that the draft is written to."""
    units: list[Row] = []
    criteria: list[Row] = []
    for unit in package.below(str(package.document.get("identifier", "")), UNIT):
        cells = _unit(unit, problems)
        units.append(Row(len(units) + 2, cells))
        name = _name_of(cells, scheme)
        for number, outcome in enumerate(package.below(unit.identifier, OUTCOME), start=1):
            below = package.below(outcome.identifier, CRITERION)
            if not below:
                problems.append(outcome.problem("The outcome has no criteria.", "Add its criteria, or delete it."))
            for criterion in below:
                row = {"unit": name, "outcome": number} | _outcome(outcome) | _criterion(criterion)
                criteria.append(Row(len(criteria) + 2, _cells(row)))
    return Table(UNITS, tuple(units)), Table(CRITERIA, tuple(criteria))


def _unit(item: Item, problems: list[Problem]) -> dict[str, object]:
    extra = _extra(item.data)
    fields = {key: item.data.get(field) for key, field in UNIT_FIELDS.items()}
    fields |= {key: extra.get(key) for key in UNIT_EXTRA}
    if "number" not in extra:  # somebody else's
        fields |= {"number": item.data.get("humanCodingScheme"), "level": _level(item.data)}
    information = extra.get("information")
    for name, text in information.items() if isinstance(information, Mapping) else ():
        try:
            fields[INFORMATION + Line().read(name)] = text
        except CellError as error:
            problems.append(item.problem(f"A name of its information cannot be read. {error.reason}", error.remedy))
    return _cells(fields)


def _level(data: Json) -> int | None:
    """Of "Level 4", and of nothing else: other schemes of levels are not ours to translate."""
    levels = data.get("educationLevel")
    found = [re.fullmatch(r"Level ([1-8])", str(level)) for level in levels] if isinstance(levels, list) else []
    return int(found[0][1]) if len(found) == 1 and found[0] else None


def _name_of(unit: Mapping[str, object], scheme: str) -> object:
    number = str(unit.get("number", "")).strip()
    own = str(unit.get("scheme", "")).strip() or scheme
    return number if looks_like_reference(number) else code_of(own, number)


def _outcome(item: Item) -> dict[str, Any]:
    label, text = _statement(item.data)
    return {"outcome_label": label, "outcome_text": text, "questions": _extra(item.data).get("questions")}


def _criterion(item: Item) -> dict[str, Any]:
    label, text = _statement(item.data)
    extra = _extra(item.data)
    return {"label": label, "text": text} | {key: extra.get(key) for key in ("printed", "guidance")}


def _statement(data: Json) -> tuple[Any, Any]:
    """Label and wording. A short statement of somebody else's is its own label; a long one needs one to be written."""
    label, text = data.get("abbreviatedStatement"), data.get("fullStatement")
    if is_blank(label) and isinstance(text, str) and len(text.strip()) <= 120 and len(text.splitlines()) == 1:
        label = text
    return label, "" if _extra(data).get("official_wording") is False else text


def _rule(extra: Json, units: Table, problems: list[Problem]) -> tuple[Json, tuple[Table, ...]]:
    rule = extra.get("rule")
    if rule is None:
        return {}, ()
    scheme = str(extra.get("scheme") or "")
    homes = {str(_name_of(row.cells, scheme)): str(row.cells.get("group", "")) for row in units.rows}
    try:
        return rule, rule_tables(rule, homes)
    except (KeyError, TypeError, AttributeError, ValueError):
        reason = "The extension of the document has a rule that cannot be read."
        problems.append(Problem("CFDocument", None, "", reason, _NO_RULE))
        return {}, ()
