from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.models import AssessmentPlan, PlanLine, PlanTemplate
from assessment.permissions import require_planner
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role


@transaction.atomic
def keep_template(*, actor: Membership, plan: AssessmentPlan, name: str) -> PlanTemplate:
    """The plan's tasks as a beginning for other candidates: no day, no place, no witness of this one's.

    A template of that name is replaced: it is the centre's, and what was signed never hangs on it.
    """
    require_role(actor, Role.ASSESSOR)
    require_planner(actor, plan.registration)
    if not name.strip():
        raise Refused(Blocker("no_name", "The name is missing.", "Say what the template is for.", yours=True))
    Centre.objects.select_for_update(no_key=True).get(pk=actor.centre_id)
    lines = [_line(plan, line) for line in plan.lines.select_related("task").prefetch_related(*PARTS)]
    fields = {"lines": lines, "kept_by": actor, "kept_at": timezone.now()}
    template, _ = PlanTemplate.objects.update_or_create(centre_id=actor.centre_id, name=name.strip(), defaults=fields)
    record(actor, "template.kept", template, lines=len(lines))
    return template


PARTS = ("task__criteria__progress__criterion", "task__criteria__progress__enrolment__unit")


def _line(plan: AssessmentPlan, line: PlanLine) -> dict[str, Any]:
    rows = [row.progress for row in line.task.criteria.all()]
    return {
        "what": line.what,
        "kind": line.kind,
        "days": max((line.due_on - timezone.localdate(plan.at)).days, 0),
        "criteria": sorted([row.enrolment.unit.code, row.criterion.number] for row in rows),
    }
