from collections.abc import Set as AbstractSet

from django.db import transaction

from assessment.locks import lock_registration
from assessment.models import Answer, AssessmentPlan
from assessment.plan_copies import WORDS, is_the_same, lines_of, write
from assessment.plan_gates import plan_gate
from assessment.selectors.tasks import tasks_to_do
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from portfolio.models import Registration
from portfolio.suitability import acknowledge, to_acknowledge


@transaction.atomic
def sign_plan(
    *,
    actor: Membership,
    registration: Registration,
    words: dict[str, str],
    acknowledged: AbstractSet[str] = frozenset(),
    draft_mark: str = "",
) -> AssessmentPlan:
    """The assessor signs what is planned as the next version; it counts once the candidate agrees.

    `words`: the texts of a plan by name. The version that says exactly this already is not signed again, unless a
    change was asked for and the assessor stays with it.
    """
    require_role(actor, Role.ASSESSOR)
    registration = lock_registration(registration)
    tasks = tasks_to_do(registration)
    said = {name: words.get(name, "").strip() for name in WORDS}
    lines = lines_of(tasks)
    newest = AssessmentPlan.objects.filter(registration=registration).select_related("answer").first()
    if newest and newest.made_by_id == actor.pk and _stands(newest) and is_the_same(newest, said, lines):
        return newest
    plan_gate.require(actor=actor, registration=registration, tasks=tasks, acknowledged=acknowledged)
    acknowledge(actor, registration, to_acknowledge(actor, registration))
    version = newest.version + 1 if newest else 1
    plan = AssessmentPlan.objects.create(registration=registration, version=version, made_by=actor, **said)
    write(plan, lines)
    close_text_drafts(actor=actor, place=f"plan:{registration.pk}", mark=draft_mark)
    record(actor, "plan.signed", plan, version=version, tasks=len(lines))
    return plan


def _stands(plan: AssessmentPlan) -> bool:
    answer = getattr(plan, "answer", None)
    return answer is None or answer.answer == Answer.AGREED
