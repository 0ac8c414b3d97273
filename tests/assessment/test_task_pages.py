import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import PlannedTask
from centres.models import Membership
from tests import factories
from tests.assessment.conftest import Work
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]


def words(**more: Any) -> dict[str, Any]:
    day = timezone.localdate() + dt.timedelta(days=5)
    return {"what": "Record a call", "due_on": day.isoformat(), "kind": "", "place": "", "witness": ""} | more


def test_a_gap_becomes_a_task_with_its_criteria_ticked(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    address = reverse("plan_task_for", args=[cast.registration.pk])
    page = client.get(f"{address}?criteria={work.rows[0].pk},{work.rows[2].pk}").content.decode()
    assert page.count(" checked>") == 2
    assert "2 ticked" in page
    answer = client.post(address, words(criteria=[work.rows[0].pk, work.rows[2].pk]))
    assert answer.headers["Location"] == reverse("tasks_of", args=[cast.registration.pk])
    task = PlannedTask.objects.get()
    assert sorted(row.progress.criterion.number for row in task.criteria.all()) == ["1.1", "2.1"]
    assert "Record a call" in client.get(reverse("candidate", args=[cast.registration.pk])).content.decode()
    assert "Record a call" in client.get(reverse("unit", args=[work.enrolment.pk])).content.decode()


def test_what_was_typed_stays_when_it_is_refused(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    page = client.post(reverse("plan_my_task"), words(due_on="2020-01-01", criteria=[work.rows[1].pk]))
    assert page.status_code == 409
    text = page.content.decode()
    assert "1 January 2020 is past." in text
    assert 'value="Record a call"' in text
    assert text.count(" checked>") == 1
    empty = client.post(reverse("plan_my_task"), words(due_on="soon")).content.decode()
    assert "“soon” is not a day." in empty
    assert not PlannedTask.objects.exists()


def test_a_candidate_marks_a_task_as_done_and_finds_it_under_done(cast: Cast, client_of: ClientOf) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    client = client_of(cast.carol)
    page = client.get(reverse("task", args=[task.pk])).content.decode()
    assert "Mark it as done" in page
    assert "Drop it" not in page
    refused = client.post(reverse("finish_task", args=[task.pk]), {"note": ""}).content.decode()
    assert "Fill this in." in refused
    answer = client.post(reverse("finish_task", args=[task.pk]), {"note": "Shown in the meeting."}, follow=True)
    text = answer.content.decode()
    assert "No task is to do" in text
    assert "Shown in the meeting." in text


def test_an_assessor_changes_and_drops(cast: Cast, client_of: ClientOf) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    client, address = client_of(cast.bob), reverse("task", args=[task.pk])
    assert client.post(address, words(what="Record two calls", reason="One is too little.")).status_code == 302
    assert "Record two calls" in client.get(address).content.decode()
    assert client.post(reverse("drop_task", args=[task.pk]), {"note": "Met another way."}).status_code == 302
    again = client.post(reverse("finish_task", args=[task.pk]), {"note": "Done."})
    assert again.status_code == 409
    assert "is dropped already" in again.content.decode()


def test_staff_do_not_learn_of_drafts(cast: Cast, work: Work, client_of: ClientOf) -> None:
    unit = cast.specification.units.order_by("code")[1]
    rows = list(factories.enrolment(cast.registration, unit).criteria.in_order())
    factories.evidence(cast.registration, state="draft", progress=rows)
    assert "Draft" in client_of(cast.carol).get(reverse("plan_my_task")).content.decode()
    address = reverse("plan_task_for", args=[cast.registration.pk])
    assert "Draft" not in client_of(cast.bob).get(address).content.decode()


def test_the_lists_cost_the_same_however_many(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    addresses = [reverse(name, args=[cast.registration.pk]) for name in ("tasks_of", "plan_task_for", "candidate")]
    factories.task(cast.registration, planned_by=cast.bob, criteria=work.rows[:1])
    before = [queries_of(client, address) for address in addresses]
    for _ in range(3):
        factories.task(cast.registration, planned_by=cast.bob, criteria=work.rows)
    assert [queries_of(client, address) for address in addresses] == before
    assert max(before[:2]) <= 15
