import datetime as dt

import pytest
from django.utils import timezone

from assessment.models import CriterionDecision, DecisionEvidence
from centres.models import AuditEvent, Membership, Role
from portfolio.states import CriterionState, EvidenceState, RegistrationState, UnitState, move
from tests import factories
from tests.assessment.acts import NOT_YET, RULES, judge, refused
from tests.assessment.conftest import Work
from tests.cast import Cast
from units.models import Competence

pytestmark = pytest.mark.core(every_case=True)


def test_met_is_recorded_with_the_evidence_it_rests_on(cast: Cast, work: Work) -> None:
    decision = judge(cast.bob, work.rows[0])
    row = CriterionDecision.objects.get(pk=decision.pk)
    assert (row.verdict, row.attempt, row.assessor, row.missing_rules) == ("met", 1, cast.bob, [])
    assert row.competence == Competence.objects.of(cast.bob, work.unit)
    assert [(bound.evidence, bound.sha256) for bound in row.evidence.all()] == [(work.item, work.item.file_id)]
    work.rows[0].refresh_from_db()
    assert work.rows[0].state == CriterionState.MET
    event = AuditEvent.objects.get(object_id=work.rows[0].pk)
    assert (event.verb, event.actor, event.facts["evidence"]) == ("criterion.met", cast.bob, [work.item.receipt])


def test_not_yet_met_names_the_rule_and_says_what_is_missing(cast: Cast, work: Work) -> None:
    decision = judge(cast.bob, work.rows[0], **NOT_YET)
    assert (decision.verdict, decision.missing_rules) == ("not_yet", ["sufficient"])
    work.rows[0].refresh_from_db()
    assert work.rows[0].state == CriterionState.NOT_YET


def test_only_submitted_evidence_is_bound(cast: Cast, work: Work) -> None:
    draft = factories.evidence(cast.registration, state=EvidenceState.DRAFT)
    gone = factories.evidence(cast.registration)
    for item in (draft, gone):
        item.links.create(progress=work.rows[0], linked_by=cast.carol)
    gone.withdrawn_reason, gone.state = "Wrong file", EvidenceState.WITHDRAWN
    gone.save(update_fields=["withdrawn_reason", "state"])
    decision = judge(cast.bob, work.rows[0])
    assert [bound.evidence for bound in decision.evidence.all()] == [work.item]


@pytest.mark.parametrize("rule", RULES)
def test_met_is_refused_while_a_rule_is_not_confirmed(cast: Cast, work: Work, rule: str) -> None:
    with refused("rules_of_met") as caught:
        judge(cast.bob, work.rows[0], **{rule: False})
    assert rule in caught.blockers[0].message
    assert caught.blockers[0].link == f"#decide-{work.rows[0].pk}"
    judge(cast.bob, work.rows[0], **{rule: True})


def test_not_yet_met_is_refused_without_a_failed_rule_and_feedback_all_at_once(cast: Cast, work: Work) -> None:
    with refused("rules_of_not_yet", "feedback"):
        judge(cast.bob, work.rows[0], verdict="not_yet", feedback="  \n")
    with refused("feedback"):
        judge(cast.bob, work.rows[0], **(NOT_YET | {"feedback": ""}))
    judge(cast.bob, work.rows[0], **NOT_YET)


def test_an_unknown_verdict_is_refused(cast: Cast, work: Work) -> None:
    with refused("verdict"):
        judge(cast.bob, work.rows[0], verdict="partly")


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.IQA, Role.ADMIN, Role.EQA])
def test_other_roles_do_not_decide(cast: Cast, work: Work, role: Role) -> None:
    actor = {Role.CANDIDATE: cast.carol, Role.IQA: cast.ivan, Role.ADMIN: cast.alice, Role.EQA: cast.eve}[role]
    with refused("role"):
        judge(actor, work.rows[0])


def test_an_ended_membership_decides_nothing(cast: Cast, work: Work) -> None:
    cast.bob.ended_at = timezone.now()
    with refused("membership_ended"):
        judge(cast.bob, work.rows[0])


def test_another_assessor_is_refused_and_told_whose_candidate_it_is(cast: Cast, work: Work) -> None:
    with refused("not_their_assessor") as caught:
        judge(cast.bea, work.rows[0])
    assert caught.blockers[0].owner == "Bob Brown"
    with refused("not_their_assessor", "not_competent"):
        judge(cast.charlie[Role.ASSESSOR], work.rows[0])


def test_the_countersigner_of_a_trainee_may_decide_for_them(cast: Cast, tess_work: Work) -> None:
    assert judge(cast.bea, tess_work.rows[0]).assessor == cast.bea
    with refused("not_their_assessor"):
        judge(cast.bob, tess_work.rows[1])


def test_nobody_assesses_their_own_work(cast: Cast) -> None:
    same = Membership.objects.create(user=cast.bob.user, centre=cast.centre, role=Role.CANDIDATE)
    registration = factories.registration(same, cast.specification, assessor=cast.bob, recorded_by=cast.alice)
    enrolment = factories.enrolment(registration, cast.specification.units.first())
    row = enrolment.criteria.in_order().first()
    factories.evidence(registration, progress=[row])
    with refused("own_work"):
        judge(cast.bob, row)


def test_competence_counts_on_the_day(cast: Cast, work: Work) -> None:
    mine = Competence.objects.filter(membership=cast.bob, unit=work.unit)
    mine.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    with refused("not_competent"):
        judge(cast.bob, work.rows[0])
    mine.update(valid_until=timezone.localdate())
    judge(cast.bob, work.rows[0])


def test_a_criterion_without_submitted_evidence_cannot_be_decided(cast: Cast) -> None:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.first())
    row = enrolment.criteria.in_order().first()
    factories.evidence(cast.registration, progress=[row], state=EvidenceState.DRAFT)
    with refused("no_evidence") as caught:
        judge(cast.bob, row)
    assert caught.blockers[0].owner == "Carol Cole"


def test_a_closed_registration_stops_decisions(cast: Cast, work: Work) -> None:
    cast.registration.state = RegistrationState.WITHDRAWN
    cast.registration.save(update_fields=["state"])
    with refused("registration_closed"):
        judge(cast.bob, work.rows[0])


def test_a_met_criterion_is_not_decided_again(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    with refused("already_met") as caught:
        judge(cast.bob, work.rows[0], **NOT_YET)
    assert caught.blockers[0].owner == "Bob Brown"
    assert CriterionDecision.objects.count() == 1


@pytest.mark.parametrize(("state", "code"), [("signed", "signed_off"), ("awaiting", "awaiting"), ("hold", "on_hold")])
def test_a_finished_unit_takes_no_decisions(cast: Cast, work: Work, state: str, code: str) -> None:
    work.enrolment.state = state
    work.enrolment.save(update_fields=["state"])
    with refused(code):
        judge(cast.bob, work.rows[0])


def test_on_hold_only_a_reopened_criterion_is_decided(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    work.rows[0].refresh_from_db()
    move(work.rows[0], CriterionState, CriterionState.REOPENED)
    move(work.enrolment, UnitState, UnitState.HOLD)
    assert judge(cast.bob, work.rows[0]).attempt == 2
    with refused("on_hold"):
        judge(cast.bob, work.rows[1])


def test_every_reason_is_given_at_once(cast: Cast, work: Work) -> None:
    Competence.objects.filter(membership=cast.bob).delete()
    work.enrolment.state = UnitState.HOLD
    work.enrolment.save(update_fields=["state"])
    factories.decision(work.rows[0], assessor=cast.bea, item=work.item)
    cast.registration.state = RegistrationState.WITHDRAWN
    cast.registration.assessor = cast.bea
    cast.registration.save(update_fields=["state", "assessor"])
    work.item.links.all().delete()
    with refused(
        "not_their_assessor",
        "not_competent",
        "registration_closed",
        "on_hold",
        "already_met",
        "no_evidence",
        "rules_of_not_yet",
        "feedback",
    ):
        judge(cast.bob, work.rows[0], verdict="not_yet")
    assert CriterionDecision.objects.filter(assessor=cast.bob).count() == 0


def test_attempts_are_counted(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    factories.evidence(cast.registration, progress=[work.rows[0]])
    decision = judge(cast.bob, work.rows[0])
    assert (decision.attempt, decision.evidence.count()) == (2, 2)
    assert CriterionDecision.objects.newest().get() == decision
    assert DecisionEvidence.objects.count() == 3


def test_the_same_form_sent_twice_is_one_decision(cast: Cast, work: Work) -> None:
    first = judge(cast.bob, work.rows[0], attempt=1, feedback="Clear record.")
    assert judge(cast.bob, work.rows[0], attempt=1, feedback="Clear record. ") == first
    assert CriterionDecision.objects.count() == 1


def test_the_second_of_two_tabs_is_refused_and_shown_the_first_decision(cast: Cast, tess_work: Work) -> None:
    judge(cast.tess, tess_work.rows[0], **NOT_YET, attempt=1)
    with refused("decided_meanwhile") as caught:
        judge(cast.bea, tess_work.rows[0], attempt=1)
    assert caught.blockers[0].message.endswith("was decided not yet met by Tess Trainee in the meantime.")
    assert "Add the customer's reply." in caught.blockers[0].detail
    assert judge(cast.bea, tess_work.rows[0], attempt=2).attempt == 2
