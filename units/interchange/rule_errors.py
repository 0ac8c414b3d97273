"""What the rule language refuses, at its row and column of the sheets."""

import re
from collections.abc import Mapping, Sequence

from units.combination import RuleError
from units.interchange.problems import Problem
from units.interchange.records import Record

_CLAUSE = re.compile(r"\$\.clauses\[(\d+)\](?:\.(\w+))?")
_READING = re.compile(r"\$\.readings\[(\d+)\](?:\.(\w+))?")
_REMEDIES = (
    ("no clause says how much", "Add a clause that speaks of it and says so, or delete it."),
    ("stands for the units outside the structure already", "Delete one of the two rows."),
    ("units outside the structure: ", "Name a group that lists all of its units."),
    ("a rule has at most", "Delete some of the rows."),
    ("can never be met", "Ask for less, or put more units where the clause looks."),
    ("contradicts", "Correct one of the two clauses."),
    ("says the same as", "Delete one of the two rows."),
    ("is missing", "Fill in the cell that this kind of clause needs."),
    ("not both", "Empty one of the two cells."),
    ("no clause uses", "Use it in a clause, or delete the group and its units’ mention of it."),
    ("contains itself", "Take the group out of its own list, and out of the lists inside it."),
    ("takes two units or more", "Name the other unit, or delete the row."),
    ("no group has the unit", "Correct the code, or put the unit into a group."),
    ("no clause limits", "Write no in the column Units count in part."),
    ("no clause asks", "Write no in the column Higher levels count."),
    ("has to differ", "Write yes in one of the two columns, or delete the row."),
    ("already", "Give one of the two another name."),
)


def problem_of(
    error: RuleError, groups: Mapping[str, Record], clauses: Sequence[Record], readings: Sequence[Record]
) -> Problem:
    """At the group, clause or reading that the error's path names."""
    reason, remedy = _reason(error), _remedy(error)
    for pattern, records in ((_CLAUSE, clauses), (_READING, readings)):
        if match := pattern.match(error.path):
            record, word = records[int(match[1])], match[2] or ""
            return record.problem(_column(record, word), reason, remedy)
    keys = [key for key in groups if error.path.startswith(f"$.groups.{key}")]
    record = groups[max(keys, key=len)] if keys else clauses[0]
    return record.problem("", reason, remedy)


def _column(record: Record, word: str) -> str:
    """The column of a word of the language; empty where the sheet has none for it."""
    if word == "units" and record["kind"] != "barred_together":
        return "unit_count"
    key = "groups" if word == "group" else word
    return key if any(column.key == key for column in record.table.sheet.columns) else ""


def _reason(error: RuleError) -> str:
    """The language's words as a sentence. A path in them is turned into a place that the sheets have."""
    text = _CLAUSE.sub(lambda match: f"clause {int(match[1]) + 1}", error.message)
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def _remedy(error: RuleError) -> str:
    found = (remedy for words, remedy in _REMEDIES if words in error.message)
    return next(found, "Correct the row.")
