"""What evidence a centre asks for in a unit, for the pages that show the unit."""

from collections.abc import Iterable
from typing import Any

from centres.models import Membership, Role
from units.models import EvidenceRequirement, Unit

STATING = (Role.ADMIN, Role.IQA)


def standing_requirements(actor: Membership, units: Iterable[Unit]) -> dict[Any, EvidenceRequirement]:
    """By unit: what the actor's centre asks for today. One query, whatever the units."""
    rows = EvidenceRequirement.objects.filter(centre_id=actor.centre_id, unit__in=units).standing()
    return {row.unit_id: row for row in rows.select_related("stated_by__user")}


def requirements_panel(actor: Membership, unit: Unit) -> dict[str, Any] | None:
    """Nothing where nothing is stated, but for whoever can state it."""
    standing, states = standing_requirements(actor, [unit]).get(unit.pk), actor.role in STATING
    if standing is None and not states:
        return None
    return {"template": "units/_requirements.html", "unit": unit, "standing": standing, "states": states}
