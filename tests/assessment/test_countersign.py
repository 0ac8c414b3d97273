import datetime as dt

import pytest
from django.utils import timezone

from assessment.models import Countersignature, UnitSignOff
from assessment.selectors.countersigning import awaiting, awaiting_rows
from assessment.services.countersign import countersign
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import AuditEvent, Membership, Role
from centres.services.change_training import change_training
from portfolio.models import CriterionProgress, UnitEnrolment
from portfolio.states import UnitState
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.conftest import Work, qualify
from tests.cast import Cast
from units.models import Competence

pytestmark = pytest.mark.core


@pytest.fixture
def signed(cast: Cast, tess_work: Work) -> UnitSignOff:
    for row in tess_work.rows:
        judge(cast.tess, row)
    return sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)


def test_a_trainees_sign_off_counts_once_it_is_countersigned(cast: Cast, signed: UnitSignOff) -> None:
    made = countersign(actor=cast.bea, sign_off=signed)
    assert (made.assessor, made.countersigner) == (cast.tess, cast.bea)
    assert UnitEnrolment.objects.get(pk=signed.enrolment_id).state == UnitState.SIGNED
    assert AuditEvent.objects.get(verb="unit.countersigned").actor == cast.bea


def test_a_second_press_is_answered_with_the_first_countersignature(cast: Cast, signed: UnitSignOff) -> None:
    first = countersign(actor=cast.bea, sign_off=signed)
    assert countersign(actor=cast.bea, sign_off=signed) == first
    assert Countersignature.objects.count() == 1


def test_only_the_named_countersigner_countersigns(cast: Cast, signed: UnitSignOff) -> None:
    with refused("not_the_countersigner") as caught:
        countersign(actor=cast.bob, sign_off=signed)
    assert caught.blockers[0].owner == "Bea Black"
    with refused("not_the_countersigner", "assessed_before", "in_training"):
        countersign(actor=cast.tess, sign_off=signed)
    with refused("not_the_countersigner", "not_competent"):
        countersign(actor=cast.charlie[Role.ASSESSOR], sign_off=signed)
    for actor in (cast.alice, cast.ivan, cast.eve, cast.carol):
        with refused("role"):
            countersign(actor=actor, sign_off=signed)


def test_whoever_decided_a_criterion_does_not_countersign(cast: Cast, tess_work: Work) -> None:
    judge(cast.bea, tess_work.rows[0])
    for row in tess_work.rows[1:]:
        judge(cast.tess, row)
    signed = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    with refused("assessed_before"):
        countersign(actor=cast.bea, sign_off=signed)
    cast.tess.countersigner = qualify(cast, "Quinn Quick")
    cast.tess.save(update_fields=["countersigner"])
    countersign(actor=cast.tess.countersigner, sign_off=signed)


def test_whoever_countersigned_does_not_decide_after_a_reopening(
    cast: Cast, signed: UnitSignOff, tess_work: Work
) -> None:
    countersign(actor=cast.bea, sign_off=signed)
    row = tess_work.rows[0]
    reopen_unit(actor=cast.tess, enrolment=tess_work.enrolment, progress=[row], reason="The date was wrong.")
    with refused("countersigned_before"):
        judge(cast.bea, row)
    judge(cast.tess, row)
    second = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    assert countersign(actor=cast.bea, sign_off=second).sign_off.round == 2


def test_a_countersigner_is_competent_today(cast: Cast, signed: UnitSignOff) -> None:
    hers = Competence.objects.filter(membership=cast.bea)
    hers.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    with refused("not_competent"):
        countersign(actor=cast.bea, sign_off=signed)
    hers.update(valid_until=None)
    countersign(actor=cast.bea, sign_off=signed)


def test_a_countersigner_is_qualified(cast: Cast, signed: UnitSignOff) -> None:
    Membership.objects.filter(pk=cast.bea.pk).update(trainee=True, countersigner=cast.bob)
    with refused("in_training"):
        countersign(actor=Membership.objects.get(pk=cast.bea.pk), sign_off=signed)


def test_a_countersigner_is_not_the_candidate(cast: Cast) -> None:
    same = Membership.objects.create(user=cast.bea.user, centre=cast.centre, role=Role.CANDIDATE)
    registration = factories.registration(same, cast.specification, assessor=cast.tess, recorded_by=cast.alice)
    enrolment = factories.enrolment(registration, cast.specification.units.first())
    with refused("own_work"):
        countersign(actor=cast.bea, sign_off=factories.sign_off(enrolment, assessor=cast.tess))


def test_a_sign_off_that_was_set_aside_is_not_countersigned(cast: Cast, signed: UnitSignOff, tess_work: Work) -> None:
    reopen_unit(actor=cast.tess, enrolment=tess_work.enrolment, progress=tess_work.rows[:1], reason="Too early.")
    with refused("not_awaiting"):
        countersign(actor=cast.bea, sign_off=signed)
    judge(cast.tess, tess_work.rows[0])
    second = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    assert list(UnitSignOff.objects.awaiting()) == [second]
    with refused("not_awaiting"):
        countersign(actor=cast.bea, sign_off=signed)
    countersign(actor=cast.bea, sign_off=second)
    assert list(UnitSignOff.objects.awaiting()) == []


def test_a_trainees_decisions_under_anothers_sign_off_are_countersigned_by_the_trainees_countersigner(
    cast: Cast, tess_work: Work
) -> None:
    for row in tess_work.rows:
        judge(cast.tess, row)
    registration = tess_work.enrolment.registration
    registration.assessor = cast.bob
    registration.save(update_fields=["assessor"])
    signed = sign_off_unit(actor=cast.bob, enrolment=tess_work.enrolment)
    with refused("not_the_countersigner"):
        countersign(actor=qualify(cast, "Quinn Quick"), sign_off=signed)
    countersign(actor=cast.bea, sign_off=signed)


def test_decisions_made_in_training_are_countersigned_though_the_trainee_has_qualified_since(
    cast: Cast, tess_work: Work
) -> None:
    for row in tess_work.rows:
        judge(cast.tess, row)
    cast.tess = change_training(actor=cast.alice, membership=cast.tess, trainee=False, countersigner=None)
    signed = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    assert (signed.needs_countersignature, signed.in_training) == (True, False)
    with refused("not_the_countersigner"):
        countersign(actor=qualify(cast, "Quinn Quick"), sign_off=signed)
    assert (awaiting(cast.bea), awaiting_rows(cast.bea).count()) == ([signed], 1)
    countersign(actor=cast.bea, sign_off=signed)
    assert awaiting(cast.bea) == []


def test_a_former_countersigner_finds_nothing_of_what_was_done_since(cast: Cast, tess_work: Work) -> None:
    assert UnitEnrolment.objects.visible_to(cast.bea).filter(pk=tess_work.enrolment.pk).exists()
    change_training(actor=cast.alice, membership=cast.tess, trainee=False, countersigner=None)
    assert not UnitEnrolment.objects.visible_to(cast.bea).filter(pk=tess_work.enrolment.pk).exists()
    with refused("not_their_assessor"):
        judge(cast.bea, CriterionProgress.objects.get(pk=tess_work.rows[0].pk))


def test_decisions_of_a_qualified_assessor_need_nobody_though_they_are_in_training_later(
    cast: Cast, tess_work: Work
) -> None:
    for row in tess_work.rows:
        judge(cast.bea, row)
    Membership.objects.filter(pk=cast.bea.pk).update(trainee=True, countersigner=cast.bob)
    registration = tess_work.enrolment.registration
    registration.assessor = cast.bob
    registration.save(update_fields=["assessor"])
    assert not sign_off_unit(actor=cast.bob, enrolment=tess_work.enrolment).needs_countersignature


def test_a_countersigner_finds_what_somebody_else_signed_off_on_the_trainees_decisions(
    cast: Cast, tess_work: Work
) -> None:
    for row in tess_work.rows:
        judge(cast.tess, row)
    registration = tess_work.enrolment.registration
    registration.assessor = cast.bob
    registration.save(update_fields=["assessor"])
    signed = sign_off_unit(actor=cast.bob, enrolment=tess_work.enrolment)
    assert awaiting(cast.bea) == [signed]


def test_every_reason_is_given_at_once(cast: Cast, signed: UnitSignOff, tess_work: Work) -> None:
    countersign(actor=cast.bea, sign_off=signed)
    Competence.objects.filter(membership=cast.tess).update(valid_until=dt.date(2024, 2, 1))
    with refused("assessed_before", "not_competent", "in_training", "not_the_countersigner", "not_awaiting"):
        countersign(actor=cast.tess, sign_off=signed)
