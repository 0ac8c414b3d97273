"""The units of one edition in their groups, as the page of a qualification lists them."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Sum

from centres.models import Membership, Role
from units.models import Competence, Outcome, Specification, Unit
from units.selectors import group_titles
from units.selectors.relations import alternatives


@dataclass(frozen=True)
class Row:
    """``questions`` of its test, if it has one; ``assessors`` and ``iqas`` are those competent today in the centre."""

    unit: Unit
    criteria: int
    questions: int
    assessors: int
    iqas: int


@dataclass(frozen=True)
class Group:
    """``only_one`` of its units counts: they are ways to the same."""

    title: str
    only_one: bool
    rows: list[Row] = field(default_factory=list)

    @property
    def credits(self) -> int:
        """Of all its units, more than anybody needs where only some are taken."""
        return sum(row.unit.credit for row in self.rows)

    @property
    def referenced(self) -> bool:
        """Its units have a reference besides the number that they go by."""
        return any(row.unit.reference not in ("", row.unit.code) for row in self.rows)


def groups_of(actor: Membership, specification: Specification) -> list[Group]:
    """In the order of the structure. A group that the rule does not name goes by its key."""
    titles, people = group_titles(specification), _people(actor)
    questions = _questions(specification)
    groups: dict[str, Group] = {}
    places = specification.structure.select_related("unit").annotate(criteria=Count("unit__outcomes__criteria"))
    for place in places.order_by("position"):
        key, unit = place.group, place.unit
        if key not in groups:
            only_one = bool(alternatives(specification.rule, unit.code))
            groups[key] = Group(titles.get(key, key) or "Units", only_one)
        counts = [people.get((unit.pk, role), 0) for role in (Role.ASSESSOR, Role.IQA)]
        groups[key].rows.append(Row(unit, place.criteria, questions.get(unit.pk) or 0, *counts))
    return list(groups.values())


def _people(actor: Membership) -> dict[tuple[Any, str], int]:
    """By unit and role: how many of the centre may act on it today."""
    rows = (
        Competence.objects.on()
        .filter(membership__centre_id=actor.centre_id, membership__ended_at=None)
        .values_list("unit", "membership__role")
        .annotate(Count("membership", distinct=True))
    )
    return {(unit, role): number for unit, role, number in rows}


def _questions(specification: Specification) -> dict[Any, int | None]:
    rows = Outcome.objects.filter(unit__in=specification.units.all()).order_by().values_list("unit")
    return dict(rows.annotate(Sum("questions")))
