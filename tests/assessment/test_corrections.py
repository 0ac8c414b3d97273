"""Changing a result takes two people; what rested on a pass that is none is open again."""

import pytest
from django.db import IntegrityError, transaction

from assessment.models import ResultAnswer, UnitResult
from assessment.results import standing_results
from assessment.services.answer_correction import answer_correction
from assessment.services.answer_query import answer_query
from assessment.services.propose_correction import propose_correction
from assessment.services.sign_off_unit import sign_off_unit
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from centres.models import AuditEvent
from portfolio.states import UnitState
from tests.assessment.acts import refused
from tests.assessment.sittings import assignment, corrected, offered, recorded, sitting
from tests.cast import Cast

pytestmark = pytest.mark.core
REASON = "The slip says fail."


def test_a_correction_counts_once_a_second_person_confirms_it(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.alice, unit)
    row = propose_correction(actor=cast.alice, result=result, sitting=sitting(passed=False), reason=REASON)
    assert [one.words for one in standing_results(unit)] == ["Pass"]
    with refused("own_correction"):
        answer_correction(actor=cast.alice, correction=row, confirmed=True)
    answer_correction(actor=cast.bob, correction=row, confirmed=True)
    assert [(one.attempt, one.revision, one.words) for one in standing_results(unit)] == [(1, 1, "Fail")]
    assert UnitResult.objects.get(pk=result.pk).words == "Pass"
    verbs = list(AuditEvent.objects.about(unit).order_by("at").values_list("verb", flat=True))
    assert verbs == ["result.recorded", "result.correction_proposed", "result.correction_confirmed"]


def test_a_pass_that_was_none_opens_the_unit_again(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit)
    sign_off_unit(actor=cast.bob, enrolment=unit)
    corrected(cast.bob, cast.alice, result, sitting(passed=False))
    unit.refresh_from_db()
    reopening = unit.reopenings.get()
    assert (unit.state, reopening.actor) == (UnitState.PROGRESS, cast.alice)
    assert reopening.reason == "Attempt 1 is no pass: The slip says otherwise."
    with refused("not_passed"):
        sign_off_unit(actor=cast.bob, enrolment=unit)
    recorded(cast.bob, unit, sitting(days_ago=1))
    assert sign_off_unit(actor=cast.bob, enrolment=unit).round == 2
    kinds = ["result", "sign_off", "result", "answer", "reopening", "result", "sign_off"]
    assert [seal.kind for seal in unit.seals.all()] == kinds
    assert verify(units_of([unit.pk])).differences == []


def test_a_sign_off_rests_on_its_own_attempt_even_where_another_proved_a_pass(cast: Cast) -> None:
    unit = offered(cast).test
    first = recorded(cast.bob, unit, sitting(passed=False, days_ago=9))
    second = recorded(cast.bob, unit)
    sign_off_unit(actor=cast.bob, enrolment=unit)
    with refused("out_of_order"):
        propose_correction(actor=cast.bob, result=first, sitting=sitting(False, days_ago=2), reason=REASON)
    corrected(cast.bob, cast.alice, first, sitting(days_ago=9))
    corrected(cast.bob, cast.alice, second, sitting(passed=False))
    unit.refresh_from_db()
    assert unit.state == UnitState.PROGRESS
    assert sign_off_unit(actor=cast.bob, enrolment=unit).result.attempt == 1


def test_a_slip_of_the_pen_leaves_the_sign_off_standing(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit, sitting(minutes=84))
    sign_off_unit(actor=cast.bob, enrolment=unit)
    corrected(cast.bob, cast.alice, result, sitting(minutes=48))
    unit.refresh_from_db()
    assert (unit.state, unit.reopenings.count()) == (UnitState.SIGNED, 0)
    assert not UnitResult.objects.unanswered("over_time").exists()


def test_a_fail_that_was_a_pass_can_be_signed_off(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.alice, unit, sitting(passed=False))
    row = corrected(cast.alice, cast.bob, result, sitting())
    assert sign_off_unit(actor=cast.bob, enrolment=unit).result == row


def test_while_a_correction_waits_nothing_is_signed_or_recorded(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit)
    row = propose_correction(actor=cast.bob, result=result, sitting=sitting(passed=False), reason=REASON)
    assert propose_correction(actor=cast.bob, result=result, sitting=sitting(passed=False), reason=REASON) == row
    with refused("correction_waits"):
        sign_off_unit(actor=cast.bob, enrolment=unit)
    with refused("correction_waits", "passed_already"):
        recorded(cast.bob, unit)
    with refused("correction_waits"):
        propose_correction(actor=cast.alice, result=result, sitting=sitting(minutes=50), reason=REASON)
    with refused("note"):
        answer_correction(actor=cast.alice, correction=row, confirmed=False)
    answer_correction(actor=cast.alice, correction=row, confirmed=False, note="The slip says pass.")
    assert [one.words for one in standing_results(unit)] == ["Pass"]
    sign_off_unit(actor=cast.bob, enrolment=unit)


def test_the_proposer_can_take_it_back_and_nobody_answers_twice(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit)
    row = propose_correction(actor=cast.bob, result=result, sitting=sitting(passed=False), reason=REASON)
    taken = answer_correction(actor=cast.bob, correction=row, confirmed=False, note="I misread it.")
    assert answer_correction(actor=cast.bob, correction=row, confirmed=False, note="I misread it.") == taken
    with refused("answered"):
        answer_correction(actor=cast.alice, correction=row, confirmed=True)


def test_neither_the_candidate_nor_a_stranger_confirms(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.alice, unit)
    row = propose_correction(actor=cast.alice, result=result, sitting=sitting(passed=False), reason=REASON)
    for who in (cast.carol, cast.ivan, cast.eve):
        with refused("role"):
            answer_correction(actor=who, correction=row, confirmed=True)
    with refused("not_their_assessor"):
        answer_correction(actor=cast.bea, correction=row, confirmed=True)
    cast.registration.candidate.membership.user = cast.bob.user
    cast.bob.user, cast.carol.user = cast.carol.user, cast.bob.user
    cast.bob.save(update_fields=["user"])
    with refused("own_work"):
        answer_correction(actor=cast.bob, correction=row, confirmed=True)


def test_a_correction_needs_a_reason_and_a_change(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit)
    with refused("nothing_changes", "reason"):
        propose_correction(actor=cast.bob, result=result, sitting=sitting(), reason=" ")
    corrected(cast.bob, cast.alice, result, sitting(minutes=50))
    with refused("corrected_meanwhile"):
        propose_correction(actor=cast.bob, result=result, sitting=sitting(minutes=51), reason=REASON)


def test_an_assignment_is_corrected_by_an_assessor_alone(cast: Cast) -> None:
    unit = offered(cast).assignment
    result = recorded(cast.bob, unit, assignment(passed=False))
    with refused("not_competent", "not_their_assessor"):
        propose_correction(actor=cast.alice, result=result, sitting=assignment(), reason=REASON)
    assert corrected(cast.bob, cast.alice, result, assignment()).passed


def test_the_database_knows_that_two_people_are_two(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit)
    row = propose_correction(actor=cast.bob, result=result, sitting=sitting(passed=False), reason=REASON)
    with pytest.raises(IntegrityError, match="correction_has_a_second_person"), transaction.atomic():
        ResultAnswer.objects.create(result=row, proposer=cast.bob, person=cast.bob, confirmed=True)


def test_a_query_is_answered_once_and_leaves_the_result(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit, sitting(minutes=62))
    with refused("note"):
        answer_query(actor=cast.ivan, result=result, code="over_time", note=" ")
    answer = answer_query(
        actor=cast.ivan, result=result, code="over_time", note="The clock was stopped for a fire alarm."
    )
    assert answer_query(actor=cast.alice, result=result, code="over_time", note="Seen.") == answer
    assert not UnitResult.objects.unanswered("over_time").exists()
    assert standing_results(unit) == [result]
    with refused("no_query"):
        answer_query(
            actor=cast.bob,
            result=recorded(cast.bob, offered_assignment(unit), assignment()),
            code="no_marks",
            note="None.",
        )


def offered_assignment(unit):  # type: ignore[no-untyped-def]
    return unit.registration.enrolments.get(unit__code="T/2")
