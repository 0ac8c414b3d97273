"""From tables to a qualification: all of its checks, and every problem at once."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from units.interchange.cells import looks_like_reference
from units.interchange.outcome_rows import read_outcomes
from units.interchange.problems import Problem, WrongDescription
from units.interchange.records import Record, read_records
from units.interchange.rule_rows import Rows, Rule, read_rule
from units.interchange.sheets import INFORMATION, SHEETS
from units.interchange.tables import Row, Table
from units.interchange.values import OutcomeValues, QualificationValues, UnitValues, code_of

_QUALIFICATION = (
    *("code", "awarding_organisation", "scheme", "title", "level", "version", "published_on", "number"),
    *("registration_from", "registration_until", "guided_hours", "total_hours", "grading", "minimum_age"),
)
_UNIT = (
    *("number", "title", "level", "credit", "reference", "guided_hours", "method", "minutes", "sector_number"),
    *("available_from", "expires_on", "suits", "standards", "key_skills", "aim"),
)


def assemble(tables: Sequence[Table], problems: Sequence[Problem] = ()) -> QualificationValues:
    """The qualification that the tables describe; WrongDescription with `problems` and all that it finds itself."""
    found = list(problems)
    by_name = {table.sheet.name: table for table in tables}
    records = {
        sheet.name: read_records(by_name[sheet.name], found) if sheet.name in by_name else [] for sheet in SHEETS
    }
    qualification = _qualification(by_name, records["Qualification"], found)
    units = _by_code(records["Units"], qualification, found)
    if not qualification["scheme"] and not all(unit["scheme"] for unit in units.values()):
        raise WrongDescription(sorted(found, key=_place), tables)  # nothing can be told of units without their codes
    _complete_codes(records, units)
    rule = read_rule(Rows(qualification, units, records["Groups"], records["Rule"], records["Readings"]), found)
    outcomes = read_outcomes(records["Criteria"], units, found)
    mentioned = {criterion["unit"] for criterion in records["Criteria"]} if "Criteria" in by_name else set(units)
    _check_units(by_name, records["Units"], units, outcomes, mentioned, found)
    if found:
        raise WrongDescription(sorted(found, key=_place), tables)
    return QualificationValues(
        **{name: qualification[name] for name in _QUALIFICATION},
        units=tuple(_unit(unit, code, qualification, rule, outcomes[code]) for code, unit in units.items()),
        rule=rule.data,
    )


def _place(problem: Problem) -> tuple[int, str, int]:
    """The order of the sheets, then of the rows; whole files first."""
    names = [sheet.name for sheet in SHEETS]
    return (names.index(problem.sheet) if problem.sheet in names else -1, problem.sheet, problem.row or 0)


def _qualification(by_name: Mapping[str, Table], records: Sequence[Record], problems: list[Problem]) -> Record:
    if not records:  # reported already, with the sheet that is missing or empty; the other sheets are still checked
        table = by_name.get("Qualification") or Table(SHEETS[0], ())
        values = {column.key: column.type.empty for column in table.sheet.columns}
        return Record(table, Row(None, {}), values, frozenset(values))
    record = records[0]
    _check_order(record, "registration_from", "registration_until", problems)
    if record["guided_hours"] and record["total_hours"] and record["guided_hours"] > record["total_hours"]:
        reason = f"The guided hours are more than the total of {record['total_hours']}, of which they are a part."
        problems.append(record.problem("guided_hours", reason, "Correct one of the two."))
    return record


def _check_order(record: Record, first: str, last: str, problems: list[Problem]) -> None:
    start: dt.date | None = record[first]
    end: dt.date | None = record[last]
    if start and end and end < start:
        reason = f"It ends on {end:%d/%m/%Y}, before it starts on {start:%d/%m/%Y}."
        problems.append(record.problem(last, reason, "Correct one of the two dates."))


def _by_code(records: Sequence[Record], qualification: Record, problems: list[Problem]) -> dict[str, Record]:
    """The units in order. One whose number was refused goes by it all the same, so that its criteria find it."""
    units: dict[str, Record] = {}
    for unit in records:
        number = unit["number"] or str(unit.row.cells.get("number", "")).strip()
        if not number:
            continue
        scheme = unit["scheme"] or qualification["scheme"]
        code = number if looks_like_reference(number) else code_of(scheme, number)
        if code in units:
            reason = f"The unit {code} stands here twice, first in row {units[code].row.number}."
            problems.append(unit.problem("number", reason, "Delete one row, or correct its number."))
        else:
            units[code] = unit
    return units


def _complete_codes(records: dict[str, list[Record]], units: Mapping[str, Record]) -> None:
    """Other sheets may name a unit by its number alone, where only one has it."""
    numbers = Counter(unit["number"] for unit in units.values())
    codes = {unit["number"]: code for code, unit in units.items() if numbers[unit["number"]] == 1}
    named = codes | {code: code for code in units}
    records["Criteria"] = [row.having("unit", named.get(row["unit"], row["unit"])) for row in records["Criteria"]]
    for sheet in ("Groups", "Rule"):
        records[sheet] = [
            row.having("units", tuple(named.get(name, name) for name in row["units"])) for row in records[sheet]
        ]


def _check_units(
    by_name: Mapping[str, Table],
    units: Sequence[Record],
    by_code: Mapping[str, Record],
    outcomes: Mapping[str, Sequence[OutcomeValues]],
    mentioned: Set[str],
    problems: list[Problem],
) -> None:
    if not units and "Units" in by_name:
        problems.append(by_name["Units"].problem(None, "", "There is no unit.", "Write one row for each unit."))
    for unit in units:
        _check_unit(unit, problems)
    for code, unit in by_code.items():
        if code not in mentioned:
            remedy = f"Write its criteria in the sheet Criteria, with {code} in the column Unit."
            problems.append(unit.problem("number", f"The unit {code} has no criteria.", remedy))
        elif not _has_test(unit) and any(o.questions is not None for o in outcomes.get(code, ())):
            reason = f"Questions are counted for outcomes of {code}, which is not assessed by a test."
            problems.append(unit.problem("method", reason, "Write test as its method, or empty the column Questions."))


def _check_unit(unit: Record, problems: list[Problem]) -> None:
    _check_order(unit, "available_from", "expires_on", problems)
    if unit["minutes"] is not None and not (_has_test(unit) or unit["method"] == "assignment"):
        remedy = "Write test or assignment as the method, or empty the cell."
        reason = "Minutes are of a test or an assignment, and the method is another."
        problems.append(unit.problem("minutes", reason, remedy))
    number, reference = unit["number"], unit["reference"]
    if "/" in number and reference and code_of("x", number) == number != reference:
        remedy = "Correct one of the two, or leave the reference empty."
        problems.append(unit.problem("reference", f"This is not the reference in the number, {number}.", remedy))


def _has_test(unit: Record) -> bool:
    return unit["method"] == "test" or "method" in unit.wrong


def _unit(
    unit: Record, code: str, qualification: Record, rule: Rule, outcomes: tuple[OutcomeValues, ...]
) -> UnitValues:
    fields: dict[str, Any] = {name: unit[name] for name in _UNIT}
    return UnitValues(
        **fields | {"method": unit["method"] or "portfolio"},
        scheme=unit["scheme"] or qualification["scheme"],
        edition=unit["edition"] or 1,
        group=rule.homes.get(code, ""),
        outcomes=outcomes,
        information={key.removeprefix(INFORMATION): unit[key] for key in unit.row.cells if key.startswith(INFORMATION)},
    )
