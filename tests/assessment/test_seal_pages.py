"""What admins, IQAs and EQAs see of the seals, and the checks that a worker makes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.gates import sign_off_gate
from assessment.models import RecordCheck
from assessment.services import check_records
from assessment.services.ask_for_check import ask_for_check
from centres.models import AuditEvent, Job, Membership
from centres.models.job import JobState
from centres.services.run_job import run_job
from centres.tasks import sweep_jobs
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.conftest import Work, submitted
from tests.assessment.tampering import as_owner, put
from tests.cast import Cast
from tests.queries import queries_of
from units.models import Competence

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


@pytest.fixture
def judged(cast: Cast, work: Work) -> Work:
    for row in work.rows:
        judge(cast.bob, row, feedback="Clear.")
    return work


def works() -> None:
    while sweep_jobs():
        pass


def test_the_page_of_a_unit_shows_each_act_and_names_what_was_changed(
    cast: Cast, judged: Work, client_of: ClientOf
) -> None:
    page = reverse("unit_seals", args=[judged.enrolment.pk])
    client = client_of(cast.ivan)
    shown = client.get(page).content.decode()
    assert ("3 sealed acts" in shown, "All as sealed" in shown, "not as sealed" in shown) == (True, True, False)
    with as_owner():
        put(judged.rows[1].decisions.get(), feedback="Very clear.")
        shown = client.get(page).content.decode()
    assert "1 thing not as sealed" in shown
    assert "feedback is “Very clear.”, and “Clear.” was sealed." in shown
    assert f'href="{page}"' in client.get(reverse("unit", args=[judged.enrolment.pk])).content.decode()


def test_a_competence_recorded_after_its_first_day_is_shown(cast: Cast, judged: Work, client_of: ClientOf) -> None:
    shown = client_of(cast.eve).get(reverse("unit_seals", args=[judged.enrolment.pk])).content.decode()
    today = timezone.localdate()
    assert f"The competence it rests on was recorded on {today:%-d %B %Y}, from 1 January 2024 on." in shown


def test_a_competence_recorded_after_the_decision_does_not_carry_it(cast: Cast, judged: Work) -> None:
    held = Competence.objects.filter(membership=cast.bob, unit=judged.unit)
    assert sign_off_gate.blockers(actor=cast.bob, enrolment=judged.enrolment) == []
    held.update(recorded_at=timezone.now() + dt.timedelta(minutes=1))
    found = sign_off_gate.blockers(actor=cast.bob, enrolment=judged.enrolment)
    assert {blocker.code for blocker in found} == {"decider_not_competent"}


def test_the_page_of_a_candidate_has_a_line_a_unit(cast: Cast, judged: Work, client_of: ClientOf) -> None:
    submitted(cast.registration, 1)
    client = client_of(cast.alice)
    page = reverse("candidate_seals", args=[cast.registration.pk])
    shown = client.get(page).content.decode()
    assert ("3 sealed acts on 2 units" in shown, "Nothing yet" in shown) == (True, True)
    with as_owner():
        put(judged.rows[1].decisions.get(), feedback="Very clear.")
        assert "1 difference" in client.get(page).content.decode()


def test_a_check_of_a_centre_is_made_by_a_worker_and_says_how_far_it_is(
    cast: Cast, judged: Work, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One unit a batch and a batch a job, so that every seam is used."""
    monkeypatch.setattr(check_records, "BATCH", 1)
    monkeypatch.setattr(check_records, "SECONDS", 0.0)
    other = submitted(cast.other_registration)
    judge(cast.bob, other.rows[0])
    client = client_of(cast.alice)
    address = client.post(reverse("check_seals")).url
    assert client.post(reverse("check_seals")).url == address
    check = RecordCheck.objects.get()
    assert "0 of 2 units checked" in client.get(address).content.decode()
    run_job(job_id=str(Job.objects.get(purpose="check_records").pk))
    assert "1 of 2 units checked" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    works()
    check.refresh_from_db()
    assert (check.done, check.acts, check.files, check.found, check.differences) == (2, 4, 2, 0, [])
    assert "Everything is as it was sealed" in client.get(address).content.decode()
    assert AuditEvent.objects.filter(verb="record.check_asked").count() == 1


def test_a_check_names_and_keeps_what_it_found(
    cast: Cast, judged: Work, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_records, "MOST_KEPT", 2)
    client = client_of(cast.ivan)
    address = client.post(reverse("check_candidate_seals", args=[cast.registration.pk])).url
    with as_owner():
        for row in judged.rows:
            put(row.decisions.get(), feedback="Very clear.")
        works()
        shown = client.get(address).content.decode()
    assert ("3 things not as sealed" in shown, "And 1 more." in shown) == (True, True)
    assert "Carol Cole, <a href=" in shown


def test_a_job_that_is_run_again_counts_nothing_twice(cast: Cast, judged: Work) -> None:
    check = ask_for_check(actor=cast.alice, enrolment=judged.enrolment)
    job = Job.objects.get(purpose="check_records")
    works()
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    works()
    check.refresh_from_db()
    assert (check.done, check.acts, Job.objects.filter(purpose="check_records").count()) == (1, 3, 1)


def test_a_check_whose_worker_gave_up_says_so_and_another_can_be_asked_for(
    cast: Cast, judged: Work, client_of: ClientOf
) -> None:
    client = client_of(cast.alice)
    first = client.post(reverse("check_unit_seals", args=[judged.enrolment.pk])).url
    Job.objects.filter(purpose="check_records").update(state=JobState.FAILED, error="The store is away.")
    assert "The check could not be finished" in client.get(first).content.decode()
    assert "Stopped" in client.get(reverse("seals")).content.decode()
    aside = client.get(reverse("unit_seals", args=[judged.enrolment.pk])).content.decode()
    assert ("The last one could not be finished." in aside, "A check is running." in aside) == (True, False)
    second = client.post(reverse("check_unit_seals", args=[judged.enrolment.pk])).url
    assert second != first
    assert client.post(reverse("check_unit_seals", args=[judged.enrolment.pk])).url == second
    works()
    assert "Everything is as it was sealed" in client.get(second).content.decode()


def test_an_iqa_checks_what_they_may_see_and_sees_what_others_checked_of_it(cast: Cast, judged: Work) -> None:
    elsewhere = factories.specification([factories.unit(f"Y/{number}") for number in (1, 2, 3)])
    factories.competence(cast.bob, elsewhere, recorded_by=cast.alice)
    own = factories.registration(cast.dan, elsewhere, assessor=cast.bob, recorded_by=cast.alice)
    factories.enrolment(own, elsewhere.units.first())
    assert [ask_for_check(actor=who).total for who in (cast.alice, cast.ivan)] == [2, 1]
    of_unit = ask_for_check(actor=cast.alice, enrolment=judged.enrolment)
    assert set(RecordCheck.objects.visible_to(cast.ivan)) == {of_unit, RecordCheck.objects.get(asked_by=cast.ivan)}
    assert RecordCheck.objects.visible_to(cast.bob).count() == 0
    with refused("role"):
        ask_for_check(actor=cast.bob)


@pytest.mark.parametrize("name", ["unit_seals", "candidate_seals", "seals"])
def test_a_page_takes_fifteen_queries_however_much_there_is(
    cast: Cast, judged: Work, client_of: ClientOf, name: str
) -> None:
    subject: dict[str, list[Any]] = {
        "unit_seals": [judged.enrolment.pk],
        "candidate_seals": [cast.registration.pk],
        "seals": [],
    }
    client = client_of(cast.alice)
    page = reverse(name, args=subject[name])
    ask_for_check(actor=cast.alice)
    few = queries_of(client, page)
    other = submitted(cast.registration, 1)
    for row in other.rows:
        judge(cast.bob, row)
    for one in (judged.enrolment, other.enrolment):
        ask_for_check(actor=cast.alice, enrolment=one)
    assert queries_of(client, page) == few <= 15
