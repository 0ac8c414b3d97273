"""The assessor's queue, and what those who oversee it see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessment.policies import DAYS_TO_DECIDE
from assessment.selectors.queue_figures import assessor_queues, overdue_tile
from centres.models import Membership, Role
from centres.services.set_policy import set_policy
from portfolio.models import CriterionProgress, Evidence
from tests import factories
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]
MONDAY = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def waits_since(work: Work, moment: dt.datetime) -> Evidence:
    CriterionProgress.objects.filter(enrolment=work.enrolment).update(since=moment)
    Evidence.objects.filter(pk=work.item.pk).update(submitted_at=moment)
    return work.item


def items(page: Any) -> list[Evidence]:
    return [row.item for row in page.context["rows"]]


def test_the_queue_goes_by_promise_and_says_what_is_late(cast: Cast, work: Work, client_of: ClientOf) -> None:
    other = submitted(cast.other_registration)
    late, soon = waits_since(work, MONDAY), waits_since(other, MONDAY + 3 * DAY)
    with time_machine.travel(MONDAY + 15 * DAY, tick=False):
        page = client_of(cast.bob).get(reverse("queue"))
        assert [(row.item, row.promised.day, row.overdue) for row in page.context["rows"]] == [
            (late, 15, True),
            (soon, 18, False),
        ]
        assert "1 item past the promise." in page.content.decode()
        assert "within 10 working days" in page.content.decode()


def test_a_shorter_promise_comes_before_an_older_item(cast: Cast, work: Work, client_of: ClientOf) -> None:
    other = submitted(cast.other_registration)
    old, new = waits_since(work, MONDAY), waits_since(other, MONDAY + 3 * DAY)
    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        facts = {"value": 1, "valid_from": dt.date(2026, 6, 4), "reason": "Candidates waited."}
        set_policy(actor=cast.alice, policy=DAYS_TO_DECIDE, **facts)
    with time_machine.travel(MONDAY + 7 * DAY, tick=False):
        assert items(client_of(cast.bob).get(reverse("queue"))) == [new, old]
        found = assessor_queues(cast.alice)
        assert [(row.assessor, row.waiting, row.overdue, row.oldest) for row in found] == [(cast.bob, 2, 1, MONDAY)]


def test_a_candidates_items_can_be_kept_together(cast: Cast, work: Work, client_of: ClientOf) -> None:
    between, last = submitted(cast.other_registration), submitted(cast.registration, 1)
    page = client_of(cast.bob).get(f"{reverse('queue')}?by=candidate")
    assert [(name, [row.item for row in rows]) for name, rows in page.context["groups"]] == [
        ("Carol Cole", [work.item, last.item]),
        ("Dan Dale", [between.item]),
    ]


def test_the_next_is_whatever_comes_first_now(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    assert client.get(reverse("take_next"))["Location"] == reverse("marking", args=[work.item.pk])
    Evidence.objects.update(state="withdrawn", withdrawn_reason="Wrong file.")
    assert client.get(reverse("take_next"))["Location"] == reverse("queue")


def test_admin_and_iqa_see_whose_queue_is_late(cast: Cast, work: Work, client_of: ClientOf) -> None:
    assert overdue_tile(cast.charlie[Role.ADMIN]) is None
    waits_since(work, MONDAY)
    with time_machine.travel(MONDAY + 200 * DAY, tick=False):
        tile = overdue_tile(cast.alice)
        assert tile is not None
        assert (tile.number, tile.detail) == (1, "of 1 that wait for an assessor")
        for reader in (cast.alice, cast.ivan):
            page = client_of(reader).get(reverse("queues")).content.decode()
            assert "1 item past the promise" in page
            assert "Bob Brown" in page
    blind = factories.member(cast.centre, Role.IQA, "Ina Blind")
    assert "Nothing waits for an assessor" in client_of(blind).get(reverse("queues")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_figures_cost_the_same_however_many(cast: Cast, django_assert_num_queries: Any, number: int) -> None:
    for index in range(number):
        assessor = factories.member(cast.centre, Role.ASSESSOR, f"Assessor {index}")
        person = factories.member(cast.centre, Role.CANDIDATE, f"Person {index}")
        submitted(factories.registration(person, cast.specification, assessor=assessor, recorded_by=cast.alice))
    with django_assert_num_queries(3):
        assert len(assessor_queues(cast.alice)) == number
    with django_assert_num_queries(2):
        assert overdue_tile(cast.alice) is not None
