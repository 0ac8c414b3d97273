"""National Occupational Standards and the units that relate to them: signposts, which give no credit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from centres.models import Membership
from units.models import Unit
from units.selectors.visible import units_of


@dataclass(frozen=True)
class Standard:
    """``units`` in the order of their codes."""

    name: str
    units: list[Unit]


@dataclass(frozen=True)
class Family:
    """The standards that the units of one scheme name: two schemes may call different standards alike."""

    scheme: str
    standards: list[Standard]
    units: list[Unit]


def units_with_standards(actor: Membership) -> list[Unit]:
    rows = units_of(actor).exclude(standards=[]).order_by("scheme", "code", "-edition")
    return list(rows.only("code", "scheme", "number", "reference", "edition", "title", "level", "standards"))


def families_of(units: Iterable[Unit], *, only: str = "") -> list[Family]:
    """`only`: a standard's name, in small letters."""
    found: dict[str, dict[str, Standard]] = {}
    members: dict[str, list[Unit]] = {}
    for unit in units:
        members.setdefault(unit.scheme, []).append(unit)
        standards = found.setdefault(unit.scheme, {})
        for name in unit.standards:
            if only in ("", name.casefold()):
                standards.setdefault(name, Standard(name, [])).units.append(unit)
    return [
        Family(scheme, sorted(found[scheme].values(), key=lambda row: _in_order(row.name)), members[scheme])
        for scheme in found
    ]


def _in_order(name: str) -> list[tuple[int, str]]:
    """Sorts "L2 9" before "L2 10"."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", name)]


def matching(units: Iterable[Unit], asked: str) -> list[Family]:
    """The standard of this name with its units, else the units of this number or with these words in the title."""
    rows, wanted = list(units), asked.strip().casefold()
    related = [unit for unit in rows if wanted in {name.casefold() for name in unit.standards}]
    if related:
        return families_of(related, only=wanted)
    numbered = [unit for unit in rows if wanted in _numbers(unit)]
    return families_of(numbered or [unit for unit in rows if wanted in unit.title.casefold()])


def _numbers(unit: Unit) -> set[str]:
    return {unit.number.casefold(), unit.code.casefold(), unit.reference.casefold()}
