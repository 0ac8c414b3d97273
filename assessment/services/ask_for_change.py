from django.db import transaction

from assessment.answering import lock_plan
from assessment.models import Answer, AssessmentPlan, PlanAnswer
from assessment.plan_gates import answer_gate
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts


@transaction.atomic
def ask_for_change(*, actor: Membership, plan: AssessmentPlan, comment: str, draft_mark: str = "") -> PlanAnswer:
    """The candidate sends this version back, and says what is to be different. The same words again are one answer."""
    current, comment = lock_plan(actor, plan), comment.strip()
    standing: PlanAnswer | None = getattr(current, "answer", None)
    if standing and (standing.answer, standing.comment) == (Answer.CHANGE, comment):
        return standing
    found = answer_gate.blockers(actor=actor, plan=current)
    if not comment:
        found.append(Blocker("no_words", "The comment is missing.", "Say what is to be different.", yours=True))
    if found:
        raise Refused(*found)
    answer = PlanAnswer.objects.create(plan=current, answer=Answer.CHANGE, comment=comment, by=actor)
    close_text_drafts(actor=actor, place=f"plan_change:{current.pk}", mark=draft_mark)
    record(actor, "plan.sent_back", current, version=current.version, comment=comment)
    return answer
