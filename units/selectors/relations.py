"""How a unit stands to the others: another way to the same achievement, or only the same title."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from centres.models import Membership
from units.models import StructureUnit, Unit
from units.selectors.visible import places_of, units_of


@dataclass(frozen=True)
class Relations:
    """``ways``: one reference, or one place of a rule that takes only one of them. ``namesakes``: nothing but a title.

    Each unit has `shown_in`: its places, the newest edition first.
    """

    ways: Sequence[Unit]
    namesakes: Sequence[Unit]
    editions: Sequence[Unit]  # of this unit itself


def relations_of(actor: Membership, unit: Unit, places: Iterable[StructureUnit]) -> Relations:
    """`places` are those of `unit`, with their specifications."""
    codes = {code for place in places for code in alternatives(place.specification.rule, unit.code)}
    related = Q(code__in=codes | {unit.code}) | Q(title__iexact=unit.title)
    if unit.reference:
        related |= Q(reference=unit.reference)
    shown_in = Prefetch("places", queryset=places_of(actor), to_attr="shown_in")
    others = list(units_of(actor).filter(related).exclude(pk=unit.pk).prefetch_related(shown_in))
    editions = [other for other in others if other.code == unit.code]
    ways = [other for other in others if other not in editions and _is_a_way(unit, other, codes)]
    return Relations(ways, [other for other in others if other not in ways + editions], editions)


def _is_a_way(unit: Unit, other: Unit, codes: set[str]) -> bool:
    return other.code in codes or bool(unit.reference and other.reference == unit.reference)


def alternatives(rule: Mapping[str, Any] | None, code: str) -> set[str]:
    """The units of which a rule, as stored, takes this one or another: the two papers of a pair, say."""
    if not rule:
        return set()
    pairs = {key for clause in rule["clauses"] if clause["kind"] == "exactly_one_from_each" for key in clause["groups"]}
    groups = [set(rule["groups"][key].get("units", ())) for key in pairs]
    return {other for group in groups if code in group for other in group} - {code}
