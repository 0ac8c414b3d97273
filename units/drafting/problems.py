"""What a description still lacks, said for the pages on which it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from units.combination.words import either
from units.drafting.edits import groups_of
from units.interchange.assembling import assemble
from units.interchange.disassembling import disassemble
from units.interchange.problems import Problem, WrongDescription
from units.interchange.values import QualificationValues, UnitValues

Where = Literal["facts", "units", "unit", "groups", "rule", "clause"]
NAMED = 8  # criteria by number; the page shows the others
INSTEAD = {  # the files' own words speak of sheets
    "Units": "Write its outcomes and criteria on the page of the unit.",
    "Criteria": "Correct it on the page of the unit.",
    "Groups": "Add a clause to the rule, or remove the group.",
    "Rule": "Name the groups that the rule speaks of, and put the units into them.",
    "Readings": "Add a clause to the rule, or remove this reading.",
    "Qualification": "Add a clause to the rule, or empty the field.",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """``where`` and ``number`` (from 1, of a unit or clause) are the place to mend it, ``place`` the same in words."""

    where: Where
    number: int | None
    place: str
    reason: str
    remedy: str
    missing: str = ""  # the name of the field that is empty


def lacks_of(values: QualificationValues) -> list[Lack]:
    """Everything that keeps this from being opened, in the order of the pages. Empty: nothing does."""
    lacks = [*_empty_outcomes(values)]
    try:
        assemble(disassemble(values, wording=True))
    except WrongDescription as wrong:
        criteria = _units_of_criteria(values)
        lacks += [_lack(problem, values, criteria) for problem in wrong.problems]
    return _together(lacks)


def _together(lacks: Sequence[Lack]) -> list[Lack]:
    """What is merely empty in one place is one thing to do."""
    found: dict[tuple[object, ...], list[Lack]] = {}
    for index, lack in enumerate(lacks):
        found.setdefault((lack.where, lack.number, lack.place) if lack.missing else (index,), []).append(lack)
    return [_merged(group) for group in found.values()]


def _merged(lacks: Sequence[Lack]) -> Lack:
    first = lacks[0]
    if not first.missing:
        return first
    names = list(dict.fromkeys(lack.missing for lack in lacks))
    if first.missing[0].isdigit():
        shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
        reason = (
            f"Criteri{'on' if len(names) == 1 else 'a'} {shown} {'has' if len(names) == 1 else 'have'} no label yet."
        )
        return replace(first, reason=reason, remedy="Say in a few words what the candidate shows.")
    listed = either(names, "and")
    reason = f"{listed[:1].upper()}{listed[1:]} {'is' if len(names) == 1 else 'are'} missing."
    return replace(first, reason=reason, remedy="Fill it in." if len(names) == 1 else "Fill them in.")


def _empty_outcomes(values: QualificationValues) -> list[Lack]:
    """A table of criteria cannot hold an outcome without one, so this is seen here alone."""
    return [
        Lack(
            "unit",
            index,
            _name(unit, index),
            f"Outcome {number} has no criterion.",
            "Write its criteria, one a line, or remove it.",
        )
        for index, unit in enumerate(values.units, 1)
        for number, outcome in enumerate(unit.outcomes, 1)
        if not outcome.criteria and len(unit.outcomes) > 1
    ]


def _units_of_criteria(values: QualificationValues) -> list[tuple[int, str]]:
    """For each row of the table of criteria its unit and its number."""
    return [
        (index, f"{number}.{position}")
        for index, unit in enumerate(values.units, 1)
        for number, outcome in enumerate(unit.outcomes, 1)
        for position in range(1, len(outcome.criteria) + 1)
    ]


def _lack(problem: Problem, values: QualificationValues, criteria: Sequence[tuple[int, str]]) -> Lack:
    where, number, place = _place(problem, values, criteria)
    about_files = "sheet" in f"{problem.reason} {problem.remedy}".casefold() or "Write one row" in problem.remedy
    reason = "This belongs to a rule that has no clause yet." if "sheet Rule has no row" in problem.reason else ""
    remedy = INSTEAD.get(problem.sheet, problem.remedy) if about_files else problem.remedy
    if where == "units":
        remedy = "Add the first unit."
    column = "" if number and where == "clause" else problem.column
    if where == "facts":  # the page says edition, as people do
        column, remedy = column.replace("Version", "Edition"), remedy.replace("“Version”", "“Edition”")
    if problem.reason == "This is missing.":
        unit, _, criterion = place.partition(", ")
        name = criterion or f"{column[:1].lower()}{column[1:]}" or "something"
        return Lack(where, number, unit, problem.reason, remedy, missing=name)
    said = f"{place}, {column[:1].lower()}{column[1:]}" if column and place else place or column
    return Lack(where, number, said, reason or problem.reason, remedy)


def _place(
    problem: Problem, values: QualificationValues, criteria: Sequence[tuple[int, str]]
) -> tuple[Where, int | None, str]:
    """The rows are those of `disassemble`: the first below the headings is row 2."""
    row = (problem.row or 0) - 1
    if problem.sheet == "Units" and 0 < row <= len(values.units):
        return "unit", row, _name(values.units[row - 1], row)
    if problem.sheet == "Units":
        return "units", None, "Units"
    if problem.sheet == "Criteria" and 0 < row <= len(criteria):
        unit, number = criteria[row - 1]
        return "unit", unit, f"{_name(values.units[unit - 1], unit)}, {number}"
    if problem.sheet == "Groups":
        titles = [group["title"] for group in groups_of(values).values()]
        return "groups", None, titles[row - 1] if 0 < row <= len(titles) else "Groups"
    if problem.sheet == "Rule":
        return "clause", row if row > 0 else None, f"Clause {row}" if row > 0 else "Rule"
    if problem.sheet == "Readings" or problem.column.startswith("Rule"):
        return "rule", None, "Rule"
    return ("units", None, "Units") if problem.sheet == "Criteria" else ("facts", None, "Qualification")


def _name(unit: UnitValues, index: int) -> str:
    return f"Unit {unit.number}" if unit.number else f"Unit no. {index}"
