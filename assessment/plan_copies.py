"""Tasks as a plan keeps them."""

from collections.abc import Sequence
from typing import Any

from assessment.models import AssessmentPlan, PlanLine, PlannedTask
from portfolio.selectors.evidence import by_unit

WORDS = ("needs", "prior", "fit", "support", "contract", "arrangements")
COPIED = ("what", "kind", "due_on", "place", "witness")


def criteria_in_words(task: PlannedTask) -> list[list[str]]:
    """[[unit, "1.1, 1.2"]]. Needs the task's criteria loaded (`with_criteria`)."""
    units = by_unit(row.progress for row in task.criteria.all())
    return [[str(enrolment.unit), ", ".join(row.criterion.number for row in rows)] for enrolment, rows in units]


def copy_of(task: PlannedTask) -> dict[str, Any]:
    return {name: getattr(task, name) for name in COPIED} | {"task_id": task.pk, "criteria": criteria_in_words(task)}


def lines_of(tasks: Sequence[PlannedTask]) -> list[dict[str, Any]]:
    return [copy_of(task) | {"position": position} for position, task in enumerate(tasks, 1)]


def is_the_same(plan: AssessmentPlan, words: dict[str, str], lines: Sequence[dict[str, Any]]) -> bool:
    """Whether `plan` says exactly this: then a second version would be a repetition."""
    if {name: getattr(plan, name) for name in WORDS} != words:
        return False
    kept = [{name: getattr(line, name) for name in lines[0]} for line in plan.lines.all()] if lines else []
    return kept == list(lines)


def write(plan: AssessmentPlan, lines: Sequence[dict[str, Any]]) -> None:
    PlanLine.objects.bulk_create(PlanLine(plan=plan, **line) for line in lines)
