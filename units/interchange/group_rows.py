"""The sheet Groups, together with the column Group of the sheet Units: a unit's group may be told in either."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from units.interchange.problems import Problem
from units.interchange.records import Record

Homes = dict[str, str]


def read_groups(
    records: Sequence[Record], units: Mapping[str, Record], problems: list[Problem]
) -> tuple[dict[str, Any], Homes]:
    """The groups as the rule language has them, and the group of each unit that has one."""
    rows = _by_key(records, problems)
    homes = _homes(rows, units, problems)
    _refuse_unknown_groups(rows, units, homes, problems)
    groups: dict[str, Any] = {}
    for key, row in rows.items():
        groups[key] = {"title": row["title"]} | _members(key, row, rows, homes, problems)
    return groups, homes


def _by_key(records: Sequence[Record], problems: list[Problem]) -> dict[str, Record]:
    rows: dict[str, Record] = {}
    for record in records:
        key = record["key"]
        if key in rows:
            reason = f"The group “{key}” stands here twice, first in row {rows[key].row.number}."
            problems.append(record.problem("key", reason, "Put the two rows together, or correct one key."))
        elif key:
            rows[key] = record
    return rows


def _homes(rows: Mapping[str, Record], units: Mapping[str, Record], problems: list[Problem]) -> Homes:
    """By the lists of the groups first; then each other unit by what its own row says."""
    homes: Homes = {}
    for key, row in rows.items():
        for code in row["units"]:
            if units and code not in units:
                remedy = "Correct the code, or add the unit to the sheet Units."
                problems.append(row.problem("units", f"The sheet Units has no unit {code}.", remedy))
            elif code in homes:
                reason = f"The unit {code} is in the group “{homes[code]}” already."
                problems.append(row.problem("units", reason, "Leave it in one group; others can contain that group."))
            else:
                homes[code] = key
    told = {code: unit["group"] for code, unit in units.items() if unit["group"]}
    return homes | {code: key for code, key in told.items() if code not in homes}


def _refuse_unknown_groups(
    rows: Mapping[str, Record], units: Mapping[str, Record], homes: Homes, problems: list[Problem]
) -> None:
    for code, unit in units.items():
        key = unit["group"]
        if not key:
            continue
        if key not in rows:
            remedy = "Correct the key, or add the group."
            problems.append(unit.problem("group", f"The sheet Groups has no group “{key}”.", remedy))
        elif homes[code] != key:
            reason = f"The sheet Groups has {code} in the group “{homes[code]}”."
            problems.append(unit.problem("group", reason, "Correct one of the two."))
        elif rows[key]["units"] and code not in rows[key]["units"]:
            reason = f"The list of the group “{key}” in the sheet Groups leaves {code} out."
            problems.append(unit.problem("group", reason, "Add it there, or empty that list."))


def _members(
    key: str, row: Record, rows: Collection[str], homes: Homes, problems: list[Problem]
) -> dict[str, list[str]] | dict[str, Any]:
    for inner in row["groups"]:
        if inner not in rows:
            remedy = "Correct the key, or add the group."
            problems.append(row.problem("groups", f"There is no group “{inner}”.", remedy))
    units = list(row["units"]) or [code for code, home in homes.items() if home == key]
    if row["outside"]:
        return _outside(key, row, units, problems)
    _refuse_level(row, problems)
    if units and row["groups"]:
        reason = f"The group “{key}” has units and groups, and a group has one or the other."
        problems.append(row.problem("groups", reason, "Put the units into a group of their own."))
    if not units and not row["groups"] and not row.wrong:
        reason = f"No unit is in the group “{key}”."
        problems.append(row.problem("key", reason, "Name its units, or write its key in the column Group of Units."))
    return {"units": units} if units or not row["groups"] else {"groups": list(row["groups"])}


def _outside(key: str, row: Record, units: Sequence[str], problems: list[Problem]) -> dict[str, Any]:
    if units or row["groups"]:
        reason = f"The group “{key}” stands for the units that no group lists, and units or groups are in it."
        remedy = "Write no here, or take the units and groups out of it."
        problems.append(row.problem("outside", reason, remedy))
    for column, other, reason in _PAIR:
        if row.filled(other) and not row.filled(column):
            problems.append(row.problem(column, reason, "Fill in both cells, or empty both."))
    at_level = {word: row[word] for word in ("level", "scope") if row.filled(word) and word not in row.wrong}
    return {"outside": True} | at_level


_PAIR = (
    ("scope", "level", "It is not said whether higher levels count."),
    ("level", "scope", "It is not said at which level."),
)


def _refuse_level(row: Record, problems: list[Problem]) -> None:
    for column in ("level", "scope"):
        if row.filled(column):
            reason = "Only the group of the units outside has a level."
            problems.append(row.problem(column, reason, "Empty the cell, or write yes in the column Outside."))
