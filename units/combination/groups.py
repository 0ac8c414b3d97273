"""The groups of a rule: named lists of units, or of other groups."""

from collections.abc import Mapping
from typing import Any

from units.combination.fields import known, table, text, texts, whole
from units.combination.model import Group, RuleError, UnitFact

HIGHEST_LEVEL = 8


class Groups:
    """The parsed groups; remembers which of them a clause has used."""

    def __init__(self, data: object, facts: Mapping[str, UnitFact]) -> None:
        self._data = table(data, "$.groups")
        self._home: dict[str, str] = {}
        self._inner = {key: self._parse(key, table(group, f"$.groups.{key}")) for key, group in self._data.items()}
        for code, path in self._home.items():
            _check_fact(code, facts, path)
        self._groups = {key: self._unfold(key, ()) for key in self._data}
        self._used: set[str] = set()

    def use(self, key: str, path: str) -> Group:
        if key not in self._groups:
            raise RuleError(f"there is no group “{key}”", path)
        self._mark(key)
        return self._groups[key]

    def units(self) -> tuple[str, ...]:
        return tuple(sorted(self._home))

    def refuse_unused(self) -> None:
        for key in self._groups:
            if key not in self._used:
                raise RuleError(f"no clause uses the group “{key}”", f"$.groups.{key}")

    def _mark(self, key: str) -> None:
        self._used.add(key)
        for inner in self._inner[key]:
            self._mark(inner)

    def _parse(self, key: str, group: Mapping[str, Any]) -> tuple[str, ...]:
        """The groups inside this one; a unit gets its one home on the way."""
        path = f"$.groups.{key}"
        known(group, ("title", "units", "groups"), path)
        text(group, "title", path)
        if ("units" in group) == ("groups" in group):
            raise RuleError("a group lists either units or groups", path)
        if "groups" in group:
            return texts(group, "groups", path)
        for i, code in enumerate(texts(group, "units", path)):
            if code in self._home:
                raise RuleError(f"the unit {code} is named twice, first at {self._home[code]}", f"{path}.units[{i}]")
            self._home[code] = f"{path}.units[{i}]"
        return ()

    def _unfold(self, key: str, outer: tuple[str, ...]) -> Group:
        path = f"$.groups.{key}"
        if key in outer:
            raise RuleError("the group contains itself", path)
        units = list(self._data[key].get("units", ()))
        for i, inner in enumerate(self._inner[key]):
            if inner not in self._inner:
                raise RuleError(f"there is no group “{inner}”", f"{path}.groups[{i}]")
            units += [code for code in self._unfold(inner, (*outer, key)).units if code not in units]
        return Group(key, self._data[key]["title"], tuple(sorted(units)))


def _check_fact(code: str, facts: Mapping[str, UnitFact], path: str) -> None:
    if code not in facts:
        raise RuleError(f"the catalogue has no unit {code}", path)
    fact = facts[code]
    if fact.code != code:
        raise RuleError(f"the catalogue gives {fact.code} for the unit {code}", path)
    whole({"credit": fact.credit}, "credit", path, least=0, most=999)
    whole({"level": fact.level}, "level", path, least=0, most=HIGHEST_LEVEL)
