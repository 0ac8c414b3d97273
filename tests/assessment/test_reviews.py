"""Reviews: written and signed by the assessor, signed by the candidate."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from assessment.models import PlannedTask, Review
from assessment.policies import REVIEW_WEEKS
from assessment.selectors.plans import next_reviews, review_due, reviews_of
from assessment.services.record_review import record_review
from assessment.services.sign_review import sign_review
from centres.models import AuditEvent, Membership
from portfolio.models import Registration
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.conftest import Work
from tests.cast import Cast

pytestmark = pytest.mark.core
WEEK = dt.timedelta(weeks=1)


def reviewed(cast: Cast, actor: Membership | None = None, **more: Any) -> Review:
    today = timezone.localdate()
    said = {"held_on": today, "progress": "Two units begun.", "next_on": today + 8 * WEEK} | more
    return record_review(actor=actor or cast.bob, registration=cast.registration, **said)


def test_a_review_keeps_the_figures_of_its_day_and_the_tasks_agreed_on(cast: Cast, work: Work) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    judge(cast.bob, work.rows[0])
    day = timezone.localdate() + WEEK
    first = reviewed(cast, actions=[task], new=[("Record two calls", day)])
    assert first.figures == {"met": 1, "sent": 2, "criteria": 3, "signed": 0, "units": 1}
    made = PlannedTask.objects.exclude(pk=task.pk).get()
    assert (made.what, made.due_on, made.planned_by) == ("Record two calls", day, cast.bob)
    assert {action.task for action in first.actions.all()} == {task, made}
    for row in work.rows[1:]:
        judge(cast.bob, row)
    reviewed(cast, progress="All met.")
    assert [(review.number, review.gained) for review in reviews_of(cast.registration)] == [(2, 2), (1, 1)]


def test_a_second_press_writes_neither_review_nor_task_twice(cast: Cast) -> None:
    day = timezone.localdate() + WEEK
    assert reviewed(cast, new=[("Record a call", day)]) == reviewed(cast, new=[("Record a call", day)])
    assert (Review.objects.count(), PlannedTask.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="review.signed").count() == 1


def test_what_does_not_fit_is_said_all_at_once_and_nothing_is_written(cast: Cast) -> None:
    today = timezone.localdate()
    with refused("no_words", "day_in_future", "next_too_early"):
        reviewed(cast, progress=" ", held_on=today + WEEK, next_on=today, new=[("Record a call", today)])
    with refused("day_too_early"):
        reviewed(cast, held_on=cast.registration.registered_on - WEEK)
    assert not PlannedTask.objects.exists()


def test_the_candidates_assessor_writes_and_the_candidate_signs(cast: Cast) -> None:
    for person, code in ((cast.carol, "role"), (cast.alice, "role"), (cast.bea, "not_their_assessor")):
        with refused(code):
            reviewed(cast, person)
    review = reviewed(cast)
    for person, code in ((cast.bob, "role"), (cast.dan, "not_yours")):
        with refused(code):
            sign_review(actor=person, review=review)
    once = sign_review(actor=cast.carol, review=review, comment=" I was ill in May. ")
    assert once == sign_review(actor=cast.carol, review=review, comment="I was ill in May.")
    with refused("signed_already"):
        sign_review(actor=cast.carol, review=review, comment="Otherwise.")


def test_the_first_review_is_due_after_the_centres_interval_and_the_next_when_both_said(cast: Cast) -> None:
    registration = cast.registration
    assert review_due(registration, None) == registration.registered_on + REVIEW_WEEKS.default * WEEK
    review = reviewed(cast)
    assert review_due(registration, review) == review.next_on


def test_the_next_reviews_of_many_candidates_are_those_of_each(cast: Cast) -> None:
    long_ago = timezone.localdate() - 10 * WEEK
    rows = Registration.objects.filter(centre=cast.centre)
    rows.update(registered_on=long_ago)
    review, due = reviewed(cast), long_ago + 8 * WEEK
    found = {row.pk: day for row, day in next_reviews(rows, 8)}
    assert found == {cast.registration.pk: review.next_on, cast.other_registration.pk: due}
