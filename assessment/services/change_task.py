import datetime as dt

from django.db import transaction

from assessment.locks import lock_registration
from assessment.models import PlannedTask
from assessment.permissions import require_planner
from assessment.task_gates import change_gate
from centres.audit import record
from centres.models import Membership

FIELDS = ("what", "due_on", "kind", "place", "witness")


@transaction.atomic
def change_task(
    *,
    actor: Membership,
    task: PlannedTask,
    what: str,
    due_on: dt.date,
    kind: str = "",
    place: str = "",
    witness: str = "",
    reason: str = "",
) -> PlannedTask:
    """Other words, another day or another way of showing it. The day that both agreed on moves only with a reason.

    Nothing changed: nothing happens.
    """
    require_planner(actor, task.registration)
    registration = lock_registration(task.registration)
    current: PlannedTask = PlannedTask.objects.select_for_update(of=("self",), no_key=True).get(pk=task.pk)
    current.registration = registration
    wanted = dict(zip(FIELDS, (what.strip(), due_on, kind, place.strip(), witness.strip()), strict=True))
    changed = [name for name in FIELDS if getattr(current, name) != wanted[name]]
    if not changed:
        return current
    before = {name: getattr(current, name) for name in changed}
    change_gate.require(actor=actor, task=current, wanted=wanted, reason=reason.strip())
    for name in changed:
        setattr(current, name, wanted[name])
    current.save(update_fields=changed)
    facts = {"before": {name: str(value) for name, value in before.items()}, "reason": reason.strip()}
    record(actor, "task.changed", current, **facts, now={name: str(wanted[name]) for name in changed})
    return current
