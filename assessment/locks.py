"""The order in which rows are locked: units, then criteria, each in primary-key order, so that nobody waits in a circle."""

from collections.abc import Iterable

from assessment.duties import ENROLMENT_PARTS
from portfolio.models import CriterionProgress, Registration, UnitEnrolment


def lock_unit(enrolment: UnitEnrolment) -> UnitEnrolment:
    """The unit and all its criteria: no decision slips in between the check and the act."""
    rows = UnitEnrolment.objects.select_for_update(of=("self",), no_key=True).select_related(*ENROLMENT_PARTS)
    unit: UnitEnrolment = rows.get(pk=enrolment.pk)
    list(unit.criteria.select_for_update(of=("self",), no_key=True).order_by("pk"))
    return unit


def lock_criteria(ids: Iterable[object]) -> dict[object, CriterionProgress]:
    """Some criteria, perhaps of several units, by key."""
    wanted = CriterionProgress.objects.filter(pk__in=list(ids))
    list(
        UnitEnrolment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=list(wanted.values_list("enrolment", flat=True)))
        .order_by("pk")
    )
    parts = [f"enrolment__{part}" for part in ENROLMENT_PARTS]
    rows = wanted.select_for_update(of=("self",), no_key=True).select_related("criterion", *parts).order_by("pk")
    return {row.pk: row for row in rows}


def lock_registration(registration: Registration) -> Registration:
    """Before units: what candidate and assessor agree on is written by one of them at a time."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True).select_related(
        "candidate__membership__user", "assessor__user", "assessor__countersigner__user", "specification"
    )
    locked: Registration = rows.get(pk=registration.pk)
    return locked
