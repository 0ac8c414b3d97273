"""What evidence a centre asks for in a unit, for the pages that show the unit."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centres.models import Membership, Role
from centres.prepared import keys_of, prepared
from units.models import EvidenceRequirement, Unit

STATING = (Role.ADMIN, Role.IQA)


def standing_requirements(actor: Membership, units: Iterable[Unit]) -> dict[Any, EvidenceRequirement]:
    """By unit: what the actor's centre asks for today. One query, whatever the units."""
    return {row.unit_id: row for row in _standing(actor.centre_id, keys_of(units))}


@prepared
def _standing(centre: UUID, units: tuple[UUID, ...]) -> "QuerySet[Any]":
    rows = EvidenceRequirement.objects.filter(centre_id=centre, unit__in=units).standing()
    return rows.select_related("stated_by__user")


def requirements_panel(actor: Membership, unit: Unit) -> dict[str, Any] | None:
    """Nothing where nothing is stated, but for whoever can state it."""
    standing, states = standing_requirements(actor, [unit]).get(unit.pk), actor.role in STATING
    if standing is None and not states:
        return None
    return {"template": "units/_requirements.html", "unit": unit, "standing": standing, "states": states}
