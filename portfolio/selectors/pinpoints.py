"""Links as pages show them: with the places that they point at."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from centres.models import Membership, Role
from portfolio.gates.pinning import CLOSED
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Pinpoint
from portfolio.pin_forms import PinForm
from portfolio.pinpoints import kinds_for
from portfolio.states import CriterionState, EvidenceState

OPEN = (EvidenceState.DRAFT, EvidenceState.SENT)
COLUMNS = [field.attname for field in Pinpoint._meta.concrete_fields if field.attname != "link_id"]


def beside_pins(links: "QuerySet[EvidenceLink]") -> "QuerySet[EvidenceLink]":
    """A row for each pinpoint, and one for a link without any."""
    return links.annotate(**{f"pin_{name}": F(f"pinpoints__{name}") for name in COLUMNS})


def with_pins(links: "QuerySet[EvidenceLink]") -> list[Any]:
    """Each link with its `pins`, in their order. One query: pages have none to spare for a second one."""
    return gathered(beside_pins(links))


def gathered(rows: "Iterable[EvidenceLink]") -> list[Any]:
    """The links of `beside_pins`, each with its pins."""
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


def pinnable(actor: Membership, item: Evidence, links: Iterable[Any]) -> list[Any]:
    """Those of an item's links for which this person can still point at a place, as far as the states say.

    A candidate also where it was not accepted: with the place they propose it again.
    """
    if actor.role not in (Role.CANDIDATE, Role.ASSESSOR) or item.state not in OPEN:
        return []
    mine = actor.role == Role.CANDIDATE
    return [link for link in links if (mine or link.counts) and _is_open(link.progress)]


def _is_open(progress: CriterionProgress) -> bool:
    return progress.state != CriterionState.MET and progress.enrolment.state not in CLOSED


def pin_form(actor: Membership, shown: dict[str, Any], links: Iterable[Any]) -> PinForm | None:
    """Of the item in the viewer; None where nothing can be pointed at: no place in it, nobody to do it, nothing open."""
    item = shown["item"]
    if shown.get("closed") or shown.get("testimony") or not kinds_for(item):
        return None
    found = pinnable(actor, item, links)
    return PinForm(item=item, links=found) if found else None


def _pin(link: EvidenceLink, row: Any) -> Pinpoint:
    return Pinpoint(link=link, **{name: getattr(row, f"pin_{name}") for name in COLUMNS})
