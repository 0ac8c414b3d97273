import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.models import PlannedTask, PlanTemplate
from assessment.permissions import require_planner
from assessment.selectors.tasks import open_criteria_of
from assessment.services.plan_task import plan_task
from centres.models import Membership
from portfolio.models import Registration


@transaction.atomic
def use_template(*, actor: Membership, registration: Registration, template: PlanTemplate) -> list[PlannedTask]:
    """Plans the template's tasks, from today on, each towards those of its criteria that are open for this candidate.

    A task of which none is open is left out. A second press finds the tasks of the first.
    """
    require_planner(actor, registration)
    rows = {(row.enrolment.unit.code, row.criterion.number): row for row in open_criteria_of(registration)}
    lines = [(line, [rows[key] for key in map(tuple, line["criteria"]) if key in rows]) for line in template.lines]
    wanted = [(line, criteria) for line, criteria in lines if criteria or not line["criteria"]]
    return [_plan(actor, registration, line, criteria) for line, criteria in wanted]


def _plan(actor: Membership, registration: Registration, line: dict[str, Any], criteria: list[Any]) -> PlannedTask:
    due_on = timezone.localdate() + dt.timedelta(days=line["days"])
    words = {"what": line["what"], "kind": line["kind"], "due_on": due_on, "criteria": criteria}
    return plan_task(actor=actor, registration=registration, **words)
