from django.db import transaction

from assessment.duties import not_themself
from assessment.locks import lock_unit
from assessment.models import QueryAnswer, UnitResult
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def answer_query(*, actor: Membership, result: UnitResult, code: str, note: str) -> QueryAnswer:
    """A person has looked at what a result raised. The first answer stands; the result stays as it is."""
    require_role(actor, Role.ASSESSOR, Role.ADMIN, Role.IQA)
    unit, note = lock_unit(result.enrolment), note.strip()
    done: QueryAnswer | None = result.query_answers.filter(code=code).first()
    if done:
        return done
    blockers = list(not_themself(actor, unit.registration))
    if not UnitResult.objects.queried(code).filter(pk=result.pk).exists():
        blockers.append(Blocker("no_query", "This result raises no such query any more.", "Look at it as it is now."))
    if not note:
        blockers.append(Blocker("note", "The note is missing.", "Write what came of it.", yours=True))
    if blockers:
        raise Refused(*blockers)
    made = QueryAnswer.objects.create(result=result, code=code, person=actor, note=note)
    record(actor, "result.query_answered", unit, attempt=result.attempt, query=made.get_code_display(), note=note)
    return made
