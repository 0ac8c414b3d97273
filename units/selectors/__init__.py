"""Reads for pages and for the layers above."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from centres.models import Centre, Membership
from units.combination import Rule, UnitFact, parse_rule
from units.handbooks import comparison
from units.models import Competence, HandbookImport, RegistrationExtension, Specification, Unit

FACTS = ("code", "title", "credit", "level", "guided_hours", "reference")


def unit_facts(specification: Specification) -> dict[str, UnitFact]:
    """What the rules need to know of its units, with what a plan weighs: one query."""
    rows = specification.units.order_by("code").annotate(criteria=Count("outcomes__criteria"))
    return {unit.code: fact_of(unit, unit.criteria) for unit in rows.only(*FACTS)}


def fact_of(unit: Unit, criteria: int = 0) -> UnitFact:
    hours = unit.guided_hours or 0
    return UnitFact(unit.code, unit.title, unit.credit, unit.level, criteria, hours, unit.reference)


def rule_of(specification: Specification, beside: Iterable[Unit] = ()) -> Rule | None:
    """The rule of combination, checked against the specification's own units; None where none is known.

    `beside` are units of a candidate, whichever edition or qualification they are of: those that the specification
    does not have keep their credits, and count where the rule lets units outside its structure count.
    """
    if not specification.rule:
        return None
    strange = {unit.code: fact_of(unit) for unit in beside}
    return parse_rule(specification.rule, strange | unit_facts(specification))


def counts_units_outside(specification: Specification) -> bool:
    """Whether its rule lets units outside its structure count: told without reading the rule."""
    return any("outside" in group for group in (specification.rule or {}).get("groups", {}).values())


def registration_closes(centre: Centre, specification: Specification) -> dt.date | None:
    """The last day on which this centre may register: the body's own, or the latest of its extensions."""
    if specification.registration_until is None:
        return None
    extensions = RegistrationExtension.objects.filter(
        approval__centre=centre, approval__qualification=specification.qualification_id
    )
    return max([specification.registration_until, *extensions.values_list("until", flat=True)])


def units_with_wording(actor: Membership) -> frozenset[UUID]:
    """Those whose official wording is shown to the actor's centre: its own rows, and what its own copies word.

    A copy that only lists or compares units words none of them.
    """
    own = Unit.objects.filter(centre_id=actor.centre_id).order_by()
    return frozenset(_units_of_copies(actor, criteria_read__gt=0).union(own.values_list("id", flat=True)))


def units_with_remarks(actor: Membership) -> frozenset[UUID]:
    """Those whose comparison with older units is shown in the body's words: a copy of it is the centre's own."""
    return frozenset(_units_of_copies(actor, layout=comparison.NAME))


def _units_of_copies(actor: Membership, **which: Any) -> QuerySet[Any, UUID]:
    copies = HandbookImport.objects.filter(centre_id=actor.centre_id, **which)
    named = HandbookImport.units.through.objects.filter(handbookimport__in=copies)
    keys: QuerySet[Any, UUID] = named.values_list("unit_id", flat=True)
    return keys


def competent_members(actor: Membership, unit: Unit) -> QuerySet[Membership]:
    """Who in the centre may act on this unit today, with their role in each case."""
    today = Competence.objects.on().filter(unit=unit)
    members: QuerySet[Membership] = (
        Membership.objects.current()
        .filter(centre_id=actor.centre_id, pk__in=today.values("membership"))
        .select_related("user")
        .order_by("role", "user__name")
    )
    return members


def group_titles(specification: Specification) -> dict[str, str]:
    """The names of the groups, as the rule has them: "A" -> "Group A"."""
    groups = (specification.rule or {}).get("groups", {})
    return {key: group["title"] for key, group in groups.items()}


def group_title(specification: Specification, group: str) -> str:
    """As it begins a line; empty for no group."""
    title = group_titles(specification).get(group) or (f"Group {group}" if group else "")
    return title[:1].upper() + title[1:]
