import datetime as dt

import pytest
from django.utils import timezone

from assessment.models import CriterionDecision
from centres.gates import Refused
from centres.models import AuditEvent, Role
from iqa.models import Action, Clearance, Finding, Sample
from iqa.selectors import cleared_sign_offs
from iqa.services.answer_action import answer_action
from iqa.services.record_finding import record_finding
from iqa.states import ActionState, SampleState
from portfolio.states import UnitState
from tests.cast import Cast
from tests.iqa.scenes import ADVICE, AGREED, also, asking, codes, held, sampled, sign_off_again, signed

pytestmark = pytest.mark.core


@pytest.mark.parametrize("judgement", [AGREED, ADVICE], ids=["agreed", "advice"])
def test_an_upheld_sign_off_is_cleared(cast: Cast, judgement) -> None:
    sample = sampled(cast)
    finding = record_finding(actor=cast.ivan, sample=sample, **judgement)
    sample.refresh_from_db()
    assert sample.state == judgement["outcome"]
    assert cleared_sign_offs(cast.registration) == {sample.sign_off.enrolment_id: sample.sign_off}
    clearance = Clearance.objects.get()
    assert (clearance.finding, clearance.round, clearance.iqa) == (finding, None, cast.ivan)
    assert AuditEvent.objects.get(verb="sampling.finding_recorded").object_id == sample.pk


@pytest.mark.parametrize("outcome", ["action", "not_upheld"])
def test_a_finding_that_asks_for_something_puts_the_unit_on_hold(cast: Cast, outcome: str) -> None:
    sample = sampled(cast)
    decisions = list(CriterionDecision.objects.order_by("pk").values())
    finding = record_finding(actor=cast.ivan, sample=sample, **asking(outcome))
    enrolment = sample.sign_off.enrolment
    enrolment.refresh_from_db()
    sample.refresh_from_db()
    assert (sample.state, enrolment.state) == (outcome, UnitState.HOLD)
    assert (finding.action.owner, finding.action.state) == (cast.bob, ActionState.OPEN)
    assert cleared_sign_offs(cast.registration) == {}
    assert list(CriterionDecision.objects.order_by("pk").values()) == decisions


def test_an_answered_action_is_closed_by_the_finding_that_upholds(cast: Cast) -> None:
    finding = held(cast)
    answer_action(actor=cast.bob, action=finding.action, text="Added: 3 May, with Jo.")
    record_finding(actor=cast.iris, sample=finding.sample, **AGREED)
    finding.action.refresh_from_db()
    enrolment = finding.sample.sign_off.enrolment
    enrolment.refresh_from_db()
    assert (finding.action.state, enrolment.state) == (ActionState.CLOSED, UnitState.SIGNED)
    assert list(cleared_sign_offs(cast.registration)) == [enrolment.pk]


def test_nothing_is_upheld_while_an_action_has_no_answer(cast: Cast) -> None:
    finding = held(cast)
    with pytest.raises(Refused) as refused:
        record_finding(actor=cast.iris, sample=finding.sample, **AGREED)
    assert codes(refused.value.blockers) == ["unanswered"]
    assert Finding.objects.count() == 1


def test_an_answer_that_does_not_settle_it_leads_to_a_new_action(cast: Cast) -> None:
    first = held(cast)
    answer_action(actor=cast.bob, action=first.action, text="I think it is clear.")
    second = record_finding(actor=cast.ivan, sample=first.sample, **asking("not_upheld", comment="It is not."))
    assert {action.pk: action.state for action in Action.objects.all()} == {
        first.action.pk: ActionState.CLOSED,
        second.action.pk: ActionState.OPEN,
    }


def test_the_whole_loop_ends_with_a_new_sign_off_cleared_and_both_rounds_on_record(cast: Cast) -> None:
    """domain.md 5.4, scenario 20."""
    finding = held(cast)
    old = finding.sample.sign_off
    answer_action(actor=cast.bob, action=finding.action, text="Decided again with the dated record.")
    new = sign_off_again(cast, old.enrolment)
    assert cleared_sign_offs(cast.registration) == {}
    again = Sample.objects.create(sign_off=new, iqa=cast.ivan, reason="signed off again")
    record_finding(actor=cast.ivan, sample=again, **AGREED)
    assert cleared_sign_offs(cast.registration) == {old.enrolment_id: new}
    assert list(Sample.objects.order_by("planned_at").values_list("state", flat=True)) == ["action", "agreed"]
    assert Action.objects.get().state == ActionState.CLOSED


def test_what_was_asked_about_the_old_sign_off_is_answered_before_the_new_one_is_upheld(cast: Cast) -> None:
    finding = held(cast)
    again = sampled(cast, sign_off_again(cast, finding.sample.sign_off.enrolment))
    with pytest.raises(Refused) as refused:
        record_finding(actor=cast.ivan, sample=again, **AGREED)
    assert codes(refused.value.blockers) == ["unanswered"]


def test_a_clearance_of_an_older_sign_off_does_not_count(cast: Cast) -> None:
    sample = sampled(cast)
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    assert cleared_sign_offs(cast.registration) != {}
    sign_off_again(cast, sample.sign_off.enrolment)
    assert cleared_sign_offs(cast.registration) == {}


@pytest.mark.parametrize("judgement", [AGREED, "action"], ids=["agreed", "action"])
def test_a_second_press_is_answered_with_the_first_finding(cast: Cast, judgement) -> None:
    sample, values = sampled(cast), asking() if judgement == "action" else judgement
    first = record_finding(actor=cast.ivan, sample=sample, **values)
    assert record_finding(actor=cast.ivan, sample=sample, **values) == first
    assert Finding.objects.count() == 1


def test_an_upheld_sample_takes_no_other_finding(cast: Cast) -> None:
    sample = sampled(cast)
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    with pytest.raises(Refused) as refused:
        record_finding(actor=cast.iris, sample=sample, **asking())
    assert codes(refused.value.blockers) == ["upheld"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (AGREED | {"fair": False}, ["competent"]),
        (ADVICE | {"comment": " "}, ["comment"]),
        (asking(recorded=True), ["competent"]),
        (asking(comment=" "), ["comment"]),
        (asking(asks=""), ["asks"]),
        (asking(due_on=None), ["due_on"]),
        (asking(due_on=dt.date(2020, 1, 1)), ["due_on"]),
        (asking(outcome=""), ["outcome_0"]),
        (asking(recorded=True, comment="", asks="", due_on=None), ["asks", "comment", "competent", "due_on"]),
    ],
)
def test_a_finding_that_contradicts_itself_is_refused_with_every_reason(cast: Cast, values, expected) -> None:
    sample = sampled(cast)
    with pytest.raises(Refused) as refused:
        record_finding(actor=cast.ivan, sample=sample, **values)
    assert codes(refused.value.blockers) == expected
    assert not Finding.objects.exists()


def test_today_is_a_due_date(cast: Cast) -> None:
    finding = record_finding(actor=cast.ivan, sample=sampled(cast), **asking(due_on=timezone.localdate()))
    assert finding.action.due_on == timezone.localdate()


def test_the_candidates_assessor_of_today_owns_the_action_where_the_one_who_signed_has_left(cast: Cast) -> None:
    sample = sampled(cast, signed(cast, assessor=cast.bea))
    cast.bea.ended_at = timezone.now()
    cast.bea.save(update_fields=["ended_at"])
    assert held(cast, sample).action.owner == cast.bob


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.ADMIN, Role.EQA, Role.CANDIDATE])
def test_only_an_iqa_records_findings(cast: Cast, role: Role) -> None:
    actor = {"assessor": cast.bea, "admin": cast.alice, "eqa": cast.eve, "candidate": cast.dan}[role]
    with pytest.raises(Refused) as refused:
        record_finding(actor=actor, sample=sampled(cast), **AGREED)
    assert codes(refused.value.blockers) == ["role"]


def test_an_iqa_of_another_centre_is_out_of_scope(cast: Cast) -> None:
    from tests import factories

    charlie = cast.charlie[Role.IQA]
    factories.competence(charlie, cast.specification, recorded_by=cast.charlie[Role.ADMIN])
    with pytest.raises(Refused) as refused:
        record_finding(actor=charlie, sample=sampled(cast), **AGREED)
    assert codes(refused.value.blockers) == ["out_of_scope"]


def test_pat_cannot_quality_assure_what_pat_decided_in_the_other_role(cast: Cast) -> None:
    """domain.md 5.4, scenario 14: even where the sample was Pat's before."""
    pat = also(cast.bob, Role.IQA, cast)
    sample = sampled(cast, iqa=pat)
    with pytest.raises(Refused) as refused:
        record_finding(actor=pat, sample=sample, **AGREED)
    assert codes(refused.value.blockers) == ["assessed"]
    sample.refresh_from_db()
    assert sample.state == SampleState.PLANNED
