import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from assessment.locks import lock_registration
from assessment.models import PlannedTask, TaskCriterion
from assessment.permissions import require_planner
from assessment.task_gates import task_gate
from centres.audit import record
from centres.models import Membership
from portfolio.models import CriterionProgress, Registration


@transaction.atomic
def plan_task(
    *,
    actor: Membership,
    registration: Registration,
    what: str,
    due_on: dt.date,
    criteria: Sequence[CriterionProgress] = (),
    kind: str = "",
    place: str = "",
    witness: str = "",
) -> PlannedTask:
    """Something for the candidate to do by a day. `kind`: a `portfolio` Kind, or empty where any will do.

    A second press finds the task that the first one made.
    """
    require_planner(actor, registration)
    registration = lock_registration(registration)
    words = {"what": what.strip(), "kind": kind, "due_on": due_on, "place": place.strip(), "witness": witness.strip()}
    same = _same(actor, registration, words, criteria)
    if same:
        return same
    rows = list(
        CriterionProgress.objects.filter(pk__in=[row.pk for row in criteria])
        .select_related("criterion", "enrolment__unit")
        .order_by("pk")
    )
    task_gate.require(actor=actor, registration=registration, what=words["what"], due_on=due_on, criteria=rows)
    task = PlannedTask.objects.create(registration=registration, planned_by=actor, **words)
    TaskCriterion.objects.bulk_create(TaskCriterion(task=task, progress=row) for row in rows)
    record(actor, "task.planned", task, due_on=due_on, kind=kind, criteria=[str(row) for row in rows])
    return task


def _same(
    actor: Membership, registration: Registration, words: dict[str, object], criteria: Sequence[CriterionProgress]
) -> PlannedTask | None:
    wanted = {row.pk for row in criteria}
    rows = PlannedTask.objects.to_do().filter(registration=registration, planned_by=actor, **words)
    for task in rows.prefetch_related("criteria"):
        if {row.progress_id for row in task.criteria.all()} == wanted:
            found: PlannedTask = task
            return found
    return None
