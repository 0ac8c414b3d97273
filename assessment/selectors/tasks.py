"""Planned tasks as pages show them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from assessment.models import PlannedTask, TaskCriterion
from assessment.readiness import SHOWN_TO_STAFF
from centres.models import Membership, Role
from centres.prepared import prepared
from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.selectors.evidence import by_unit
from portfolio.states import CriterionState, UnitState

CRITERIA = Prefetch(
    "criteria",
    TaskCriterion.objects.select_related("progress__criterion__outcome", "progress__enrolment__unit").order_by(
        "progress__enrolment__unit__code", "progress__criterion__outcome__number", "progress__criterion__position"
    ),
)


def with_criteria(rows: Any) -> list[PlannedTask]:
    """Each with `units`: (enrolment, its criteria), in order. Two queries in all."""
    return _by_unit(_beside_criteria(rows))


def _beside_criteria(rows: Any) -> Any:
    return rows.select_related("planned_by__user", "closed_by__user").prefetch_related(CRITERIA)


def _by_unit(tasks: Iterable[Any]) -> list[PlannedTask]:
    found = list(tasks)
    for task in found:
        task.units = by_unit(row.progress for row in task.criteria.all())
    return found


def tasks_to_do(registration: Registration) -> list[PlannedTask]:
    return with_criteria(PlannedTask.objects.filter(registration=registration).to_do())


def tasks_of_unit(enrolment: UnitEnrolment) -> list[PlannedTask]:
    return _by_unit(_of_unit(enrolment.registration_id, enrolment.pk))


@prepared
def _of_unit(registration: UUID, unit: UUID) -> "QuerySet[PlannedTask]":
    rows = PlannedTask.objects.to_do().filter(registration=registration, criteria__progress__enrolment=unit)
    found: QuerySet[PlannedTask] = _beside_criteria(rows.distinct())
    return found


def all_tasks(registration: Registration) -> dict[str, list[PlannedTask]]:
    """To do, the most urgent first; what is over, the newest first."""
    rows = with_criteria(PlannedTask.objects.filter(registration=registration).with_answers())
    over = [task for task in rows if task.state in ("done", "dropped")]
    return {"todo": [task for task in rows if task not in over], "over": over[::-1]}


def open_criteria_of(registration: Registration) -> Any:
    """What a task can be planned for, in the order of the handbook."""
    rows = CriterionProgress.objects.filter(
        enrolment__registration=registration, enrolment__state__in=[UnitState.PROGRESS, UnitState.HOLD]
    ).exclude(state=CriterionState.MET)
    return rows.select_related("enrolment__unit", "criterion__outcome").order_by(
        "enrolment__unit__code", "criterion__outcome__number", "criterion__position"
    )


def criteria_by_unit(
    actor: Membership, rows: list[CriterionProgress], ticked: set[str]
) -> list[tuple[UnitEnrolment, list[Any], int]]:
    """For the tick boxes: (unit, [(criterion, its state as `actor` may know it, ticked)], how many are)."""
    found = []
    for enrolment, criteria in by_unit(rows):
        lines = [(row, shown_state(actor, row), str(row.pk) in ticked) for row in criteria]
        found.append((enrolment, lines, sum(chosen for *_, chosen in lines)))
    return found


def shown_state(actor: Membership, row: CriterionProgress) -> Any:
    state = CriterionState(row.state)
    return state if actor.role == Role.CANDIDATE else SHOWN_TO_STAFF.get(state, state)
