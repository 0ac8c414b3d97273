"""Sign-offs that wait for a countersigner."""

from assessment.models import UnitSignOff
from centres.models import Membership


def awaiting(actor: Membership) -> list[UnitSignOff]:
    """Those of the trainees whom the actor countersigns, the oldest first."""
    rows = UnitSignOff.objects.visible_to(actor).awaiting().filter(assessor__countersigner=actor)
    parts = ("enrolment__unit", "enrolment__registration__candidate", "assessor__user")
    return list(rows.select_related(*parts).order_by("at"))


def awaiting_count(actor: Membership) -> int:
    return UnitSignOff.objects.visible_to(actor).awaiting().filter(assessor__countersigner=actor).count()
