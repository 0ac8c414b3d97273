from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.models import EvidenceLink, UnitEnrolment
from portfolio.permissions import require_allocated


@transaction.atomic
def drop_unit(*, actor: Membership, enrolment: UnitEnrolment) -> None:
    """Takes a unit out of the choice while nothing was ever submitted for it; drafts lose their ticks there."""
    require_allocated(actor, enrolment.registration)
    locked = UnitEnrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk=enrolment.pk).first()
    if locked is None:
        return
    list(locked.criteria.select_for_update(of=("self",), no_key=True).order_by("pk"))
    submitted = EvidenceLink.objects.filter(progress__enrolment=locked).exclude(evidence__submitted_at=None)
    if submitted.exists():
        raise Refused(
            Blocker(
                "unit_begun",
                f"Evidence was submitted for {locked.unit.title}, so the unit stays.",
                "It does no harm: units that are not signed off do not count.",
            )
        )
    record(actor, "unit.dropped", locked, unit=locked.unit.code)
    EvidenceLink.objects.filter(progress__enrolment=locked).delete()
    locked.criteria.all().delete()
    locked.delete()
