"""Links as pages show them: with the places that they point at."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from portfolio.models import EvidenceLink, Pinpoint

COLUMNS = [field.attname for field in Pinpoint._meta.concrete_fields if field.attname != "link_id"]


def with_pins(links: "QuerySet[EvidenceLink]") -> list[Any]:
    """Each link with its `pins`, in their order. One query: pages have none to spare for a second one."""
    rows = links.annotate(**{f"pin_{name}": F(f"pinpoints__{name}") for name in COLUMNS})
    found: dict[UUID, Any] = {}
    for row in rows:
        link = found.setdefault(row.pk, row)
        if link is row:
            link.pins = []  # type: ignore[attr-defined]
        if row.pin_id:  # type: ignore[attr-defined]
            link.pins.append(_pin(link, row))
    for link in found.values():
        link.pins.sort(key=lambda pin: (pin.page or 0, pin.start or 0, pin.made_at, pin.pk))
    return list(found.values())


def _pin(link: EvidenceLink, row: Any) -> Pinpoint:
    return Pinpoint(link=link, **{name: getattr(row, f"pin_{name}") for name in COLUMNS})
