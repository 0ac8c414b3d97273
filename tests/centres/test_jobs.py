import datetime as dt
import time

import pytest
import time_machine
from django.utils import timezone

from centres import jobs
from centres.models import Job
from centres.models.job import JobState
from centres.services.enqueue import enqueue
from centres.services.run_job import MOST_ATTEMPTS, run_job
from centres.tasks import sweep_jobs
from tests.cast import Cast

pytestmark = pytest.mark.core


class Work:
    """What the job did, and what it will do."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.error: BaseException | None = None

    def __call__(self, job: Job) -> None:
        self.runs.append(job.object_id)
        if self.error:
            raise self.error


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()
    monkeypatch.setitem(jobs.HANDLERS, "work", done)
    return done


def ask(cast: Cast) -> Job:
    return enqueue(purpose="work", centre=cast.centre, object_id="7", version="1")


def test_asking_twice_is_asking_once(cast: Cast, work: Work) -> None:
    assert ask(cast) == ask(cast)
    assert Job.objects.count() == 1


def test_running_twice_is_running_once(cast: Cast, work: Work) -> None:
    job = ask(cast)
    assert run_job(job_id=str(job.pk))
    assert not run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert (work.runs, job.state, job.attempts) == (["7"], JobState.DONE, 1)


def test_a_job_in_another_workers_hands_is_left_alone_until_its_lease_runs_out(cast: Cast, work: Work) -> None:
    job = ask(cast)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, leased_until=timezone.now() + dt.timedelta(seconds=60))
    sweep_jobs()
    assert work.runs == []
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61)):
        sweep_jobs()
    assert work.runs == ["7"]


def test_a_failing_job_is_tried_again_later_each_time_and_then_given_up(cast: Cast, work: Work) -> None:
    job = ask(cast)
    work.error = ValueError("no ink")
    moment = timezone.now()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with time_machine.travel(moment, tick=False):
            assert run_job(job_id=str(job.pk))
            assert not run_job(job_id=str(job.pk))
        job.refresh_from_db()
        assert (job.attempts, job.error) == (attempt, "ValueError: no ink")
        moment = job.run_after + dt.timedelta(seconds=1)
    assert job.state == JobState.FAILED


def test_a_job_that_takes_every_worker_down_with_it_is_given_up(cast: Cast, work: Work) -> None:
    job = ask(cast)
    work.error = SystemExit()  # as good as a kill: nothing after the handler is run
    moment = timezone.now()
    for _ in range(MOST_ATTEMPTS):
        with time_machine.travel(moment, tick=False), pytest.raises(SystemExit):
            run_job(job_id=str(job.pk))
        moment += dt.timedelta(minutes=5)
    with time_machine.travel(moment, tick=False):
        sweep_jobs()
    job.refresh_from_db()
    assert (len(work.runs), job.state) == (MOST_ATTEMPTS, JobState.FAILED)
    assert job.error


def test_a_job_that_can_never_succeed_is_given_up_at_once(cast: Cast, work: Work) -> None:
    job = ask(cast)
    work.error = jobs.GaveUp("It was withdrawn.")
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "It was withdrawn.", 1)


def test_without_a_broker_the_job_stays_queued_and_the_sweep_does_it(
    cast: Cast,
    work: Work,
    settings: object,
    django_capture_on_commit_callbacks: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from config.celery import app

    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "_pool", None)  # what is connected already would be used, and what is not would be kept
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = ask(cast)
    assert time.monotonic() - began < 3, "A page waits for the broker."
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
    sweep_jobs()
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_a_job_that_waits_for_somebody_elses_machine_is_asked_again_however_often(cast: Cast, work: Work) -> None:
    job = ask(cast)
    work.error = jobs.NotYet("The scanner does not answer.")
    for minute in range(MOST_ATTEMPTS + 2):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=2 * minute)):
            assert sweep_jobs() == 1
            assert sweep_jobs() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "The scanner does not answer.")
    work.error = None
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        sweep_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 1, "")
