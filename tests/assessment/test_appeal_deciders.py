"""Who may decide an appeal, and what else they may do in the unit and see of it."""

from uuid import uuid4

import pytest
from django.utils import timezone

from assessment.appeal_gates import deciding_gate, redeciding_gate
from assessment.gates import assessing_gate
from assessment.models import Appeal, Message, StepKind
from assessment.record import Said
from assessment.selectors.appeals import possible_assessors, possible_deciders
from assessment.services.acknowledge_appeal import acknowledge_appeal
from assessment.services.lodge_appeal import lodge_appeal
from assessment.services.make_record import make_record
from assessment.services.reopen_unit import reopen_unit
from assessment.services.send_message import send_message
from centres.models import Membership, Role
from iqa.duties import may_quality_assure
from portfolio.models import ConflictOfInterest, Registration, UnitEnrolment
from portfolio.services.ask_witness import ask_witness
from portfolio.services.declare_conflict import declare_conflict
from portfolio.services.drop_unit import drop_unit
from portfolio.services.mitigate_conflict import mitigate_conflict
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.appeals import WRONG, acknowledged, decided, letter, lodged, looked_into, not_yet, take
from tests.assessment.conftest import Work, qualify
from tests.cast import Cast
from tests.portfolio import witnesses

pytestmark = pytest.mark.core
K = StepKind
SEEN = {"where": "The counter", "seen": "Carol read the order back to the customer."}


@pytest.fixture
def appeal(cast: Cast, work: Work) -> Appeal:
    return lodged(cast, not_yet(cast, work))


def trail(appeal: Appeal) -> list[tuple[str, str]]:
    return [(step.kind, step.by.name) for step in appeal.steps.select_related("by__user")]


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
    send_message(actor=cast.carol, registration=cast.registration, words="I am worried.", batch=uuid4())
    assert Registration.objects.visible_to(pat).get() == cast.registration
    assert [Message.objects.visible_to(who).count() for who in (cast.carol, cast.bob, pat)] == [1, 1, 0]
    unit = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[1])
    with refused("not_yours"):
        drop_unit(actor=pat, enrolment=unit)
    with refused("not_yours"):
        asked = witnesses.words(work.rows)
        ask_witness(actor=pat, registration=cast.registration, key=uuid4(), asked=asked)


def everybody(cast: Cast, work: Work, appeal: Appeal) -> list[Membership]:
    """The centre's people with every kind of part, some in two roles, some no longer there."""
    today, candidate = timezone.localdate(), cast.registration.candidate
    pat, quinn, ray, sue = (qualify(cast, name) for name in ("Pat Pine", "Quinn Quill", "Ray Rowe", "Sue Sand"))
    tim = factories.member(cast.centre, Role.ASSESSOR, "Tim Tall")  # competent for nothing
    for person in (pat, quinn):
        conflict = {"actor": person, "person": person, "candidate": candidate}
        declare_conflict(**conflict, relationship="friend", since=today)
    theirs = ConflictOfInterest.objects.get(person=quinn)
    mitigate_conflict(actor=cast.alice, conflict=theirs, why="Nobody else is there.", iqa=cast.ivan)
    Membership.objects.filter(pk=ray.pk).update(ended_at=timezone.now())
    factories.evidence(cast.registration, progress=work.rows[1:2], made_by=sue)
    two_roles = [(cast.bea, Role.IQA), (cast.bob, Role.ADMIN), (cast.carol, Role.ADMIN), (cast.tess, Role.ADMIN)]
    for person, role in two_roles:
        Membership.objects.create(user=person.user, centre=cast.centre, role=role)
    judge(cast.bob, work.rows[2])
    ended = [ray, tim, *Membership.objects.filter(centre=cast.centre), *cast.charlie.values()]
    return list(Membership.objects.filter(pk__in=[person.pk for person in ended]).select_related("user"))


def test_exactly_those_are_listed_to_decide_whom_the_gate_lets_decide(cast: Cast, work: Work, appeal: Appeal) -> None:
    people = everybody(cast, work, appeal)
    other = looked_into(cast, appeal, cast.iris)
    decided(other, cast.iris, False)
    take(cast.carol, other, K.REVIEW_ASKED)
    listed = set(possible_deciders(Appeal.objects.get()))
    afresh = {person for person in people if not deciding_gate.blockers(actor=person, appeal=Appeal.objects.get())}
    assert listed == afresh
    assert {f"{person.name}, {person.role}" for person in listed} == {
        "Alice Adams, admin",
        "Bea Black, assessor",
        "Bea Black, iqa",
        "Ivan Ives, iqa",
        "Tess Trainee, admin",
        "Tess Trainee, assessor",
        "Tim Tall, assessor",
    }


def test_exactly_those_are_listed_to_decide_anew_whom_the_gate_lets_decide_anew(
    cast: Cast, work: Work, appeal: Appeal
) -> None:
    people = everybody(cast, work, appeal)
    points = list(appeal.points.all())
    for decider in (cast.bea, cast.iris, None):
        listed = set(possible_assessors(UnitEnrolment.objects.get(), decider, points))
        about = {"enrolment": UnitEnrolment.objects.get(), "decider": decider, "earlier": points}
        assert listed == {person for person in people if not redeciding_gate.blockers(actor=person, **about)}
    assert {person.name for person in listed} == {"Bea Black", "Quinn Quill", "Sue Sand"}


def test_an_admin_with_an_interest_enters_no_appeal_for_the_candidate(cast: Cast, work: Work) -> None:
    said = {"enrolment": work.enrolment, "about": [not_yet(cast, work)], "text": WRONG}
    second = factories.member(cast.centre, Role.ADMIN, "Ada Abel")
    declare_conflict(
        actor=second,
        person=second,
        candidate=cast.registration.candidate,
        relationship="family",
        since=timezone.localdate(),
    )
    with refused("conflict"):
        lodge_appeal(actor=second, files=letter(), **said)
    assert lodge_appeal(actor=cast.alice, files=letter(), **said).lodged_by == cast.alice
