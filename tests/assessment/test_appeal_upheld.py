"""What follows where an appeal is upheld: who decides anew, who no longer does, and what stays as it was."""

import pytest
from django.db import IntegrityError, transaction

from assessment.duties import DECIDED_APPEAL, parts_in
from assessment.gates import sign_off_gate
from assessment.hands import no_part_in_assessment
from assessment.models import Appeal, AppealLine, AppealOutcome, StepKind, UnitReopening
from assessment.selectors.appeals import their_turn
from assessment.selectors.caseload import caseload
from assessment.selectors.queue import queue
from assessment.services.decide_appeal import Finding, decide_appeal
from assessment.services.propose_correction import propose_correction
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from assessment.waiting import waiting_for
from centres.models import Membership, Role
from portfolio.models import Evidence, Registration, UnitEnrolment
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.appeals import acknowledged, decided, lodged, looked_into, not_yet, take
from tests.assessment.conftest import Work, qualify, submitted
from tests.assessment.invariants import complaints
from tests.assessment.sittings import assignment, offered, recorded, sitting
from tests.assessment.tampering import as_owner, put
from tests.cast import Cast

pytestmark = pytest.mark.core
K = StepKind


@pytest.fixture
def appeal(cast: Cast, work: Work) -> Appeal:
    return lodged(cast, not_yet(cast, work))


def test_upheld_in_part_another_assessor_decides_exactly_that_anew(cast: Cast, work: Work) -> None:
    first, second = not_yet(cast, work), not_yet(cast, work, 1)
    appeal = looked_into(cast, lodged(cast, first, second), cast.iris)
    outcome = decided(appeal, cast.iris, True, False, anew=cast.bea)
    assert (outcome.upheld, appeal.state) == ("Upheld in part", "decided")
    states = list(work.enrolment.criteria.in_order().values_list("state", flat=True))
    assert states == ["reopened", "not_yet", "sent"]
    assert UnitReopening.objects.get().reason == "An appeal was upheld: The reply is on page 2."
    with refused("given_to_another"):
        judge(cast.bob, work.rows[0], attempt=2)
    with refused("not_their_assessor"):
        judge(cast.bea, work.rows[1])
    made = judge(cast.bea, work.rows[0])
    assert (made.attempt, made.assessor) == (2, cast.bea)
    first.refresh_from_db()
    assert (first.verdict, first.assessor) == ("not_yet", cast.bob)
    assert complaints() == []
    assert verify(units_of([work.enrolment.pk])).differences == []


def test_what_is_decided_anew_is_in_the_other_assessors_queue_and_no_longer_in_the_first_ones(
    cast: Cast, work: Work
) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    before = waiting_for(cast.bob).count()
    assert not Registration.objects.visible_to(cast.bea).exists()
    decided(appeal, cast.iris, True, anew=cast.bea)
    assert [link.progress for link in waiting_for(cast.bea)] == work.rows[:1]
    assert waiting_for(cast.bob).count() == before
    assert work.rows[0] not in [link.progress for link in waiting_for(cast.bob)]
    assert Registration.objects.visible_to(cast.bea).get() == cast.registration


def test_the_caseload_counts_what_the_queue_shows(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    before = caseload(cast.bob)[0].waiting
    decided(appeal, cast.iris, True, anew=cast.bea)
    item = factories.evidence(cast.registration, progress=[work.rows[0]])
    assert [row.pk for row in queue(cast.bea)].count(item.pk) == 1
    assert caseload(cast.bob)[0].waiting == before == len(queue(cast.bob))


def test_a_review_does_not_answer_again_what_was_upheld(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work), not_yet(cast, work, 1)), cast.iris)
    first = decided(appeal, cast.iris, True, False, anew=cast.bea)
    acknowledged(cast, take(cast.carol, appeal, K.REVIEW_ASKED), cast.alice)
    pat, upheld = qualify(cast, "Pat Pine"), first.lines.get(upheld=True).point
    finding = Finding({point.pk: True for point in appeal.points.all()}, "Both.", pat)
    review = decide_appeal(actor=cast.alice, appeal=appeal, finding=finding)
    appeal.refresh_from_db()
    assert ([line.point for line in review.lines.all()], appeal.state) == (
        [*appeal.points.exclude(pk=upheld.pk)],
        "closed",
    )
    queues = [{link.progress for link in waiting_for(who)} for who in (cast.bea, pat)]
    assert queues == [{work.rows[0]}, {work.rows[1]}]
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealLine.objects.create(outcome=review, point=upheld, upheld=True, earlier=cast.bob, assessor=pat)


def all_met(cast: Cast, work: Work) -> Appeal:
    """An appeal about the first criterion is upheld, Bea decided it anew and Bob the others."""
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    judge(cast.bea, work.rows[0])
    for row in work.rows[1:]:
        judge(cast.bob, row)
    return appeal


def test_whom_the_appeal_named_signs_the_unit_off_and_whom_it_replaced_does_not(cast: Cast, work: Work) -> None:
    all_met(cast, work)
    with refused("signed_by_another"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    assert sign_off_unit(actor=cast.bea, enrolment=work.enrolment).assessor == cast.bea
    assert complaints() == []


def test_what_waits_is_said_to_wait_for_whom_the_appeal_named(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    work.rows[1].refresh_from_db()
    for who in (cast.bob, cast.bea):
        found = sign_off_gate.blockers(actor=who, enrolment=UnitEnrolment.objects.get())
        owners = {one.code: (one.detail, one.owner) for one in found if one.code.startswith("criteria")}
        assert owners == {
            "criteria_reopened": ("1.1", "Bea Black"),
            "criteria_sent": ("1.2, 2.1", "Bob Brown"),
        }


def test_another_assessor_of_the_candidate_signs_off_as_ever(cast: Cast, work: Work) -> None:
    all_met(cast, work)
    pat = qualify(cast, "Pat Pine")
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=pat)
    work.enrolment.refresh_from_db()
    with refused("not_their_assessor"):
        sign_off_unit(actor=cast.bea, enrolment=work.enrolment)
    assert sign_off_unit(actor=pat, enrolment=work.enrolment).assessor == pat


def test_what_was_decided_anew_is_reopened_by_whom_the_appeal_named_alone(cast: Cast, work: Work) -> None:
    all_met(cast, work)
    again = {"enrolment": work.enrolment, "reason": "The page is another candidate's."}
    with refused("given_to_another"):
        reopen_unit(actor=cast.bob, progress=work.rows[:2], **again)
    with refused("not_their_assessor"):
        reopen_unit(actor=cast.bea, progress=work.rows[:2], **again)
    reopen_unit(actor=cast.bob, progress=work.rows[1:2], **again)
    reopen_unit(actor=cast.bea, progress=work.rows[:1], **again)
    assert list(work.enrolment.criteria.in_order().values_list("state", flat=True))[:2] == ["reopened", "reopened"]
    with refused("given_to_another"):
        judge(cast.bob, work.rows[0])
    assert judge(cast.bea, work.rows[0]).attempt == 3


def test_whom_an_appeal_named_sees_the_candidate_while_something_waits_and_then_what_they_decided(
    cast: Cast, work: Work
) -> None:
    other, elsewhere = submitted(cast.registration, 1), factories.evidence(cast.registration)

    def open_to_bea() -> list[int]:
        models = (Registration, UnitEnrolment, Evidence)
        return [model.objects.visible_to(cast.bea).count() for model in models]

    appeal = looked_into(cast, lodged(cast, not_yet(cast, work), not_yet(cast, work, 1)), cast.iris)
    decided(appeal, cast.iris, True, False, anew=cast.bea)
    assert open_to_bea() == [1, 2, 3]
    judge(cast.bea, work.rows[0], **NOT_YET)
    assert open_to_bea() == [0, 1, 1]
    assert UnitEnrolment.objects.visible_to(cast.bea).get() == work.enrolment != other.enrolment
    assert Evidence.objects.visible_to(cast.bea).get() == work.item != elsewhere
    assert Appeal.objects.visible_to(cast.bea).get() == appeal
    work.rows[0].refresh_from_db()
    factories.evidence(cast.registration, progress=work.rows[:1])  # submitted again: it is Bea's to decide again
    assert open_to_bea() == [1, 2, 4]
    judge(cast.bea, work.rows[0])
    assert open_to_bea()[0] == 0
    for row in work.rows[1:]:
        judge(cast.bob, row)
    assert (open_to_bea()[0], their_turn(cast.bea).get()) == (1, appeal)  # to sign off
    sign_off_unit(actor=cast.bea, enrolment=work.enrolment)
    assert (open_to_bea()[:2], their_turn(cast.bea).count()) == ([0, 1], 0)


def test_who_decides_an_appeal_no_longer_sees_the_candidate_when_it_is_over(cast: Cast, work: Work) -> None:
    pat = qualify(cast, "Pat Pine")
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), pat)
    assert Registration.objects.visible_to(pat).exists()
    decided(appeal, pat, True, anew=cast.bea)
    assert not Registration.objects.visible_to(pat).exists()
    assert Appeal.objects.visible_to(pat).get() == appeal


def test_who_writes_down_what_the_body_answered_has_decided_nothing(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, False)
    ada = factories.member(cast.centre, Role.ADMIN, "Ada Abel")
    decided(acknowledged(cast, take(cast.carol, appeal, K.REVIEW_ASKED), cast.alice), cast.alice, False)
    take(cast.carol, appeal, K.ESCALATED)
    as_assessor = Membership.objects.create(user=ada.user, centre=cast.centre, role=Role.ASSESSOR)
    factories.competence(as_assessor, cast.specification, recorded_by=cast.alice)
    decided(appeal, ada, True, anew=as_assessor, reference="EN-4711")
    parts = {person.name: set(parts_in(person, work.enrolment)) & {DECIDED_APPEAL} for person in (ada, cast.alice)}
    assert parts == {"Ada Abel": set(), "Alice Adams": {DECIDED_APPEAL}}
    assert [blocker.code for blocker in no_part_in_assessment(ada, work.enrolment)] == []
    assert [blocker.code for blocker in no_part_in_assessment(cast.alice, work.enrolment)] == ["decided_appeal"]
    assert judge(as_assessor, work.rows[0]).assessor == as_assessor


def test_who_decides_anew_is_another_competent_uninvolved_assessor(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    with refused("nobody"):
        decided(appeal, cast.iris, True)
    with refused("decided_it"):
        decided(appeal, cast.iris, True, anew=cast.bob)
    with refused("not_assessor"):
        decided(appeal, cast.iris, True, anew=cast.tess)
    with refused("not_assessor", "decides_appeal"):
        decided(appeal, cast.iris, True, anew=cast.iris)
    stranger = factories.member(cast.centre, Role.ASSESSOR, "Sam Strange")
    with refused("not_competent"):
        decided(appeal, cast.iris, True, anew=stranger)
    decided(appeal, cast.iris, True, anew=cast.bea)
    assert (appeal.state, appeal.due_on) == ("closed", None)  # upheld in whole: nothing is left to dispute


def test_the_database_refuses_a_new_decision_by_the_same_person(cast: Cast, appeal: Appeal) -> None:
    outcome = AppealOutcome.objects.create(appeal=appeal, stage="decision", decider=cast.iris, reasons="Yes.")
    line = {"outcome": outcome, "point": appeal.points.get(), "earlier": cast.bob}
    for wrong in ({"upheld": True, "assessor": cast.bob}, {"upheld": False, "assessor": cast.bea}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AppealLine.objects.create(**line, **wrong)


def test_what_was_decided_again_meanwhile_is_not_opened_again(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    judge(cast.bob, work.rows[0])
    decided(appeal, cast.iris, True)
    assert (work.rows[0].decisions.count(), UnitReopening.objects.count()) == (2, 0)
    assert work.enrolment.criteria.in_order().first().state == "met"


@pytest.mark.parametrize(("ends", "text"), [(K.ACCEPTED, ""), (K.WITHDRAWN, "I begin again.")])
def test_a_decided_appeal_is_not_lodged_again(cast: Cast, work: Work, ends: StepKind, text: str) -> None:
    decision = not_yet(cast, work)
    appeal = looked_into(cast, lodged(cast, decision), cast.iris)
    decided(appeal, cast.iris, False)
    take(cast.carol, appeal, ends, text)
    with refused("appealed_before"):
        lodged(cast, decision, text="Once more.")


def test_an_assignment_is_marked_again_by_another_marker_who_may_come_to_the_same(cast: Cast) -> None:
    unit = offered(cast).assignment
    result = recorded(cast.bob, unit, assignment(passed=False))
    appeal = looked_into(cast, lodged(cast, result), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    with refused("given_to_another"):
        propose_correction(actor=cast.bob, result=result, sitting=assignment(), reason="Marked again.")
    again = assignment(passed=False)
    correction = propose_correction(actor=cast.bea, result=result, sitting=again, reason="Marked again.")
    assert (correction.recorded_by, correction.words) == (cast.bea, "Fail")


def test_of_the_bodys_test_nothing_is_marked_here(cast: Cast) -> None:
    result = recorded(cast.alice, offered(cast).test, sitting(passed=False))
    appeal = looked_into(cast, lodged(cast, result), cast.iris)
    decided(appeal, cast.iris, True)
    assert AppealLine.objects.get().assessor is None


def test_an_achievement_that_was_taken_back_is_appealed_and_decided_by_another(cast: Cast, work: Work) -> None:
    met = judge(cast.bob, work.rows[0])
    reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[:1], reason="The IQA asks for more.")
    appeal = looked_into(cast, lodged(cast, met), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    with refused("given_to_another"):
        judge(cast.bob, work.rows[0])
    assert judge(cast.bea, work.rows[0]).attempt == 2
    assert complaints() == []


def test_an_outcome_that_was_changed_behind_the_programs_back_is_named(cast: Cast, appeal: Appeal) -> None:
    outcome = decided(looked_into(cast, appeal, cast.iris), cast.iris, False)
    with as_owner():
        put(outcome, reasons="Other reasons.")
        put(outcome.lines.get(), upheld=True)
        found = verify(units_of([appeal.enrolment_id])).differences
        assert {(one.act.partition(" of ")[0], one.code) for one in found} == {
            ("Outcome", "row_changed"),
            ("Outcome", "lines_changed"),
        }
