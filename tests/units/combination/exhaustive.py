"""A second, slow opinion: reads the same rule data and tries every subset. Shares no code with the engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from units.combination import UnitFact

Amounts = dict[str, int]  # the counted credits of every chosen unit


@dataclass(frozen=True)
class Best:
    met: bool
    counted: tuple[str, ...]
    credits: int


def members(data: Mapping[str, Any], key: str, facts: Mapping[str, UnitFact]) -> set[str]:
    group = data["groups"][key]
    if "outside" in group:
        return {code for code in facts if code not in listed(data) and wanted(group, facts[code])}
    return set(group.get("units", ())).union(*(members(data, inner, facts) for inner in group.get("groups", ())))


def listed(data: Mapping[str, Any]) -> set[str]:
    return {code for group in data["groups"].values() for code in group.get("units", ())}


def wanted(group: Mapping[str, Any], fact: UnitFact) -> bool:
    least = group.get("level", 0)
    most = least if group.get("scope") == "exactly" else 99
    return bool(least <= fact.level <= most)


def structure(data: Mapping[str, Any], facts: Mapping[str, UnitFact]) -> list[str]:
    return sorted(set().union(*(members(data, key, facts) for key in data["groups"])))


def clause_holds(
    clause: Mapping[str, Any], data: Mapping[str, Any], facts: Mapping[str, UnitFact], amounts: Amounts, upward: bool
) -> bool:
    def size(units: Iterable[str]) -> int:
        inside = [code for code in units if code in amounts]
        return len(inside) if "units" in clause else sum(amounts[code] for code in inside)

    def at_level(code: str) -> bool:
        level = facts[code].level
        return level == clause["level"] or (level > clause["level"] and (upward or clause["scope"] == "at_or_above"))

    match clause["kind"]:
        case "minimum_credits":
            return bool(sum(amounts.values()) >= clause["credits"])
        case "minimum_from_group":
            return bool(size(members(data, clause["group"], facts)) >= clause.get("credits", clause.get("units")))
        case "maximum_from_group":
            return bool(size(members(data, clause["group"], facts)) <= clause.get("credits", clause.get("units")))
        case "minimum_at_level":
            scope = members(data, clause["group"], facts) if "group" in clause else set(structure(data, facts))
            return bool(size(code for code in scope if at_level(code)) >= clause["credits"])
        case "all_of_group":
            return members(data, clause["group"], facts) <= set(amounts)
        case "at_least_one_from_each":
            return all(members(data, key, facts) & set(amounts) for key in clause["groups"])
        case "exactly_one_from_each":
            return all(len(members(data, key, facts) & set(amounts)) == 1 for key in clause["groups"])
        case "barred_together":
            return len(set(clause["units"]) & set(amounts)) <= 1
    raise AssertionError(clause)


def allowed(data: Mapping[str, Any], facts: Mapping[str, UnitFact], amounts: Amounts) -> bool:
    """Whether the choice keeps within every limit; exactly one of a pair is a limit of one as well."""
    for clause in data["clauses"]:
        if clause["kind"] in ("maximum_from_group", "barred_together"):
            if not clause_holds(clause, data, facts, amounts, False):
                return False
        elif clause["kind"] == "exactly_one_from_each" and any(
            len(members(data, key, facts) & set(amounts)) > 1 for key in clause["groups"]
        ):
            return False
    return True


def choices(codes: Sequence[str], facts: Mapping[str, UnitFact], divisible: set[str]) -> Iterable[Amounts]:
    options = [
        [None, *(range(facts[code].credit + 1) if code in divisible else [facts[code].credit])] for code in codes
    ]
    for pick in product(*options):
        yield {code: amount for code, amount in zip(codes, pick, strict=True) if amount is not None}


def best(
    data: Mapping[str, Any],
    facts: Mapping[str, UnitFact],
    achieved: Iterable[str],
    *,
    in_part: bool = False,
    upward: bool = False,
) -> Best:
    """The best choice by the declared order: clauses met, credits, credits at level, lower codes."""
    order = structure(data, facts)
    codes = sorted(set(achieved) & set(order))
    divisible: set[str] = set()
    if in_part:
        capped = [c["group"] for c in data["clauses"] if c["kind"] == "maximum_from_group" and "credits" in c]
        divisible = set().union(*(members(data, key, facts) for key in capped))

    def worth(amounts: Amounts) -> tuple[Any, ...]:
        held = [clause_holds(clause, data, facts, amounts, upward) for clause in data["clauses"]]
        levels = 0
        for clause in data["clauses"]:
            if clause["kind"] == "minimum_at_level":
                scope = members(data, clause["group"], facts) if "group" in clause else set(order)
                above = upward or clause["scope"] == "at_or_above"
                levels += sum(
                    amount
                    for code, amount in amounts.items()
                    if code in scope
                    and (facts[code].level == clause["level"] or (above and facts[code].level > clause["level"]))
                )
        return sum(held), sum(amounts.values()), levels, [code in amounts for code in order]

    top = max((a for a in choices(codes, facts, divisible) if allowed(data, facts, a)), key=worth)
    met = worth(top)[0] == len(data["clauses"])
    return Best(met, tuple(sorted(top)), sum(top.values()))
