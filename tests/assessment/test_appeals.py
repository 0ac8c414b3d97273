"""An appeal, stage by stage: who does what by when, and what can be appealed."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.appeal_policies import ACKNOWLEDGE_DAYS
from assessment.models import Appeal, AppealOutcome, CriterionDecision, StepKind
from assessment.services.acknowledge_appeal import acknowledge_appeal
from assessment.services.decide_appeal import Finding, decide_appeal
from assessment.services.extend_appeal import extend_appeal
from assessment.services.lodge_appeal import lodge_appeal
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from centres.models import AuditEvent, Membership, Role
from centres.services.set_policy import set_policy
from tests.assessment.acts import judge, refused
from tests.assessment.appeals import WRONG, acknowledged, decided, letter, lodged, looked_into, not_yet, take
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast

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
    with refused("decided_before", "not_now", "nobody"):  # the same reasons for the opposite: no second press
        decided(appeal, cast.iris, True)
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
