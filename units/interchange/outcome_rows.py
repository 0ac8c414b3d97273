"""The sheet Criteria: one row a criterion, gathered into outcomes and those into units."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from units.interchange.problems import Problem
from units.interchange.records import Record
from units.interchange.values import CriterionValues, OutcomeValues

_OF_OUTCOME = ("outcome_label", "outcome_text", "questions")


def read_outcomes(
    records: Sequence[Record], codes: Collection[str], problems: list[Problem]
) -> dict[str, tuple[OutcomeValues, ...]]:
    """The outcomes of each unit that has any, by its code. Rows may stand in any order."""
    units: dict[str, dict[int, list[Record]]] = {}
    for record in records:
        if not record.wrong & {"unit", "outcome"} and _is_known(record, codes, problems):
            units.setdefault(record["unit"], {}).setdefault(record["outcome"], []).append(record)
    return {code: _unit(code, outcomes, problems) for code, outcomes in units.items()}


def _is_known(record: Record, codes: Collection[str], problems: list[Problem]) -> bool:
    if record["unit"] in codes or not codes:  # that there is no unit at all is one problem, and not one a row
        return True
    remedy = "Correct the code, or add the unit to the sheet Units."
    problems.append(record.problem("unit", f"The sheet Units has no unit {record['unit']}.", remedy))
    return False


def _unit(code: str, outcomes: Mapping[int, list[Record]], problems: list[Problem]) -> tuple[OutcomeValues, ...]:
    expected = 1
    for number in sorted(outcomes):
        if number != expected:
            reason = f"Outcome {number} of {code} follows none with the number {expected}."
            remedy = "Add the outcome that is missing, or number the outcomes 1, 2, 3 without a gap."
            problems.append(outcomes[number][0].problem("outcome", reason, remedy))
        expected = number + 1
    return tuple(_outcome(number, outcomes[number], problems) for number in sorted(outcomes))


def _outcome(number: int, rows: Sequence[Record], problems: list[Problem]) -> OutcomeValues:
    label, text, questions = (_shared(rows, key, problems) for key in _OF_OUTCOME)
    if not label and not any("outcome_label" in row.wrong for row in rows):
        remedy = "Fill it in on one row of the outcome, or on all of them."
        problems.append(rows[0].problem("outcome_label", f"Outcome {number} has no label.", remedy))
    ordered = _in_order(number, rows, problems)
    _refuse_same_labels(ordered, problems)
    criteria = tuple(CriterionValues(row["label"], row["text"], row["printed"], row["guidance"]) for row in ordered)
    return OutcomeValues(label=label, criteria=criteria, text=text, questions=questions)


def _shared(rows: Sequence[Record], key: str, problems: list[Problem]) -> Any:
    """What the rows of an outcome say of it: they may leave it out, and must not differ."""
    filled = [row for row in rows if row.filled(key) and key not in row.wrong]
    for row in filled[1:]:
        if row[key] != filled[0][key]:
            reason = f"This differs from row {filled[0].row.number} of the same outcome."
            problems.append(row.problem(key, reason, "Write the same on all rows of the outcome, or on one alone."))
    return filled[0][key] if filled else rows[0][key]


def _in_order(number: int, rows: Sequence[Record], problems: list[Problem]) -> list[Record]:
    """By criterion number where it is given, else as the rows stand."""
    before = len(problems)
    positions = [(_position(number, row, problems), row) for row in rows]
    given = sorted(((position, row) for position, row in positions if position), key=lambda pair: pair[0])
    if not given or len(problems) > before or any("criterion" in row.wrong for row in rows):
        return list(rows)
    if len(given) < len(rows):
        row = next(row for position, row in positions if not position)
        reason = "This criterion has no number, and others of the outcome have one."
        problems.append(row.problem("criterion", reason, "Number all of them, or none."))
        return list(rows)
    _refuse_gaps(number, given, problems)
    return [row for _, row in given]


def _position(outcome: int, row: Record, problems: list[Problem]) -> int:
    """3 of "3" and of "1.3"; 0 where there is none."""
    before, _, position = str(row["criterion"]).rpartition(".")
    if before and int(before) != outcome:
        reason = f"“{row['criterion']}” is not a number of outcome {outcome}."
        problems.append(row.problem("criterion", reason, "Correct it, or the outcome number."))
    return int(position or 0)


def _refuse_gaps(outcome: int, given: Sequence[tuple[int, Record]], problems: list[Problem]) -> None:
    expected = 1
    for position, row in given:
        if position < expected:
            reason = f"Criterion {outcome}.{position} stands here twice."
            problems.append(row.problem("criterion", reason, "Correct one of the two numbers."))
        elif position > expected:
            reason = f"Criterion {outcome}.{position} follows none with the number {outcome}.{expected}."
            remedy = "Add the criterion that is missing, or number them without a gap."
            problems.append(row.problem("criterion", reason, remedy))
        expected = position + 1


def _refuse_same_labels(rows: Sequence[Record], problems: list[Problem]) -> None:
    first: dict[str, Record] = {}
    for row in rows:
        label = row["label"].casefold()
        if label and label in first:
            reason = f"Row {first[label].row.number} of the same outcome has this label."
            problems.append(row.problem("label", reason, "Say what is different here."))
        first.setdefault(label, row)
