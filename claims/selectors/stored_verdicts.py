"""Whether the verdict that a claim was made on is still the rule's, on the very units that the claim lists."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from claims.models import Claim, ClaimUnit
from claims.models.claim import Kind
from claims.selectors.centre_check import NONE, grouped, specifications_of
from claims.structures import Judge
from portfolio.models import Registration
from units.combination import Outcome


def stored_verdicts_hold(registrations: "QuerySet[Registration]") -> dict[UUID, bool]:
    """Of each registration with a live full claim, whatever the registration's state. In five queries."""
    claims = Claim.objects.live().filter(registration__in=registrations, kind=Kind.FULL)
    rows: list[Any] = list(
        claims.order_by().values_list("pk", "registration", "registration__specification", "outcome")
    )
    listed = ClaimUnit.objects.filter(claim__in=claims.values("pk")).order_by()
    units = grouped(listed.values_list("claim", "enrolment__unit"))
    specifications = specifications_of({specification for _, _, specification, _ in rows})
    judge = Judge(specifications, (unit for found in units.values() for unit in found))
    return {
        registration: _holds(stored, judge.verdict(specification, units.get(claim, NONE)))
        for claim, registration, specification, stored in rows
    }


def _holds(stored: dict[str, Any], today: Outcome | None) -> bool:
    """Every reading accepts or refuses as it did, and counts the same units. Words may have changed since."""
    return today is not None and [_told(one) for one in stored["readings"]] == [
        _told(one) for one in today.to_dict()["readings"]
    ]


def _told(reading: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(reading[name] for name in ("name", "met", "counted", "credits_counted"))
