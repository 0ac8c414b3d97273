"""What can stop the recording of a result, a correction, and the second person's answer. Upper apps register checks.

The subject is `enrolment` for a result; `result` (the standing one) for a correction; `correction` for its answer.
"""

from collections.abc import Iterator

from assessment import duties, results
from assessment.again import kept_from_result
from assessment.models import UnitResult
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState
from units.models import Unit

Found = Iterator[Blocker]


def may_enter(actor: Membership, enrolment: UnitEnrolment, *, again: bool = False) -> Found:
    """A test is the body's: an admin or the assessor writes down what it gave. An assignment is judged: by its marker.

    `again`: a result that is there already, which an upheld appeal may have given to another marker.
    """
    registration = enrolment.registration
    yield from duties.not_themself(actor, registration)
    yield from duties.no_interest(actor, enrolment)
    yield from duties.has_decided_no_appeal(actor, enrolment)
    yield from duties.registration_runs(registration)
    if enrolment.unit.method == Unit.Method.ASSIGNMENT:
        yield from duties.assesses(actor, enrolment) if again else duties.their_assessor(actor, registration)
        yield from duties.has_not_countersigned(actor, enrolment)
        yield from duties.competent_for(actor, enrolment)
    elif actor.role == Role.ASSESSOR:
        yield from duties.their_assessor(actor, registration)


# The result -------------------------------------------------------------------------------------------------------
def may_record(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    yield from may_enter(actor, enrolment)


def is_assessed_whole(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    if not enrolment.whole:
        yield Blocker(
            "by_criteria", f"{enrolment.unit} is assessed criterion by criterion.", "Decide its criteria one by one."
        )


def not_passed_yet(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    passed = results.passed_result(enrolment)
    if passed:
        yield Blocker(
            "passed_already",
            f"Attempt {passed.attempt} passed: “{passed.words}”.",
            "If that is wrong, propose a correction of it.",
            since=passed.taken_on,
        )
    elif enrolment.state != UnitState.PROGRESS:
        yield Blocker(
            "finished", f"{enrolment.unit} is {enrolment.get_state_display().lower()}.", "Nothing is to record."
        )


def nothing_waits(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    yield from results.correction_waits(enrolment)


result_gate = Gate("result", [may_record, is_assessed_whole, not_passed_yet, nothing_waits])


# The correction ---------------------------------------------------------------------------------------------------
def may_propose(*, actor: Membership, result: UnitResult) -> Found:
    yield from may_enter(actor, result.enrolment, again=True)
    yield from kept_from_result(actor, result)


def no_other_correction(*, actor: Membership, result: UnitResult) -> Found:
    yield from results.correction_waits(result.enrolment)


correction_gate = Gate("correction", [may_propose, no_other_correction])


# The second person's answer ---------------------------------------------------------------------------------------
def may_answer(*, actor: Membership, correction: UnitResult) -> Found:
    enrolment = correction.enrolment
    yield from duties.not_themself(actor, enrolment.registration)
    yield from duties.no_interest(actor, enrolment)
    yield from duties.has_decided_no_appeal(actor, enrolment)
    yield from kept_from_result(actor, correction)
    yield from duties.registration_runs(enrolment.registration)
    if actor.role == Role.ASSESSOR:
        yield from duties.their_assessor(actor, enrolment.registration)


def is_a_second_person(*, actor: Membership, correction: UnitResult) -> Found:
    proposer = correction.recorded_by
    if actor.user_id == proposer.user_id:
        yield Blocker(
            "own_correction",
            f"{proposer.name} proposed this correction, so somebody else confirms it.",
            "A centre admin or the candidate's assessor can.",
            since=correction.at,
        )


def still_waits(*, actor: Membership, correction: UnitResult) -> Found:
    answer = getattr(correction, "answer", None)
    if answer:
        said = "confirmed" if answer.confirmed else "turned down"
        yield Blocker(
            "answered",
            f"{answer.person.name} {said} this correction.",
            "Look at the result as it stands now.",
            since=answer.at,
            **owned_by(answer.person),
        )


answer_gate = Gate("confirmation", [may_answer, is_a_second_person, still_waits])
# What is asked besides where a confirmed correction takes a sign-off away: `enrolment`.
undoing_gate = Gate("correction")


# What assessment asks of portfolio's choice of units --------------------------------------------------------------
def no_result_is_recorded(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    if enrolment.results.exists():
        yield Blocker(
            "result_recorded",
            f"A result is recorded for {enrolment.unit.title}, so the unit stays.",
            "It does no harm: units that are not signed off do not count.",
        )
