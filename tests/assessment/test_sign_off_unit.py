import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.duties import ENROLMENT_PARTS
from assessment.gates import sign_off_gate
from assessment.models import CriterionDecision, DecisionEvidence, UnitSignOff
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import AuditEvent, Membership, Role
from portfolio.models import UnitEnrolment
from portfolio.states import CriterionState, EvidenceState, RegistrationState, UnitState, move
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.conftest import Work
from tests.cast import Cast
from units.models import Competence

pytestmark = pytest.mark.core


def decide_all(actor: Membership, work: Work) -> None:
    for row in work.rows:
        judge(actor, row)


def state_of(enrolment: UnitEnrolment) -> str:
    return UnitEnrolment.objects.get(pk=enrolment.pk).state


def test_a_unit_whose_criteria_are_all_met_is_signed_off(cast: Cast, work: Work) -> None:
    decide_all(cast.bob, work)
    sign_off = sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    assert (sign_off.assessor, sign_off.round, sign_off.needs_countersignature) == (cast.bob, 1, False)
    assert state_of(work.enrolment) == UnitState.SIGNED
    assert AuditEvent.objects.get(verb="unit.signed_off").object_id == work.enrolment.pk


def test_a_second_press_is_answered_with_the_first_sign_off(cast: Cast, work: Work) -> None:
    decide_all(cast.bob, work)
    first = sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    assert sign_off_unit(actor=cast.bob, enrolment=work.enrolment) == first
    assert (UnitSignOff.objects.count(), AuditEvent.objects.filter(verb="unit.signed_off").count()) == (1, 1)


def test_sign_off_is_refused_while_criteria_are_open_and_names_them(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    judge(cast.bob, work.rows[2], **NOT_YET)
    with refused("criteria_sent", "criteria_not_yet") as caught:
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    said = {blocker.code: (blocker.message, blocker.detail, blocker.owner) for blocker in caught.blockers}
    assert said == {
        "criteria_sent": ("1 criterion waits for a decision.", "1.2", "Bob Brown"),
        "criteria_not_yet": ("1 criterion is not yet met.", "2.1", "Carol Cole"),
    }
    judge(cast.bob, work.rows[1])
    judge(cast.bob, work.rows[2])
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_a_draft_is_not_told_to_staff(cast: Cast) -> None:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.first())
    rows = list(enrolment.criteria.in_order())
    factories.evidence(cast.registration, progress=rows[:1], state=EvidenceState.DRAFT)
    with refused("criteria_none") as caught:
        sign_off_unit(actor=cast.bob, enrolment=enrolment)
    assert caught.blockers[0].message == "3 criteria have no submitted evidence."


def test_a_reopened_criterion_stops_the_sign_off(cast: Cast, work: Work) -> None:
    decide_all(cast.bob, work)
    row = work.rows[1]
    row.refresh_from_db()
    move(row, CriterionState, CriterionState.REOPENED)
    with refused("criteria_reopened"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    judge(cast.bob, row)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_withdrawn_evidence_under_a_met_criterion_stops_the_sign_off(cast: Cast, work: Work) -> None:
    decide_all(cast.bob, work)
    type(work.item).objects.filter(pk=work.item.pk).update(
        state=EvidenceState.WITHDRAWN, withdrawn_reason="Wrong customer", withdrawn_at=timezone.now()
    )
    with refused(*["evidence_withdrawn"] * 3) as caught:
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    assert "“Complaint record”, which is withdrawn" in caught.blockers[0].message
    type(work.item).objects.filter(pk=work.item.pk).update(state=EvidenceState.SENT)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_evidence_that_nobody_declared_stops_the_sign_off(cast: Cast, work: Work) -> None:
    other = factories.evidence(cast.registration, state=EvidenceState.DRAFT)
    decide_all(cast.bob, work)
    bound = CriterionDecision.objects.first()
    DecisionEvidence.objects.create(decision=bound, evidence=other, sha256=other.file_id)
    with refused("evidence_withdrawn") as caught:
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    assert "which is draft" in caught.blockers[0].message


def test_a_met_state_without_a_decision_or_without_evidence_is_no_ground(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    factories.decision(work.rows[1], assessor=cast.bob)
    move(work.rows[2], CriterionState, CriterionState.MET)
    with refused("rests_on_nothing", "no_decision"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_every_decision_must_have_been_made_by_someone_competent_on_that_day(cast: Cast, work: Work) -> None:
    """The record of competence may be corrected later, to days before the decision."""
    for row in work.rows:
        factories.decision(row, assessor=cast.bea, item=work.item)
    hers = Competence.objects.filter(membership=cast.bea, unit=work.unit)
    hers.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    with refused(*["decider_not_competent"] * 3) as caught:
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    assert "Bea Black" in caught.blockers[0].message
    hers.update(valid_until=timezone.localdate())
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_decisions_of_a_role_that_does_not_assess_do_not_carry_a_sign_off(cast: Cast, work: Work) -> None:
    for row in work.rows:
        factories.decision(row, assessor=cast.ivan, item=work.item)
    with refused(*["decider_not_competent"] * 3):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_the_signer_must_be_competent_today(cast: Cast, work: Work) -> None:
    decide_all(cast.bob, work)
    mine = Competence.objects.filter(membership=cast.bob, unit=work.unit)
    mine.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    with refused("not_competent", *["decider_not_competent"] * 3):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    mine.update(valid_until=None)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


@pytest.mark.parametrize(("state", "code"), [("signed", "signed_off"), ("awaiting", "awaiting"), ("hold", "on_hold")])
def test_only_a_unit_in_progress_is_signed_off(cast: Cast, work: Work, state: str, code: str) -> None:
    decide_all(cast.bob, work)
    UnitEnrolment.objects.filter(pk=work.enrolment.pk).update(state=state)
    with refused(code):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    UnitEnrolment.objects.filter(pk=work.enrolment.pk).update(state=UnitState.PROGRESS)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_the_candidates_own_assessor_signs(cast: Cast, work: Work) -> None:
    decide_all(cast.bob, work)
    with refused("not_their_assessor"):
        sign_off_unit(actor=cast.bea, enrolment=work.enrolment)
    for actor in (cast.alice, cast.ivan, cast.eve, cast.carol):
        with refused("role"):
            sign_off_unit(actor=actor, enrolment=work.enrolment)
    with refused("not_their_assessor", "not_competent"):
        sign_off_unit(actor=cast.charlie[Role.ASSESSOR], enrolment=work.enrolment)


def test_a_trainees_sign_off_awaits_its_countersignature(cast: Cast, tess_work: Work) -> None:
    decide_all(cast.tess, tess_work)
    sign_off = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    assert sign_off.needs_countersignature
    assert state_of(tess_work.enrolment) == UnitState.AWAITING


def test_a_countersigner_does_not_sign_off_the_trainees_decisions(cast: Cast, tess_work: Work) -> None:
    decide_all(cast.tess, tess_work)
    with refused("trainee_signs_first"):
        sign_off_unit(actor=cast.bea, enrolment=tess_work.enrolment)


def test_a_countersigner_who_decided_everything_signs_off_alone(cast: Cast, tess_work: Work) -> None:
    decide_all(cast.bea, tess_work)
    assert not sign_off_unit(actor=cast.bea, enrolment=tess_work.enrolment).needs_countersignature


def test_a_trainees_decisions_need_countersigning_whoever_signs_off(cast: Cast, tess_work: Work) -> None:
    decide_all(cast.tess, tess_work)
    tess_work.enrolment.registration.assessor = cast.bob
    tess_work.enrolment.registration.save(update_fields=["assessor"])
    assert sign_off_unit(actor=cast.bob, enrolment=tess_work.enrolment).needs_countersignature


def test_every_reason_is_given_at_once(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    move(work.rows[1], CriterionState, CriterionState.NOT_YET)
    move(work.rows[2], CriterionState, CriterionState.NONE)
    work.item.links.all().delete()
    type(work.item).objects.update(state=EvidenceState.WITHDRAWN, withdrawn_reason="Wrong")
    Competence.objects.filter(membership=cast.bob).update(valid_until=dt.date(2024, 2, 1))
    UnitEnrolment.objects.update(state=UnitState.HOLD)
    cast.registration.assessor = cast.bea
    cast.registration.state = RegistrationState.COMPLETED
    cast.registration.save(update_fields=["assessor", "state"])
    with refused(
        "not_their_assessor",
        "not_competent",
        "registration_closed",
        "on_hold",
        "criteria_none",
        "criteria_not_yet",
        "decider_not_competent",
        "evidence_withdrawn",
    ):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def test_the_gate_costs_the_same_for_three_criteria_as_for_one(cast: Cast) -> None:
    """Whatever upper apps register."""
    costs = []
    for outcomes in ((1,), (2, 1)):
        unit = factories.unit(f"X/30{len(outcomes)}", outcomes=outcomes)
        cast.specification.structure.create(unit=unit, position=8 + len(outcomes))
        enrolment = factories.enrolment(cast.registration, unit)
        Competence.objects.create(
            membership=cast.bob,
            qualification=cast.specification.qualification,
            unit=unit,
            basis="Award",
            valid_from=dt.date(2024, 1, 1),
            recorded_by=cast.alice,
        )
        factories.all_met(enrolment, assessor=cast.bob)
        loaded = UnitEnrolment.objects.select_related(*ENROLMENT_PARTS).get(pk=enrolment.pk)
        with CaptureQueriesContext(connection) as queries:
            assert sign_off_gate.blockers(actor=cast.bob, enrolment=loaded) == []
        costs.append(len(queries))
    assert costs[0] == costs[1]
