"""How a task ends by hand."""

from django.utils import timezone

from assessment.locks import lock_registration
from assessment.models import Ending, PlannedTask
from assessment.permissions import require_planner
from assessment.task_gates import ending_gate
from centres.audit import record
from centres.models import Membership


def end_task(actor: Membership, task: PlannedTask, ending: Ending, note: str) -> PlannedTask:
    """In the caller's transaction. The same ending by the same person again is answered with the first."""
    require_planner(actor, task.registration)
    registration = lock_registration(task.registration)
    current: PlannedTask = PlannedTask.objects.select_for_update(of=("self",), no_key=True).get(pk=task.pk)
    current.registration = registration
    if current.ending == ending and current.closed_by_id == actor.pk:
        return current
    ending_gate.require(actor=actor, task=current, ending=ending, note=note.strip())
    current.ending, current.note = ending, note.strip()
    current.closed_by, current.closed_at = actor, timezone.now()
    current.save(update_fields=["ending", "note", "closed_by", "closed_at"])
    record(actor, f"task.{ending.value}", current, note=current.note)
    return current
