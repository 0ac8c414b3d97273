from collections.abc import Set as AbstractSet

from django.db import transaction

from assessment.answering import lock_plan
from assessment.models import Answer, AssessmentPlan, PlanAnswer
from assessment.plan_gates import agreement_gate
from centres.audit import record
from centres.models import Membership
from portfolio.suitability import acknowledge, to_acknowledge


@transaction.atomic
def agree_plan(*, actor: Membership, plan: AssessmentPlan, acknowledged: AbstractSet[str] = frozenset()) -> PlanAnswer:
    """The candidate signs: from now on this version counts. A second press is answered with the first."""
    current = lock_plan(actor, plan)
    standing: PlanAnswer | None = getattr(current, "answer", None)
    if standing and standing.answer == Answer.AGREED:
        return standing
    agreement_gate.require(actor=actor, plan=current, acknowledged=acknowledged)
    acknowledge(actor, current.registration, to_acknowledge(actor, current.registration))
    answer = PlanAnswer.objects.create(plan=current, answer=Answer.AGREED, by=actor)
    record(actor, "plan.agreed", current, version=current.version)
    return answer
