from django.db import transaction

from assessment.gates import newest_sign_off
from assessment.locks import lock_unit
from assessment.models import ResultAnswer, UnitReopening, UnitResult
from assessment.result_gates import answer_gate, undoing_gate
from assessment.sealing import seal_answer, seal_reopening
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState, move


@transaction.atomic
def answer_correction(*, actor: Membership, correction: UnitResult, confirmed: bool, note: str = "") -> ResultAnswer:
    """The second person confirms a correction, or turns it down with a note; its proposer can take it back.

    From then on a confirmed one is the result. Where the unit was signed off on a pass that is none, it is open again.
    """
    require_role(actor, Role.ASSESSOR, Role.ADMIN)
    unit, note = lock_unit(correction.enrolment), note.strip()
    row = _read(correction, unit)
    done: ResultAnswer | None = getattr(row, "answer", None)
    if done and (done.person_id, done.confirmed) == (actor.pk, confirmed):
        return done
    _require(actor, row, confirmed, note)
    answer = ResultAnswer.objects.create(
        result=row, proposer=row.recorded_by, person=actor, confirmed=confirmed, note=note
    )
    verb = "result.correction_confirmed" if confirmed else "result.correction_refused"
    facts = {"proposer": row.recorded_by.name, "reason": row.reason, "note": note, "seal": seal_answer(answer)}
    record(actor, verb, unit, attempt=row.attempt, **facts)
    if confirmed:
        _set_aside(actor, unit, row)
    return answer


def _read(correction: UnitResult, unit: UnitEnrolment) -> UnitResult:
    row: UnitResult = UnitResult.objects.select_related("recorded_by__user", "answer__person__user").get(
        pk=correction.pk
    )
    row.enrolment = unit
    return row


def _require(actor: Membership, correction: UnitResult, confirmed: bool, note: str) -> None:
    blockers = answer_gate.blockers(actor=actor, correction=correction)
    if not confirmed:  # taking one's own proposal back needs no second person
        blockers = [blocker for blocker in blockers if blocker.code != "own_correction"]
        if not note:
            blockers.append(Blocker("note", "The note is missing.", "Write why it is turned down.", yours=True))
    if blockers:
        raise Refused(*blockers)


def _set_aside(actor: Membership, unit: UnitEnrolment, correction: UnitResult) -> None:
    """What rested on a pass that is none any more; another attempt may carry the next sign-off."""
    sign_off = newest_sign_off(unit)
    rests_on_it = sign_off and sign_off.result and sign_off.result.attempt == correction.attempt
    if unit.state == UnitState.PROGRESS or not rests_on_it or correction.passed:
        return
    undoing_gate.require(actor=actor, enrolment=unit)
    before = unit.state
    said = f"Attempt {correction.attempt} is no pass: {correction.reason}"
    reopening = UnitReopening.objects.create(enrolment=unit, actor=actor, reason=said)
    move(unit, UnitState, UnitState.PROGRESS)
    record(actor, "unit.reopened", unit, reason=said, criteria=[], before=before, seal=seal_reopening(reopening, []))
