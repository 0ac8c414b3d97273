from typing import Any

from django.db import transaction

from assessment.models.check import RecordCheck
from assessment.services.check_records import scope_of
from centres.audit import record
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from centres.services.enqueue import enqueue
from portfolio.models import Registration, UnitEnrolment


@transaction.atomic
def ask_for_check(
    *, actor: Membership, registration: Registration | None = None, enrolment: UnitEnrolment | None = None
) -> RecordCheck:
    """Of a unit, of a candidate or, with neither, of all that the actor may see. One that still runs is the answer; one whose worker gave up is not."""
    require_role(actor, Role.ADMIN, Role.IQA, Role.EQA)
    centre = Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.centre_id)
    scope = {"centre": centre, "registration": registration, "enrolment": enrolment, "asked_by": actor}
    unfinished: Any = RecordCheck.objects.filter(**scope, finished_at=None).with_failure()
    running: RecordCheck | None = unfinished.filter(failure=None).first()
    if running:
        return running
    check = RecordCheck(**scope, total=0)
    check.total = scope_of(check).count()
    check.save(force_insert=True)
    enqueue(purpose="check_records", centre=centre, object_id=check.pk, version="0")
    record(actor, "record.check_asked", check, units=check.total)
    return check
