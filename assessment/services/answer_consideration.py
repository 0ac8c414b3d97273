import datetime as dt

from django.db import transaction

from assessment.adjustment_gates import ANSWERERS, answering_gate
from assessment.appealing import wordless
from assessment.arrangement_mails import tell_answered
from assessment.locks import lock_registration
from assessment.models import Consideration, PlannedTask, Remedy
from assessment.states import ConsiderationState
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.permissions import require_role
from portfolio.states import move


@transaction.atomic
def answer_consideration(
    *,
    actor: Membership,
    consideration: Consideration,
    remedy: str = "",
    answer: str,
    new_day: dt.date | None = None,
    reference: str = "",
    of_the_body: bool = False,
) -> Consideration:
    """A later day for a task, another attempt, or sent to the body; no `remedy`: refused. It touches no decision and no result.

    `of_the_body`: `answer` is what the body answered to what was sent; so a second press of the first answer is never taken for it.
    """
    require_role(actor, *ANSWERERS)
    lock_registration(consideration.registration)
    parts = ("registration__candidate__membership", "task", "result__enrolment__unit")
    current: Consideration = Consideration.objects.select_related(*parts).get(pk=consideration.pk)
    answer, reference = answer.strip(), reference.strip()
    if _is_repeated(current, actor, remedy, answer, of_the_body=of_the_body):
        return current
    blockers = answering_gate.blockers(actor=actor, asked=current) + wordless(answer, "The answer")
    blockers += _not_now(current, ConsiderationState.FORWARDED if of_the_body else ConsiderationState.ASKED)
    blockers += [] if of_the_body else _objections(current, remedy, new_day, reference)
    if blockers:
        raise Refused(*blockers)
    said = _close(actor, current, answer) if of_the_body else _write(actor, current, remedy, answer, new_day, reference)
    tell_answered(said, actor)
    return said


def _is_repeated(current: Consideration, actor: Membership, remedy: str, answer: str, *, of_the_body: bool) -> bool:
    if of_the_body:
        return current.state == ConsiderationState.CLOSED and current.body_answer == answer
    return (current.decided_by_id, current.answer, current.remedy) == (actor.pk, answer, remedy)


def _not_now(current: Consideration, expected: ConsiderationState) -> list[Blocker]:
    if current.state == expected:
        return []
    said = f"It is {current.get_state_display().lower()} already."
    return [Blocker("answered", said, "Look at the answer.", since=current.since)]


def _objections(current: Consideration, remedy: str, new_day: dt.date | None, reference: str) -> list[Blocker]:
    found = []
    if remedy and remedy not in Remedy.values:
        found.append(Blocker("remedy", "It is not said what follows.", "Choose one.", yours=True))
    if remedy == Remedy.ANOTHER_DAY and (current.task is None or new_day is None or new_day <= current.task.due_on):
        what = "A later day is for a planned task: enter one after the day that stands."
        found.append(Blocker("new_day", "No later day is entered.", what, yours=True))
    if remedy == Remedy.ANOTHER_DAY and current.task and current.task.closed_at:
        said, what = f"“{current.task}” is finished or dropped.", "No day is left to move. Refuse it, and say so."
        found.append(Blocker("task_over", said, what, since=current.task.closed_at))
    if remedy == Remedy.ANOTHER_ATTEMPT and current.result is None:
        found.append(Blocker("no_attempt", "This is not about an attempt.", "Give a later day instead.", yours=True))
    if remedy == Remedy.FORWARDED and not reference:
        what = "Enter the number under which the awarding organisation has it."
        found.append(Blocker("reference", "The reference is missing.", what, yours=True))
    return found


def _write(
    actor: Membership, current: Consideration, remedy: str, answer: str, new_day: dt.date | None, reference: str
) -> Consideration:
    current.decided_by, current.remedy, current.answer, current.reference = actor, remedy, answer, reference
    current.new_day = new_day if remedy == Remedy.ANOTHER_DAY else None
    current.save(update_fields=["decided_by", "remedy", "answer", "reference", "new_day"])
    state = {"": ConsiderationState.REFUSED, Remedy.FORWARDED: ConsiderationState.FORWARDED}
    move(current, ConsiderationState, state.get(remedy, ConsiderationState.GRANTED))
    record(actor, f"consideration.{current.state}", current)
    if current.new_day and current.task:
        _extend(actor, current.task, current.new_day)
    return current


def _extend(actor: Membership, planned: PlannedTask, day: dt.date) -> None:
    task: PlannedTask = PlannedTask.objects.select_for_update(of=("self",), no_key=True).get(pk=planned.pk)
    before, task.due_on = task.due_on, day
    task.save(update_fields=["due_on"])
    record(actor, "task.changed", task, before={"due_on": str(before)}, now={"due_on": str(task.due_on)})


def _close(actor: Membership, current: Consideration, answer: str) -> Consideration:
    current.body_answer = answer
    current.save(update_fields=["body_answer"])
    move(current, ConsiderationState, ConsiderationState.CLOSED)
    record(actor, "consideration.closed", current)
    return current
