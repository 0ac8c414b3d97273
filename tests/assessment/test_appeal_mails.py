"""Who is told by mail of appeals and arrangements, once each, and that no mail says what anybody wrote."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessment.appeal_mails import remind_of_appeals
from assessment.models import Appeal, StepKind
from assessment.services.answer_adjustment import answer_adjustment
from assessment.services.ask_for_adjustment import ask_for_adjustment
from assessment.services.ask_for_consideration import ask_for_consideration
from centres.jobs import HANDLERS
from centres.models import Job, Role
from tests import factories
from tests.assessment.appeals import WRONG, acknowledged, decided, lodged, looked_into, not_yet, take
from tests.assessment.conftest import Work
from tests.cast import Cast

pytestmark = pytest.mark.core
K = StepKind
NEED = "My wrist is inflamed, says the letter."


def sent(cast: Cast) -> list[tuple[str, str]]:
    """Runs what is queued; to whom it went, in which words of the subject. Each job is run once."""
    before = len(mail.outbox)
    for job in Job.objects.filter(purpose__startswith="mail_").order_by("queued_at", "pk"):
        HANDLERS[job.purpose](job)
        job.delete()
    names = {person.user.email: person.name for person in vars(cast).values() if hasattr(person, "user")}
    return sorted((names.get(one.to[0], one.to[0]), one.subject) for one in mail.outbox[before:])


@pytest.fixture
def appeal(cast: Cast, work: Work) -> Appeal:
    return lodged(cast, not_yet(cast, work), formal=False)


def test_each_step_is_mailed_to_whose_turn_it_is_and_each_answer_to_the_candidate(cast: Cast, appeal: Appeal) -> None:
    assert sent(cast) == [("Bob Brown", "An appeal waits for you")]
    take(cast.bob, appeal, K.EXPLAINED)
    assert sent(cast) == [("Carol Cole", "Your appeal: something new")]
    take(cast.carol, appeal, K.LODGED, "Still wrong.")
    assert sent(cast) == [("Alice Adams", "An appeal waits for you")]
    acknowledged(cast, appeal, cast.iris)
    assert sent(cast) == [("Carol Cole", "Your appeal: something new"), ("Iris Inch", "An appeal waits for you")]
    take(cast.iris, appeal, K.INVESTIGATED)
    assert sent(cast) == []
    decided(appeal, cast.iris, True, anew=cast.bea)
    assert sent(cast) == [
        ("Bea Black", "An appeal gave you something to decide"),
        ("Carol Cole", "Your appeal: something new"),
    ]


def test_a_mail_says_where_to_read_and_never_what_was_written(cast: Cast, work: Work, appeal: Appeal) -> None:
    take(cast.bob, appeal, K.EXPLAINED, "She copied it.")
    take(cast.carol, appeal, K.LODGED, "I did not.")
    decided(looked_into(cast, appeal, cast.iris), cast.iris, True, anew=cast.bea)
    sent(cast)
    secret = (WRONG, "She copied it.", "I did not.", "page 2", work.unit.title)
    for one in mail.outbox:
        assert reverse("appeal", args=[appeal.pk]) in one.body
        assert not [words for words in secret if words in one.subject + one.body]
        assert cast.carol.name not in one.body or one.to == [cast.carol.user.email]
    assert "Iris Inch decided the appeal." in next(one.body for one in mail.outbox[::-1] if "Carol" in one.body)


def test_whoever_has_nothing_to_do_there_any_more_is_not_written_to(cast: Cast, appeal: Appeal) -> None:
    take(cast.carol, appeal, K.WITHDRAWN, "It is settled.")
    assert sent(cast) == []


def test_a_last_day_is_reminded_of_when_near_and_once_when_past_then_to_the_admins_too(
    cast: Cast, appeal: Appeal
) -> None:
    sent(cast)
    noon = dt.datetime.combine(appeal.due_on, dt.time(12), dt.UTC)
    assert (remind_of_appeals(), sent(cast)) == (0, [])
    with time_machine.travel(noon - dt.timedelta(days=1), tick=False):
        remind_of_appeals(), remind_of_appeals()
        assert Job.objects.filter(purpose="mail_appeal_due").count() == 1
        assert sent(cast) == [("Bob Brown", "An appeal is due soon")]
    with time_machine.travel(noon + dt.timedelta(days=1), tick=False):
        remind_of_appeals()
        assert sent(cast) == [("Alice Adams", "An appeal is past its day"), ("Bob Brown", "An appeal is past its day")]
        remind_of_appeals()
        take(cast.bob, appeal, K.EXPLAINED)  # in the meantime
        assert sent(cast) == [("Carol Cole", "Your appeal: something new")]


def test_an_arrangement_is_mailed_to_who_answers_and_its_answer_to_who_may_see_it(cast: Cast) -> None:
    given = {"actor": cast.carol, "registration": cast.registration}
    refused, agreed = (ask_for_adjustment(**given, kind=kind, need=NEED) for kind in ("scribe", "reader"))
    assert sent(cast) == [("Alice Adams", "An arrangement was asked for")] * 2
    answer_adjustment(actor=cast.ivan, adjustment=refused, agreed=False, answer="The wrist has healed.")
    assert sent(cast) == [("Carol Cole", "An arrangement was answered")]
    answer_adjustment(actor=cast.alice, adjustment=agreed, agreed=True, valid_from=timezone.localdate())
    assert sent(cast) == [
        ("Bob Brown", "An arrangement was answered"),
        ("Carol Cole", "An arrangement was answered"),
    ]
    task = factories.task(cast.registration, planned_by=cast.bob)
    plea = {"about": task, "circumstances": NEED}
    ask_for_consideration(actor=cast.bob, registration=cast.registration, **plea)
    assert [name for name, _ in sent(cast)] == ["Alice Adams", "Carol Cole"]
    for one in mail.outbox:
        assert not [words for words in ("wrist", "letter", "scribe", "reader", task.what) if words in one.body.lower()]


def test_every_admin_is_told_of_what_any_of_them_may_do(cast: Cast, work: Work) -> None:
    factories.member(cast.centre, Role.ADMIN, "Ada Abel")
    lodged(cast, not_yet(cast, work))
    assert sorted(subject for _, subject in sent(cast)) == ["An appeal waits for you"] * 2
