"""Changes to a description, each giving new values; the groups of the rule always list the units that name them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from django.utils.text import slugify

from units.interchange.values import QualificationValues, UnitValues

Item = TypeVar("Item")
Rule = dict[str, Any]


def blank(**facts: Any) -> QualificationValues:
    """A description in which nothing stands but `facts`."""
    empty: dict[str, Any] = dict.fromkeys(("code", "awarding_organisation", "scheme", "title", "version"), "")
    return QualificationValues(**(empty | {"level": None, "published_on": None, "units": ()} | facts))


def blank_unit(scheme: str) -> UnitValues:
    nothing = cast(int, None)  # until somebody fills it in
    return UnitValues(scheme=scheme, number="", title="", level=nothing, credit=nothing, outcomes=())


def at_home(values: QualificationValues) -> QualificationValues:
    """Each unit names the group that lists it, and each group lists the units that name it."""
    homes = {code: key for key, group in groups_of(values).items() for code in group.get("units", ())}
    return _synced(replace(values, units=tuple(replace(u, group=homes.get(u.code, u.group)) for u in values.units)))


def groups_of(values: QualificationValues) -> Mapping[str, Mapping[str, Any]]:
    """Of the rule; where none is known, a unit's group is a name and no more."""
    if values.rule is not None:
        found: Mapping[str, Mapping[str, Any]] = values.rule.get("groups", {})
        return found
    names = dict.fromkeys(unit.group for unit in values.units if unit.group)
    return {name: {"title": name, "units": _codes(values, name)} for name in names}


def homes_in(values: QualificationValues) -> list[str]:
    """The keys of the groups that units can be put into: those that are not made up of others, nor of what is left."""
    return [key for key, group in groups_of(values).items() if not {"groups", "outside"} & group.keys()]


def _codes(values: QualificationValues, group: str) -> list[str]:
    return [unit.code for unit in values.units if unit.group == group]


def rule_of(values: QualificationValues) -> Rule:
    return dict(values.rule) if values.rule else {"source": "", "groups": dict(groups_of(values)), "clauses": []}


def put_facts(values: QualificationValues, facts: Mapping[str, Any]) -> QualificationValues:
    """Units that have no scheme of their own follow the qualification's, and their codes with them."""
    after = replace(values, **facts)
    for index, unit in enumerate(values.units):
        if unit.scheme in ("", values.scheme) and unit.scheme != after.scheme:
            after = put_unit(after, index, replace(unit, scheme=after.scheme))
    return after


def put_unit(values: QualificationValues, index: int | None, unit: UnitValues) -> QualificationValues:
    """In the place of another, or at the end. Clauses that name the unit go on naming it under its new number."""
    if index is None:
        return _synced(replace(values, units=(*values.units, unit)))
    before = values.units[index].code
    units = (*values.units[:index], replace(unit, group=values.units[index].group), *values.units[index + 1 :])
    clauses = [_renamed(clause, before, unit.code) for clause in clauses_of(values)]
    rule = {**values.rule, "clauses": clauses} if values.rule else None
    return _synced(replace(values, units=units, rule=rule))


def _renamed(clause: Mapping[str, Any], before: str, after: str) -> Mapping[str, Any]:
    if clause["kind"] != "barred_together":
        return clause
    return {**clause, "units": [after if code == before else code for code in clause.get("units", ())]}


def remove_unit(values: QualificationValues, index: int) -> QualificationValues:
    return _synced(replace(values, units=values.units[:index] + values.units[index + 1 :]))


def move_unit(values: QualificationValues, index: int, by: int) -> QualificationValues:
    return _synced(replace(values, units=_moved(values.units, index, by)))


def put_groups(
    values: QualificationValues, groups: Sequence[Mapping[str, Any]], homes: Mapping[str, str]
) -> QualificationValues:
    """`groups` have key, title and the keys of the groups inside; a new one has no key. `homes` by the unit's code.

    Of the group of the units outside the structure `outside` has the words in which the rule language says that.
    """
    made: Rule = {}
    for group in groups:
        key = group["key"] or _key(group["title"], [*made, *groups_of(values)])
        inner = {"groups": list(group["groups"])} if group["groups"] else {}
        made[key] = {"title": group["title"], **inner, **group.get("outside", {})}
    units = tuple(replace(unit, group=homes.get(unit.code, unit.group)) for unit in values.units)
    rule = {**rule_of(values), "groups": made}
    return _synced(replace(values, units=units, rule=rule))


def put_clause(values: QualificationValues, index: int | None, clause: Mapping[str, Any]) -> QualificationValues:
    clauses = clauses_of(values)
    place = len(clauses) if index is None else index
    return _with_clauses(values, [*clauses[:place], clause, *clauses[place + 1 :]])


def remove_clause(values: QualificationValues, index: int) -> QualificationValues:
    clauses = clauses_of(values)
    return _with_clauses(values, [*clauses[:index], *clauses[index + 1 :]])


def move_clause(values: QualificationValues, index: int, by: int) -> QualificationValues:
    return _with_clauses(values, _moved(tuple(clauses_of(values)), index, by))


def put_source(values: QualificationValues, source: str) -> QualificationValues:
    return _synced(replace(values, rule={**rule_of(values), "source": source}))


def put_readings(values: QualificationValues, readings: Sequence[Mapping[str, Any]]) -> QualificationValues:
    rule = {word: value for word, value in rule_of(values).items() if word != "readings"}
    return _synced(replace(values, rule=rule | ({"readings": list(readings)} if readings else {})))


def clauses_of(values: QualificationValues) -> list[Mapping[str, Any]]:
    return list((values.rule or {}).get("clauses", ()))


def _with_clauses(values: QualificationValues, clauses: Sequence[Mapping[str, Any]]) -> QualificationValues:
    return _synced(replace(values, rule={**rule_of(values), "clauses": list(clauses)}))


def _moved(items: Sequence[Item], index: int, by: int) -> tuple[Item, ...]:
    """Beyond either end it stays where it is."""
    rest = [*items[:index], *items[index + 1 :]]
    rest.insert(min(max(index + by, 0), len(rest)), items[index])
    return tuple(rest)


def _key(title: str, taken: Sequence[str]) -> str:
    """Short, of the words of the title: "Group A" is A."""
    short = re.fullmatch(r"(?i)group (\w{1,3})", title.strip())
    wanted = short[1] if short else slugify(title)[:50] or "group"
    number, key = 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def _synced(values: QualificationValues) -> QualificationValues:
    """Groups and units say the same."""
    rule = values.rule
    if rule is None:
        return values
    plain = set(homes_in(values))
    values = replace(values, units=tuple(u if u.group in plain else replace(u, group="") for u in values.units))
    groups = {
        key: {"title": group["title"], "units": _codes(values, key)} if key in plain else group
        for key, group in groups_of(values).items()
    }
    return _named_only(replace(values, rule={**rule, "groups": groups}))


def _named_only(values: QualificationValues) -> QualificationValues:
    """Without a clause there is no rule, and groups that have units are names of their units' groups and no more."""
    rule = rule_of(values)
    titles = {key: group["title"] for key, group in rule["groups"].items() if group.get("units")}
    fit = all(len(title) <= 60 and not set(title) & set(",;") for title in titles.values())
    if rule["clauses"] or rule.get("source") or rule.get("readings") or len(titles) < len(rule["groups"]) or not fit:
        return values
    units = tuple(replace(unit, group=titles.get(unit.group, "")) for unit in values.units)
    return replace(values, rule=None, units=units)
