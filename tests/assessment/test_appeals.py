"""An appeal, stage by stage: who does what by when, who may decide it, and what follows where it is upheld."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.appeal_policies import ACKNOWLEDGE_DAYS
from assessment.gates import assessing_gate
from assessment.models import Appeal, AppealLine, AppealOutcome, CriterionDecision, StepKind, UnitReopening
from assessment.record import Said
from assessment.services.acknowledge_appeal import acknowledge_appeal
from assessment.services.decide_appeal import Finding, decide_appeal
from assessment.services.extend_appeal import extend_appeal
from assessment.services.lodge_appeal import lodge_appeal
from assessment.services.make_record import make_record
from assessment.services.propose_correction import propose_correction
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from assessment.waiting import waiting_for
from centres.models import AuditEvent, Membership, Role
from centres.services.set_policy import set_policy
from iqa.duties import may_quality_assure
from portfolio.models import Registration
from portfolio.services.ask_witness import ask_witness
from portfolio.services.declare_conflict import declare_conflict
from portfolio.services.drop_unit import drop_unit
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.appeals import WRONG, acknowledged, decided, letter, lodged, looked_into, not_yet, take
from tests.assessment.conftest import Work, qualify, submitted
from tests.assessment.invariants import complaints
from tests.assessment.sittings import assignment, offered, recorded, sitting
from tests.assessment.tampering import as_owner, put
from tests.cast import Cast
from tests.portfolio import witnesses

pytestmark = pytest.mark.core
K = StepKind
SEEN = {"where": "The counter", "seen": "Carol read the order back to the customer."}
TUESDAY = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def appeal(cast: Cast, work: Work) -> Appeal:
    return lodged(cast, not_yet(cast, work))


def trail(appeal: Appeal) -> list[tuple[str, str]]:
    return [(step.kind, step.by.name) for step in appeal.steps.select_related("by__user")]


# Stage by stage ---------------------------------------------------------------------------------------------------
@time_machine.travel(TUESDAY)
def test_each_stage_has_its_turn_and_its_last_day(cast: Cast, work: Work) -> None:
    appeal = lodged(cast, not_yet(cast, work), formal=False)
    found = [(appeal.state, f"{appeal.due_on:%-d %b}")]

    def now(after: Appeal) -> None:
        found.append((after.state, f"{after.due_on:%-d %b}" if after.due_on else ""))

    now(take(cast.bob, appeal, K.EXPLAINED))
    now(take(cast.carol, appeal, K.LODGED, "It is on page 2."))
    now(acknowledged(cast, appeal, cast.iris))
    now(take(cast.iris, appeal, K.INVESTIGATED))
    decided(appeal, cast.iris, False)
    now(appeal)
    now(take(cast.carol, appeal, K.REVIEW_ASKED))
    now(acknowledged(cast, appeal, cast.alice))
    decided(appeal, cast.alice, False)
    now(appeal)
    now(take(cast.carol, appeal, K.ESCALATED))
    now(take(cast.alice, appeal, K.REFERRED, reference="EN-4711"))
    decided(appeal, cast.alice, False, reference="EN-4711")
    now(appeal)
    assert found == [
        ("informal", "8 Dec"),
        ("answered", "15 Dec"),
        ("received", "8 Dec"),
        ("acknowledged", "22 Dec"),
        ("investigated", "22 Dec"),
        ("decided", "15 Dec"),
        ("review", "22 Dec"),
        ("reviewing", "22 Dec"),
        ("reviewed", "15 Dec"),
        ("escalated", "8 Dec"),
        ("escalated", ""),
        ("closed", ""),
    ]
    assert [outcome.stage for outcome in appeal.outcomes.all()] == ["decision", "review", "body"]
    verbs = AuditEvent.objects.about(work.enrolment).filter(verb__startswith="appeal.").values_list("verb", flat=True)
    assert len(verbs) == len(trail(appeal)) + 3  # and the three outcomes
    assert all(WRONG not in str(event.facts) for event in AuditEvent.objects.about(work.enrolment))
    assert verify(units_of([work.enrolment.pk])).differences == []


@time_machine.travel(TUESDAY)
def test_a_term_is_that_of_the_policy_of_the_day_on_which_the_stage_began(cast: Cast, work: Work) -> None:
    day = dt.date(2026, 12, 2)
    set_policy(actor=cast.alice, policy=ACKNOWLEDGE_DAYS, value=9, valid_from=day, reason="Holidays")
    first = lodged(cast, not_yet(cast, work))
    with time_machine.travel(TUESDAY + dt.timedelta(days=1)):
        second = lodged(cast, not_yet(cast, submitted(cast.registration, 1)))
    assert [(row.due_on, row.steps.get().days) for row in (first, second)] == [
        (dt.date(2026, 12, 8), 5),
        (dt.date(2026, 12, 15), 9),
    ]


def test_only_whose_turn_it_is_does_it_and_only_at_that_stage(cast: Cast, appeal: Appeal) -> None:
    with refused("not_now", "not_your_turn"):
        take(cast.carol, appeal, K.EXPLAINED)
    with refused("not_now"):
        take(cast.bob, appeal, K.EXPLAINED)
    with refused("role"):
        acknowledge_appeal(actor=cast.bob, appeal=appeal, decider=cast.iris, text="Yes.")
    acknowledged(cast, appeal, cast.iris)
    for other in (cast.ivan, cast.alice, cast.bob):
        with refused("not_your_turn"):
            take(other, appeal, K.INVESTIGATED)
    with refused("role"):
        take(cast.eve, appeal, K.INVESTIGATED)
    with refused("not_your_turn"):
        take(cast.charlie[Role.IQA], appeal, K.INVESTIGATED)
    take(cast.iris, appeal, K.INVESTIGATED)


def test_every_step_has_its_words(cast: Cast, appeal: Appeal) -> None:
    with refused("words", "nobody"):
        acknowledge_appeal(actor=cast.alice, appeal=appeal, decider=None, text=" ")
    acknowledged(cast, appeal, cast.iris)
    with refused("words"):
        take(cast.iris, appeal, K.INVESTIGATED, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        appeal.steps.create(by=cast.iris, kind=K.INVESTIGATED, said="")


def test_the_same_step_twice_is_one_step(cast: Cast, work: Work) -> None:
    decision = not_yet(cast, work)
    appeal = lodged(cast, decision)
    assert lodged(cast, decision) == appeal
    looked_into(cast, appeal, cast.iris)
    first = decided(appeal, cast.iris, False)
    assert decided(appeal, cast.iris, False) == first
    assert AppealOutcome.objects.get() == first
    assert [kind for kind, _ in trail(appeal)] == ["lodged", "acknowledged", "investigated", "decided"]
    with refused("appeal_open"):
        lodged(cast, decision, text="Other words")


def test_the_same_twice_with_its_files_is_one(cast: Cast, work: Work) -> None:
    decision = not_yet(cast, work)
    given = {"enrolment": work.enrolment, "about": [decision], "text": WRONG}
    appeal, again = (lodge_appeal(actor=cast.alice, files=letter(), **given) for _ in range(2))
    assert appeal == again
    acknowledged(cast, appeal, cast.iris)
    for _ in range(2):
        take(cast.iris, appeal, K.INVESTIGATED, files=letter())
    finding = Finding({point.pk: False for point in appeal.points.all()}, "It is not shown.")
    for _ in range(2):
        decide_appeal(actor=cast.iris, appeal=appeal, finding=finding, files=letter())
    assert [step.files.count() for step in appeal.steps.all()] == [1, 0, 1, 1]


def test_what_is_late_is_taken_further_once_an_admin_has_moved_the_day_with_a_reason(cast: Cast, work: Work) -> None:
    appeal = take(cast.bob, lodged(cast, not_yet(cast, work), formal=False), K.EXPLAINED)
    with refused("still_time"):
        take(cast.alice, appeal, K.CLOSED)
    late = dt.datetime.combine(appeal.due_on, dt.time(9), dt.UTC) + dt.timedelta(days=1)
    with time_machine.travel(late, tick=False):
        with refused("too_late"):
            take(cast.carol, appeal, K.LODGED)
        with refused("not_later"):
            extend_appeal(actor=cast.alice, appeal=appeal, due_on=timezone.localdate(), reason="Ill.")
        day = timezone.localdate() + dt.timedelta(days=3)
        with refused("words"):
            extend_appeal(actor=cast.alice, appeal=appeal, due_on=day, reason=" ")
        extend_appeal(actor=cast.alice, appeal=appeal, due_on=day, reason="She was ill.")
        assert take(cast.carol, appeal, K.LODGED).state == "received"


def test_the_candidate_withdraws_at_any_time_and_an_admin_with_their_letter(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    with refused("letter"):
        take(cast.alice, appeal, K.WITHDRAWN)
    take(cast.alice, appeal, K.WITHDRAWN, files=letter())
    assert (appeal.state, appeal.due_on, appeal.steps.last().files.get().name) == ("withdrawn", None, "letter.txt")
    with refused("over"):
        take(cast.bob, appeal, K.EXPLAINED)
    again = lodged(cast, CriterionDecision.objects.get())
    assert take(cast.carol, again, K.WITHDRAWN).state == "withdrawn"


# What can be appealed ---------------------------------------------------------------------------------------------
def test_what_is_met_is_not_appealed_and_what_is_elsewhere_not_with_it(cast: Cast, work: Work) -> None:
    met, other = judge(cast.bob, work.rows[1]), not_yet(cast, submitted(cast.registration, 1))
    with refused("not_appealable"):
        lodged(cast, met)
    with refused("elsewhere"):
        lodged(cast, not_yet(cast, work), other)
    with refused("nothing", "words"):
        lodge_appeal(actor=cast.carol, enrolment=work.enrolment, about=[], text="")
    with refused("not_yours"):
        lodge_appeal(actor=cast.dan, enrolment=work.enrolment, about=[not_yet(cast, work, 2)], text="x")


def test_an_admin_appeals_for_the_candidate_with_their_letter_never_for_themselves(cast: Cast, work: Work) -> None:
    decision = not_yet(cast, work)
    said = {"enrolment": work.enrolment, "about": [decision], "text": WRONG}
    with refused("letter"):
        lodge_appeal(actor=cast.alice, **said)
    own = Membership.objects.create(user=cast.carol.user, centre=cast.centre, role=Role.ADMIN)
    with refused("own_work"):
        lodge_appeal(actor=own, files=letter(), **said)
    assert lodge_appeal(actor=cast.alice, files=letter(), **said).state == "received"


# Who decides ------------------------------------------------------------------------------------------------------
def test_nobody_with_a_part_in_the_unit_decides(cast: Cast, work: Work) -> None:
    appeal = lodged(cast, not_yet(cast, work))
    factories.evidence(cast.registration, progress=work.rows[1:2], made_by=cast.bea)
    with refused("assessed", "their_assessor"):
        acknowledged(cast, appeal, cast.bob)
    with refused("recorded"):
        acknowledged(cast, appeal, cast.bea)
    with refused("own_work"):
        own = Membership.objects.create(user=cast.carol.user, centre=cast.centre, role=Role.IQA)
        acknowledged(cast, appeal, own)
    with refused("not_staff"):
        acknowledged(cast, appeal, cast.eve)
    today = timezone.localdate()
    declare_conflict(
        actor=cast.iris, person=cast.iris, candidate=cast.registration.candidate, relationship="friend", since=today
    )
    with refused("conflict"):
        acknowledged(cast, appeal, cast.iris)
    acknowledged(cast, appeal, cast.ivan)


def test_who_became_involved_since_is_refused_at_the_act_and_another_is_named(cast: Cast, appeal: Appeal) -> None:
    looked_into(cast, appeal, cast.iris)
    declare_conflict(
        actor=cast.iris,
        person=cast.iris,
        candidate=cast.registration.candidate,
        relationship="friend",
        since=timezone.localdate(),
    )
    with refused("conflict"):
        decided(appeal, cast.iris, False)
    acknowledge_appeal(actor=cast.alice, appeal=appeal, decider=cast.ivan, text="Iris cannot.")
    appeal.refresh_from_db()
    decided(appeal, cast.ivan, False)
    assert [kind for kind, _ in trail(appeal)][-2:] == ["named", "decided"]


def test_of_two_admins_who_acknowledge_at_once_the_second_is_told(cast: Cast, appeal: Appeal) -> None:
    acknowledged(cast, appeal, cast.iris)
    second = factories.member(cast.centre, Role.ADMIN, "Ada Abel")
    said = {"appeal": appeal, "decider": cast.ivan, "text": "It is here."}
    with refused("not_now"):
        acknowledge_appeal(actor=second, kind=K.ACKNOWLEDGED, **said)
    assert acknowledge_appeal(actor=second, kind=K.NAMED, **said).decider == cast.ivan


def test_a_review_is_not_by_whoever_decided(cast: Cast, appeal: Appeal) -> None:
    decided(looked_into(cast, appeal, cast.iris), cast.iris, False)
    take(cast.carol, appeal, K.REVIEW_ASKED)
    with refused("decided_before"):
        acknowledged(cast, appeal, cast.iris)
    acknowledged(cast, appeal, cast.ivan)
    assert decided(appeal, cast.ivan, False).stage == "review"


def test_whoever_decides_has_no_other_part_in_the_unit_afterwards(cast: Cast, work: Work, appeal: Appeal) -> None:
    pat = qualify(cast, "Pat Pine")
    judge(cast.bob, work.rows[1])
    decided(looked_into(cast, appeal, pat), pat, False)
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=pat)
    appeal.enrolment.refresh_from_db()
    found = {blocker.code for blocker in assessing_gate.blockers(actor=pat, enrolment=appeal.enrolment)}
    assert found == {"decided_appeal"}
    with refused("decided_appeal"):
        reopen_unit(actor=pat, enrolment=appeal.enrolment, progress=work.rows[1:2], reason="I see it otherwise.")
    with refused("decided_appeal"):
        said = Said("observation", "Orders", timezone.localdate(), SEEN, "real", False, True)
        make_record(actor=pat, registration=cast.registration, key=uuid4(), said=said, progress=work.rows[2:])
    as_iqa = Membership.objects.create(user=pat.user, centre=cast.centre, role=Role.IQA)
    factories.competence(as_iqa, cast.specification, recorded_by=cast.alice)
    assert {blocker.code for blocker in may_quality_assure(as_iqa, appeal.enrolment)} == {"decided_appeal"}


def test_whoever_decides_sees_the_candidate_and_chooses_and_asks_nothing_for_them(
    cast: Cast, work: Work, appeal: Appeal
) -> None:
    pat = qualify(cast, "Pat Pine")
    acknowledged(cast, appeal, pat)
    assert Registration.objects.visible_to(pat).get() == cast.registration
    unit = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[1])
    with refused("not_yours"):
        drop_unit(actor=pat, enrolment=unit)
    with refused("not_yours"):
        asked = witnesses.words(work.rows)
        ask_witness(actor=pat, registration=cast.registration, key=uuid4(), asked=asked)


# Upheld -----------------------------------------------------------------------------------------------------------
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


def test_what_a_review_gives_to_another_again_is_in_that_queue_alone(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work), not_yet(cast, work, 1)), cast.iris)
    decided(appeal, cast.iris, True, False, anew=cast.bea)
    acknowledged(cast, take(cast.carol, appeal, K.REVIEW_ASKED), cast.alice)
    pat = qualify(cast, "Pat Pine")
    decided(appeal, cast.alice, True, True, anew=pat)
    queues = [{link.progress for link in waiting_for(who)} for who in (cast.bea, pat)]
    assert queues == [set(), set(work.rows[:2])]
    with refused("not_their_assessor"):
        judge(cast.bea, work.rows[0])


def test_the_first_assessor_still_signs_the_unit_off_and_the_other_does_not(cast: Cast, work: Work) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    judge(cast.bea, work.rows[0])
    for row in work.rows[1:]:
        judge(cast.bob, row)
    with refused("not_their_assessor"):
        sign_off_unit(actor=cast.bea, enrolment=work.enrolment)
    assert sign_off_unit(actor=cast.bob, enrolment=work.enrolment).assessor == cast.bob


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


def test_a_decided_appeal_is_not_lodged_again(cast: Cast, work: Work) -> None:
    decision = not_yet(cast, work)
    appeal = looked_into(cast, lodged(cast, decision), cast.iris)
    decided(appeal, cast.iris, False)
    take(cast.carol, appeal, K.ACCEPTED, "")
    with refused("appealed_before"):
        lodged(cast, decision, text="Once more.")


def test_nor_where_it_was_withdrawn_after_the_outcome(cast: Cast, work: Work) -> None:
    decision = not_yet(cast, work)
    appeal = looked_into(cast, lodged(cast, decision), cast.iris)
    decided(appeal, cast.iris, False)
    take(cast.carol, appeal, K.WITHDRAWN, "I begin again.")
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
