"""Which arrangements are agreed for a candidate's unit, and when they hold. Why, nobody is told here."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from assessment.models import Adjustment
from assessment.states import AdjustmentState
from centres.models import Membership
from portfolio.models import Registration, UnitEnrolment


def _about(enrolment: UnitEnrolment) -> "QuerySet[Adjustment]":
    """Those of the unit, and those of the whole qualification."""
    wanted = Adjustment.objects.filter(Q(units=None) | Q(units=enrolment), registration=enrolment.registration_id)
    rows: QuerySet[Adjustment] = Adjustment.objects.filter(pk__in=wanted.values("pk"))
    return rows.filter(state__in=(AdjustmentState.AGREED, AdjustmentState.ENDED), valid_from__isnull=False)


def ever_agreed(enrolment: UnitEnrolment) -> "QuerySet[Adjustment]":
    """Without those that were ended before they began."""
    return _about(enrolment).exclude(valid_until__lt=F("valid_from")).order_by("valid_from", "pk")


def holds_for(enrolment: UnitEnrolment, day: dt.date | None = None) -> "QuerySet[Adjustment]":
    rows: QuerySet[Adjustment] = _about(enrolment).on(day)  # type: ignore[attr-defined]
    return rows


def shown_for(actor: Membership, registration: Registration, units: Iterable[UnitEnrolment] = ()) -> list[Adjustment]:
    """What an assessor has to arrange from today on, for these units or for the whole qualification; one query."""
    rows: Any = Adjustment.objects.visible_to(actor).on().filter(registration=registration)
    wanted = Q(units=None) | Q(units__in=list(units)) if units else Q()
    return list(rows.filter(wanted).distinct().order_by("valid_from", "pk"))
