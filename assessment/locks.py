"""The order in which rows are locked: units, then criteria, each in primary-key order, so that nobody waits in a circle."""

from collections.abc import Iterable

from assessment.duties import ENROLMENT_PARTS
from centres.recall import remember, together
from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.states import EvidenceState


def lock_unit(enrolment: UnitEnrolment) -> UnitEnrolment:
    """The unit and all its criteria: no decision slips in between the check and the act."""
    rows = UnitEnrolment.objects.select_for_update(of=("self",), no_key=True).select_related(*ENROLMENT_PARTS)
    unit: UnitEnrolment = rows.get(pk=enrolment.pk)
    list(unit.criteria.select_for_update(of=("self",), no_key=True).order_by("pk"))
    return unit


def lock_criteria(ids: Iterable[object]) -> dict[object, CriterionProgress]:
    """Some criteria, perhaps of several units, by key; with their evidence, and one enrolment object for each unit."""
    wanted = CriterionProgress.objects.filter(pk__in=list(ids))
    units = UnitEnrolment.objects.select_for_update(of=("self",), no_key=True).select_related(*ENROLMENT_PARTS)
    in_order = units.filter(pk__in=list(wanted.values_list("enrolment", flat=True))).order_by("pk")
    locked = {row.pk: row for row in together(in_order)}
    rows = wanted.select_for_update(of=("self",), no_key=True).select_related("criterion").order_by("pk")
    found: dict[object, CriterionProgress] = {
        row.pk: row for row in rows.prefetch_related("links__evidence", "links__pinpoints")
    }
    for row in found.values():
        row.enrolment = locked[row.enrolment_id]
    submitted = {
        row.pk: any(link.counts and link.evidence.state == EvidenceState.SENT for link in row.links.all())
        for row in found.values()
    }
    remember(together(found.values()), "submitted", submitted)
    return found


def lock_registration(registration: Registration) -> Registration:
    """Before units: what candidate and assessor agree on is written by one of them at a time."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True).select_related(
        "candidate__membership__user", "assessor__user", "assessor__countersigner__user", "specification"
    )
    locked: Registration = rows.get(pk=registration.pk)
    return locked
