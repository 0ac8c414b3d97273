import pytest

from assessment.gates import reopening_gate
from assessment.models import UnitReopening, UnitSignOff
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Blocker
from centres.models import AuditEvent, Role
from portfolio.models import CriterionProgress, UnitEnrolment
from portfolio.states import CriterionState, UnitState
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast

pytestmark = pytest.mark.core

REASON = "The quality assurer asked for a second example."


@pytest.fixture
def signed(cast: Cast, work: Work) -> Work:
    for row in work.rows:
        judge(cast.bob, row)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    return work


def states(work: Work) -> tuple[str, list[str]]:
    enrolment = UnitEnrolment.objects.get(pk=work.enrolment.pk)
    return enrolment.state, [row.state for row in enrolment.criteria.in_order()]


@pytest.mark.parametrize("before", [UnitState.SIGNED, UnitState.AWAITING, UnitState.HOLD, UnitState.PROGRESS])
def test_the_criteria_named_are_open_again_and_so_is_the_unit(cast: Cast, signed: Work, before: UnitState) -> None:
    UnitEnrolment.objects.filter(pk=signed.enrolment.pk).update(state=before)
    made = reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:2], reason=f" {REASON} ")
    assert (made.reason, {row.progress for row in made.criteria.all()}) == (REASON, set(signed.rows[:2]))
    assert states(signed) == ("progress", ["reopened", "reopened", "met"])
    event = AuditEvent.objects.get(verb="unit.reopened")
    assert (event.facts["before"], event.facts["reason"]) == (before, REASON)


def test_after_a_reopening_the_unit_is_decided_and_signed_off_again_in_a_second_round(cast: Cast, signed: Work) -> None:
    reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:1], reason=REASON)
    with refused("criteria_reopened"):
        sign_off_unit(actor=cast.bob, enrolment=signed.enrolment)
    assert judge(cast.bob, signed.rows[0]).attempt == 2
    assert sign_off_unit(actor=cast.bob, enrolment=signed.enrolment).round == 2
    assert UnitSignOff.objects.count() == 2


def test_a_second_press_is_answered_with_the_first_reopening(cast: Cast, signed: Work) -> None:
    first = reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:1], reason=REASON)
    again = reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:1], reason=REASON)
    assert (again, UnitReopening.objects.count()) == (first, 1)
    reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:2], reason=REASON)
    assert UnitReopening.objects.count() == 2


def test_a_criterion_that_a_withdrawal_reopened_on_hold_is_named_with_the_rest(cast: Cast, signed: Work) -> None:
    CriterionProgress.objects.filter(pk=signed.rows[0].pk).update(state=CriterionState.REOPENED)
    UnitEnrolment.objects.filter(pk=signed.enrolment.pk).update(state=UnitState.HOLD)
    reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:1], reason=REASON)
    assert states(signed) == ("progress", ["reopened", "met", "met"])


def test_a_reopening_needs_criteria_and_a_reason(cast: Cast, signed: Work) -> None:
    with refused("criteria", "reason"):
        reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=[], reason="  ")
    elsewhere = submitted(cast.registration, 1)
    with refused("criteria"):
        reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=elsewhere.rows[:1], reason=REASON)
    assert states(signed)[0] == UnitState.SIGNED


def test_what_is_not_met_is_not_reopened(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    judge(cast.bob, work.rows[1])
    with refused("not_met"):
        reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[:2], reason=REASON)
    reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[1:2], reason=REASON)


def test_the_candidates_assessor_reopens(cast: Cast, signed: Work) -> None:
    for actor in (cast.bea, cast.charlie[Role.ASSESSOR]):
        with refused("not_their_assessor"):
            reopen_unit(actor=actor, enrolment=signed.enrolment, progress=signed.rows[:1], reason=REASON)
    for actor in (cast.alice, cast.ivan, cast.eve, cast.carol):
        with refused("role"):
            reopen_unit(actor=actor, enrolment=signed.enrolment, progress=signed.rows[:1], reason=REASON)


def test_an_upper_app_can_refuse_a_reopening(cast: Cast, signed: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed = Blocker("claimed", "The unit is on a certificate.")
    monkeypatch.setattr(reopening_gate, "checks", [*reopening_gate.checks, lambda *, actor, enrolment: [claimed]])
    with refused("claimed", "reason"):
        reopen_unit(actor=cast.bob, enrolment=signed.enrolment, progress=signed.rows[:1], reason="")
    assert states(signed)[0] == UnitState.SIGNED
