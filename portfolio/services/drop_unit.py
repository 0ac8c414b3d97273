from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.gates import dropping_gate
from portfolio.models import EvidenceLink, UnitEnrolment
from portfolio.permissions import require_allocated


@transaction.atomic
def drop_unit(*, actor: Membership, enrolment: UnitEnrolment) -> None:
    """Takes a unit out of the choice while nothing was submitted or recorded for it; drafts lose their ticks there."""
    require_allocated(actor, enrolment.registration)
    locked = UnitEnrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk=enrolment.pk).first()
    if locked is None:
        return
    list(locked.criteria.select_for_update(of=("self",), no_key=True).order_by("pk"))
    dropping_gate.require(actor=actor, enrolment=locked)
    record(actor, "unit.dropped", locked, unit=locked.unit.code)
    EvidenceLink.objects.filter(progress__enrolment=locked).delete()
    locked.criteria.all().delete()
    locked.delete()
