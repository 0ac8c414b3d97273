"""Whom a unit suits: read and acknowledged by whoever chooses it and by both who sign a plan (domain.md R22)."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from django.db.models import Exists, F, OuterRef

from centres.audit import record
from centres.gates import Blocker
from centres.models import Membership
from portfolio.models import Registration, SuitabilityAcknowledgement
from portfolio.states import UnitState
from units.models import Unit

Codes = AbstractSet[str]


def to_acknowledge(actor: Membership, registration: Registration) -> list[Unit]:
    """Of the chosen units that are not signed off: whose statement, as it stands now, the actor has not acknowledged."""
    said = SuitabilityAcknowledgement.objects.filter(
        registration=registration, by=actor, unit=OuterRef("pk"), statement=OuterRef("suits")
    )
    chosen = Unit.objects.filter(enrolments__registration=registration).exclude(suits="")
    return list(chosen.exclude(enrolments__in=_signed(registration)).filter(~Exists(said)).order_by("code"))


def _signed(registration: Registration) -> Any:
    return registration.enrolments.filter(state=UnitState.SIGNED).values("pk")


def unacknowledged(units: Iterable[Unit], acknowledged: Codes) -> Iterator[Blocker]:
    for unit in units:
        if unit.suits and unit.code not in acknowledged:
            yield Blocker(
                f"suitability {unit.code}",
                f"{unit} is not for everybody: {unit.suits}",
                "Tick that it fits, or leave the unit out.",
                link=f"#suits-{unit.pk}",
                link_text="Go to it",
                yours=True,
            )


def acknowledge(actor: Membership, registration: Registration, units: Iterable[Unit]) -> None:
    """In the caller's transaction, with the registration locked. What was acknowledged stays as it was worded then."""
    before = SuitabilityAcknowledgement.objects.filter(registration=registration, by=actor, statement=F("unit__suits"))
    known = set(before.values_list("unit", flat=True))
    new = [unit for unit in units if unit.suits and unit.pk not in known]
    SuitabilityAcknowledgement.objects.bulk_create(
        SuitabilityAcknowledgement(registration=registration, unit=unit, statement=unit.suits, by=actor) for unit in new
    )
    for unit in new:
        record(actor, "unit.suitability", registration, unit=unit.code, statement=unit.suits)
