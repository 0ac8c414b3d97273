"""What may go on to a claim."""

from uuid import UUID

from assessment.models import UnitSignOff
from iqa.sign_offs import standing
from portfolio.models import Registration, UnitEnrolment


def cleared_sign_offs(registration: Registration) -> dict[UUID, UnitSignOff]:
    """The sign-offs that quality assurance lets through, by the id of their enrolment.

    A unit on hold has none; nor has one whose newest sign-off is not the one that was cleared.
    """
    rows = standing().filter(enrolment__registration=registration, clearance__isnull=False)
    return {row.enrolment_id: row for row in rows.select_related("assessor__user", "clearance__iqa__user")}


def cleared_sign_off(enrolment: UnitEnrolment) -> UnitSignOff | None:
    return standing().filter(enrolment=enrolment, clearance__isnull=False).first()
