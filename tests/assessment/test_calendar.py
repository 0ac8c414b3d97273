"""The calendar feed: a secret address for a person's dates, and nothing about anybody else unless they asked for it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from assessment.models import CalendarAddress
from assessment.promise import Promises
from assessment.services.make_calendar_address import make_calendar_address
from assessment.services.revoke_calendar_address import revoke_calendar_address
from centres.models import Membership
from portfolio.models import Registration
from tests import factories
from tests.assessment.acts import refused
from tests.cast import Cast
from tests.queries import queries_of

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


def path(token: str) -> str:
    return f"/calendar/{token}.ics"


def events(client: Client, token: str) -> list[Any]:
    answer = client.get(path(token))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(answer.content)
    return [(str(one["summary"]), one["dtstart"].dt, str(one["url"])) for one in found.walk("VEVENT")]


def test_a_candidate_reads_their_tasks_and_review_as_whole_days(cast: Cast, client: Client) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob, what="Record a call; then, “talk”, it over\nagain")
    factories.task(cast.other_registration, planned_by=cast.bob, what="Another's")
    review = factories.review(cast.registration, made_by=cast.bob)
    token = make_calendar_address(actor=cast.carol, names=False)
    assert events(client, token) == [
        (f"Due: {task.what}", task.due_on, f"http://testserver/tasks/{task.pk}/"),
        ("Progress review", review.next_on, "http://testserver/my/reviews/"),
    ]


def test_an_assessors_titles_name_nobody_unless_they_asked_for_it(cast: Cast, client: Client) -> None:
    factories.task(cast.registration, planned_by=cast.bob, what="Record a call", kind="discussion")
    without = client.get(path(make_calendar_address(actor=cast.bob, names=False))).content.decode()
    assert "professional discussion" in without
    for word in ("Carol", "Cole", "Dan", "Record a call", cast.registration.number):
        assert word not in without
    named = events(client, make_calendar_address(actor=cast.bob, names=True))
    assert {title for title, *_ in named} == {"Carol Cole: Record a call", "Review: Carol Cole", "Review: Dan Dale"}


def test_an_assessors_calendar_has_one_date_for_the_decisions_promised_by_a_day(cast: Cast, client: Client) -> None:
    for number, registration in enumerate((cast.registration, cast.registration, cast.other_registration)):
        unit = factories.enrolment(registration, cast.specification.units.order_by("code")[number])
        factories.evidence(registration, progress=list(unit.criteria.all()))
    day = Promises(cast.centre.pk).of(timezone.now())
    promised = ("Promised: 3 decisions for Carol Cole, Dan Dale", day, "http://testserver/marking/")
    assert promised in events(client, make_calendar_address(actor=cast.bob, names=True))
    without = {title for title, *_ in events(client, make_calendar_address(actor=cast.bob, names=False))}
    assert without == {"Promised: 3 decisions", "A candidate's progress review"}
    other = events(client, make_calendar_address(actor=cast.bea, names=True))
    assert not [title for title, *_ in other if "Promised" in title]


def test_a_new_address_ends_the_one_before_and_a_revoked_one_is_gone(cast: Cast, client: Client) -> None:
    first, second = (make_calendar_address(actor=cast.carol, names=False) for _ in range(2))
    assert [client.get(path(token)).status_code for token in (first, second)] == [404, 200]
    for _ in range(2):
        revoke_calendar_address(actor=cast.carol)
    assert client.get(path(second)).status_code == 404
    assert first not in str(list(CalendarAddress.objects.values()))


def test_the_feed_ends_with_the_role_and_with_the_registration(cast: Cast, client: Client) -> None:
    factories.task(cast.registration, planned_by=cast.bob)
    token = make_calendar_address(actor=cast.carol, names=False)
    Registration.objects.filter(pk=cast.registration.pk).update(state="withdrawn")
    assert events(client, token) == []
    Membership.objects.filter(pk=cast.carol.pk).update(ended_at=timezone.now())
    assert client.get(path(token)).status_code == 404


def test_dates_that_have_not_changed_are_not_sent_again(cast: Cast, client: Client) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    token = make_calendar_address(actor=cast.carol, names=False)
    etag = client.get(path(token)).headers["ETag"]
    assert client.get(path(token), headers={"If-None-Match": etag}).status_code == 304
    type(task).objects.filter(pk=task.pk).update(due_on=task.due_on + dt.timedelta(days=1))
    assert client.get(path(token), headers={"If-None-Match": etag}).status_code == 200


def test_the_feed_costs_the_same_however_many(cast: Cast, client: Client) -> None:
    token = make_calendar_address(actor=cast.bob, names=True)
    before = queries_of(client, path(token))
    for _ in range(3):
        factories.task(cast.registration, planned_by=cast.bob)
    assert queries_of(client, path(token)) == before <= 6


def test_the_page_shows_the_address_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    made = client.post("/calendar/").content.decode()
    token = made.split("/calendar/")[-2 if "revoke" in made.split("/calendar/")[-1] else -1].split(".ics")[0]
    assert client.get(path(token)).status_code == 200
    assert token not in client.get("/calendar/").content.decode()
    client.post("/calendar/revoke/")
    assert client.get(path(token)).status_code == 404
    with refused("role"):
        make_calendar_address(actor=cast.alice, names=False)
