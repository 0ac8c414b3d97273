"""The kinds of clause: the words each one takes, its title, and the linear limits it comes to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from units.combination.fields import choice, known, required, table, text, texts, whole
from units.combination.groups import HIGHEST_LEVEL, SCOPES, Groups, at_level, level_words
from units.combination.model import Bound, Clause, Group, Kind, Measure, RuleError, UnitFact
from units.combination.words import either, plural


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands, and what it may refer to."""

    number: int
    path: str
    groups: Groups
    units: tuple[UnitFact, ...]
    at_or_above: bool

    def mask(self, codes: Iterable[str]) -> int:
        wanted = set(codes)
        return sum(1 << i for i, unit in enumerate(self.units) if unit.code in wanted)


Parser = Callable[[Mapping[str, Any], Place], Clause]


def parse_clause(data: object, place: Place) -> Clause:
    """One clause under one reading; `place.at_or_above` widens a level clause."""
    fields = table(data, place.path)
    kind = cast(Kind, choice(fields, "kind", place.path, get_args(Kind)))
    words, parser = KINDS[kind]
    known(fields, ("kind", "source", *words), place.path)
    text(fields, "source", place.path)
    return parser(fields, place)


def _clause(
    data: Mapping[str, Any],
    place: Place,
    title: str,
    *bounds: Bound,
    groups: tuple[Group, ...] = (),
    measure: Measure = "credits",
    amount: int,
    level: int | None = None,
    at_or_above: bool = False,
) -> Clause:
    scope = 0
    for bound in bounds:
        scope |= bound.members
    return Clause(
        path=place.path,
        kind=data["kind"],
        title=title,
        source=data["source"],
        groups=groups,
        measure=measure,
        amount=amount,
        level=level,
        at_or_above=at_or_above,
        scope=scope,
        bounds=bounds,
    )


def _minimum_credits(data: Mapping[str, Any], place: Place) -> Clause:
    amount = whole(data, "credits", place.path)
    bound = Bound(place.number, (1 << len(place.units)) - 1, True, amount)
    return _clause(data, place, f"At least {plural(amount, 'credits')} in all", bound, amount=amount)


def _minimum_from_group(data: Mapping[str, Any], place: Place) -> Clause:
    group, (measure, amount) = _group_with_units(data, place), _amount(data, place)
    bound = Bound(place.number, place.mask(group.units), measure == "credits", amount)
    title = f"At least {plural(amount, measure)} from {group.title}"
    return _clause(data, place, title, bound, groups=(group,), measure=measure, amount=amount)


def _maximum_from_group(data: Mapping[str, Any], place: Place) -> Clause:
    group, (measure, amount) = _group(data, place), _amount(data, place)
    bound = Bound(place.number, place.mask(group.units), measure == "credits", 0, amount)
    title = f"At most {plural(amount, measure)} from {group.title}"
    return _clause(data, place, title, bound, groups=(group,), measure=measure, amount=amount)


def _minimum_at_level(data: Mapping[str, Any], place: Place) -> Clause:
    level = whole(data, "level", place.path, least=0, most=HIGHEST_LEVEL)
    amount = whole(data, "credits", place.path)
    upward = choice(data, "scope", place.path, SCOPES) == "at_or_above" or place.at_or_above
    groups = (_group_with_units(data, place),) if "group" in data else ()
    codes = groups[0].units if groups else [unit.code for unit in place.units]
    inside = [unit.code for unit in place.units if unit.code in codes and at_level(unit, level, upward)]
    bound = Bound(place.number, place.mask(inside), True, amount)
    title = f"At least {plural(amount, 'credits')} {level_words(level, upward)}"
    title += f" from {groups[0].title}" if groups else ""
    return _clause(data, place, title, bound, groups=groups, amount=amount, level=level, at_or_above=upward)


def _all_of_group(data: Mapping[str, Any], place: Place) -> Clause:
    group = _group(data, place)
    _refuse_outside(group, f"{place.path}.group")
    facts = [unit for unit in place.units if unit.code in group.units]
    number = len(facts)
    bound = Bound(place.number, place.mask(group.units), False, number)
    count = {1: "The one unit", 2: "Both units"}.get(number, f"All {_in_words(number)} units")
    # In credits as the handbooks count; a unit without credits could not be seen to be missing.
    measure: Measure = "credits" if all(unit.credit for unit in facts) else "units"
    amount = sum(unit.credit for unit in facts) if measure == "credits" else number
    return _clause(data, place, f"{count} of {group.title}", bound, groups=(group,), measure=measure, amount=amount)


def _at_least_one_from_each(data: Mapping[str, Any], place: Place) -> Clause:
    groups = _groups(data, place)
    for i, group in enumerate(groups):
        _refuse_outside_alone(group, place, f"{place.path}.groups[{i}]")
    bounds = [Bound(place.number, place.mask(group.units), False, 1) for group in groups]
    title = f"At least one unit from each of {either([group.title for group in groups], 'and')}"
    return _clause(data, place, title, *bounds, groups=groups, measure="groups", amount=len(groups))


def _exactly_one_from_each(data: Mapping[str, Any], place: Place) -> Clause:
    groups = _groups(data, place)
    for i, group in enumerate(groups):
        _refuse_outside(group, f"{place.path}.groups[{i}]")
    bounds = [Bound(place.number, place.mask(group.units), False, 1, 1) for group in groups]
    title = ", and ".join(f"one of {either(group.units, 'and')}" for group in groups)
    return _clause(
        data, place, title[0].upper() + title[1:], *bounds, groups=groups, measure="groups", amount=len(groups)
    )


def _barred_together(data: Mapping[str, Any], place: Place) -> Clause:
    codes = texts(data, "units", place.path)
    for i, code in enumerate(codes):
        if not place.groups.lists(code):
            raise RuleError(f"no group has the unit {code}", f"{place.path}.units[{i}]")
    if len(codes) < 2:
        raise RuleError("a barred combination takes two units or more", f"{place.path}.units")
    bound = Bound(place.number, place.mask(codes), False, 0, 1)
    return _clause(data, place, f"No more than one of {either(codes, 'and')}", bound, measure="units", amount=1)


KINDS: Mapping[Kind, tuple[tuple[str, ...], Parser]] = {
    "minimum_credits": (("credits",), _minimum_credits),
    "minimum_from_group": (("group", "credits", "units"), _minimum_from_group),
    "minimum_at_level": (("level", "scope", "credits", "group"), _minimum_at_level),
    "maximum_from_group": (("group", "credits", "units"), _maximum_from_group),
    "all_of_group": (("group",), _all_of_group),
    "at_least_one_from_each": (("groups",), _at_least_one_from_each),
    "exactly_one_from_each": (("groups",), _exactly_one_from_each),
    "barred_together": (("units",), _barred_together),
}


def _group(data: Mapping[str, Any], place: Place) -> Group:
    return place.groups.use(text(data, "group", place.path), f"{place.path}.group")


def _group_with_units(data: Mapping[str, Any], place: Place) -> Group:
    """Of which something can be asked: units that are there whoever the candidate is."""
    group = _group(data, place)
    _refuse_outside_alone(group, place, f"{place.path}.group")
    return group


def _refuse_outside_alone(group: Group, place: Place, path: str) -> None:
    if group.outside and not any(place.groups.lists(code) for code in group.units):
        raise RuleError("a minimum cannot be asked of units outside the structure: there may be none", path)


def _refuse_outside(group: Group, path: str) -> None:
    if group.outside:
        raise RuleError("this kind cannot speak of units outside the structure: nobody can list them", path)


def _groups(data: Mapping[str, Any], place: Place) -> tuple[Group, ...]:
    keys = texts(data, "groups", place.path)
    return tuple(place.groups.use(key, f"{place.path}.groups[{i}]") for i, key in enumerate(keys))


def _amount(data: Mapping[str, Any], place: Place) -> tuple[Measure, int]:
    """The number and whether it is of credits or of units; exactly one of the two words is there."""
    if "credits" in data and "units" in data:
        raise RuleError("name credits or units, not both", place.path)
    if "units" in data:
        return "units", whole(data, "units", place.path)
    required(data, "credits", place.path)
    return "credits", whole(data, "credits", place.path)


def _in_words(number: int) -> str:
    words = ("three", "four", "five", "six", "seven", "eight", "nine")
    return words[number - 3] if 3 <= number <= 9 else str(number)
