"""The groups of a rule: named lists of units, of other groups, or what stands outside the structure."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from units.combination.fields import choice, few, known, required, table, text, texts, whole, worded
from units.combination.model import Clause, Group, RuleError, UnitFact
from units.combination.words import either

HIGHEST_LEVEL = 8
MOST_GROUPS = 200
MOST_UNITS = 1000
SCOPES = ("exactly", "at_or_above")


class Groups:
    """The parsed groups; remembers which of them a clause has used.

    `listed` are the units that a group names; the group of those `outside`, if there is one, has all other facts
    (of its level, where it names one).
    """

    def __init__(self, data: object, facts: Mapping[str, UnitFact]) -> None:
        self._data = _tables(data)
        self._home: dict[str, str] = {}
        self._inner = {key: self._parse(key, group) for key, group in self._data.items()}
        few(self._home, MOST_UNITS, "units", "$.groups")
        for code, path in self._home.items():
            _check_fact(code, facts, path)
        self.outside = self._outside()
        self._beyond = self._others(facts)
        self._groups = self._unfolded()
        self._used: set[str] = set()

    @property
    def listed(self) -> Iterable[str]:
        return self._home.keys()

    def lists(self, code: str) -> bool:
        return code in self._home

    def use(self, key: str, path: str) -> Group:
        if key not in self._groups:
            raise RuleError(f"there is no group “{key}”", path)
        within = [key]
        while within:
            one = within.pop()
            if one not in self._used:
                self._used.add(one)
                within += self._inner[one]
        return self._groups[key]

    def units(self) -> tuple[str, ...]:
        return tuple(sorted([*self._home, *self._beyond]))

    def refuse_unused(self) -> None:
        for key in self._groups:
            if key not in self._used:
                raise RuleError(f"no clause uses the group “{key}”", f"$.groups.{key}")

    def refuse_unlimited(self, clauses: Iterable[Clause]) -> Group | None:
        """The group of the units outside, once a clause says how much of it counts at most."""
        if not self.outside:
            return None
        limits = [clause for clause in clauses if clause.kind == "maximum_from_group"]
        if not any(group.outside for clause in limits for group in clause.groups):
            reason = "no clause says how much of the units outside the structure counts at most"
            raise RuleError(reason, f"$.groups.{self.outside}")
        return self._groups[self.outside]

    def _parse(self, key: str, group: Mapping[str, Any]) -> tuple[str, ...]:
        """The groups inside this one; a unit gets its one home on the way."""
        path = f"$.groups.{key}"
        known(group, ("title", "units", "groups", "outside", *(("level", "scope") if "outside" in group else ())), path)
        text(group, "title", path)
        if ("units" in group) + ("groups" in group) + ("outside" in group) != 1:
            reason = "a group lists either units or groups, or stands for the units outside the structure"
            raise RuleError(reason, path)
        if "groups" in group:
            return texts(group, "groups", path)
        if "outside" in group:
            _check_outside(group, path)
            return ()
        for i, code in enumerate(texts(group, "units", path)):
            self._settle(code, f"{path}.units[{i}]")
        return ()

    def _settle(self, code: str, path: str) -> None:
        if code != code.strip() or "," in code or not code.isprintable():
            raise RuleError("a unit code has no comma in it, and no space before or after it", path)
        if code in self._home:
            raise RuleError(f"the unit {code} is named twice, first at {self._home[code]}", path)
        self._home[code] = path

    def _outside(self) -> str:
        """The key of the group that stands for the units outside; there may be one."""
        found = [key for key, group in self._data.items() if "outside" in group]
        if len(found) > 1:
            raise RuleError(f"“{found[0]}” stands for the units outside the structure already", f"$.groups.{found[1]}")
        return found[0] if found else ""

    def _others(self, facts: Mapping[str, UnitFact]) -> tuple[str, ...]:
        if not self.outside:
            return ()
        group, path = self._data[self.outside], f"$.groups.{self.outside}"
        level, upward = group.get("level"), group.get("scope") == "at_or_above"
        counted = {facts[code].reference for code in self._home} - {""}
        found = []
        for code, fact in sorted(facts.items()):
            if code not in self._home and at_level(fact, level, upward) and fact.reference not in counted:
                _check_fact(code, facts, path)
                found.append(code)
                counted |= {fact.reference} - {""}
        return tuple(found)

    def _unfolded(self) -> dict[str, Group]:
        found: dict[str, Group] = {}
        for key in self._innermost_first():
            group, inner = self._data[key], [found[name] for name in self._inner[key]]
            own = self._beyond if key == self.outside else group.get("units", ())
            units = set(own).union(*(one.units for one in inner))
            outside = key == self.outside or any(one.outside for one in inner)
            found[key] = Group(key, _title(group), tuple(sorted(units)), outside)
        return {key: found[key] for key in self._data}

    def _innermost_first(self) -> list[str]:
        for key, inner in self._inner.items():
            for i, name in enumerate(inner):
                if name not in self._inner:
                    raise RuleError(f"there is no group “{name}”", f"$.groups.{key}.groups[{i}]")
        try:
            return list(TopologicalSorter(self._inner).static_order())
        except CycleError as error:
            raise self._round(error.args[1][:-1]) from None

    def _round(self, ring: list[str]) -> RuleError:
        """The first of the groups that go round in a ring is told, and through which it comes back to itself."""
        first = min(ring, key=list(self._data).index)
        outward = [*ring[ring.index(first) + 1 :], *ring[: ring.index(first)]]
        through = f", through {either([f'“{key}”' for key in reversed(outward)], 'and')}" if outward else ""
        return RuleError(f"the group contains itself{through}", f"$.groups.{first}")


def at_level(unit: UnitFact, level: int | None, upward: bool) -> bool:
    """Whether the unit is of the level, or above it where that counts too; any is, where none is named."""
    return level is None or unit.level == level or (upward and unit.level > level)


def level_words(level: int, upward: bool) -> str:
    return f"at Level {level}{' or above' if upward else ''}"


def _tables(data: object) -> dict[str, Mapping[str, Any]]:
    groups = table(data, "$.groups")
    few(groups, MOST_GROUPS, "groups", "$.groups")
    return {worded(key, "$.groups"): table(group, f"$.groups.{key}") for key, group in groups.items()}


def _check_outside(group: Mapping[str, Any], path: str) -> None:
    if group["outside"] is not True:
        raise RuleError("must be true, or be left out", f"{path}.outside")
    if "level" in group:
        whole(group, "level", path, least=0, most=HIGHEST_LEVEL)
        choice(group, "scope", path, SCOPES)
    elif "scope" in group:
        required(group, "level", path)


def _title(group: Mapping[str, Any]) -> str:
    """With the level of the units outside, so that every clause on them says it."""
    title: str = group["title"]
    return f"{title} {level_words(group['level'], group['scope'] == 'at_or_above')}" if "level" in group else title


def _check_fact(code: str, facts: Mapping[str, UnitFact], path: str) -> None:
    if code not in facts:
        raise RuleError(f"the catalogue has no unit {code}", path)
    fact = facts[code]
    if fact.code != code:
        raise RuleError(f"the catalogue gives {fact.code} for the unit {code}", path)
    whole({"credit": fact.credit}, "credit", path, least=0, most=999)
    whole({"level": fact.level}, "level", path, least=0, most=HIGHEST_LEVEL)
