import datetime as dt
import uuid

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from centres.jobs import HANDLERS, GaveUp, NotYet
from centres.models import Job
from centres.models.job import JobState

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 8
ASKED_AGAIN_AFTER = dt.timedelta(minutes=1)


def run_job(*, job_id: str) -> bool:
    """Claims the job by one conditional UPDATE and does it; False if another worker was first or it is done.

    A handler commits its own result and must be harmless to repeat: a worker that is killed after the work and
    before the last line leaves a lease that runs out, and the job is run once more.
    """
    lease = uuid.uuid4()
    now = timezone.now()
    claimed = (
        Job.objects.due()
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            lease=lease,
            leased_until=now + dt.timedelta(seconds=settings.JOB_LEASE_SECONDS),
        )
    )
    if claimed:
        _do(Job.objects.get(pk=job_id), lease)
    return bool(claimed)


def _do(job: Job, lease: uuid.UUID) -> None:
    """A job that takes its worker down with it never gets to `_retry`: the attempts themselves end it."""
    if job.attempts > MOST_ATTEMPTS:
        _finish(job, lease, JobState.FAILED, f"None of {MOST_ATTEMPTS} attempts was lived to the end by its worker.")
        return
    try:
        HANDLERS[job.purpose](job)
    except GaveUp as error:
        _finish(job, lease, JobState.FAILED, str(error))
    except NotYet as error:
        _put_off(job, lease, str(error))
    except Exception as error:
        log.exception("job_failed", job=job.key, attempt=job.attempts)
        _retry(job, lease, f"{type(error).__name__}: {error}")
    else:
        _finish(job, lease, JobState.DONE, "")


def _finish(job: Job, lease: uuid.UUID, state: JobState, error: str) -> None:
    Job.objects.filter(pk=job.pk, lease=lease).update(
        state=state, lease=None, leased_until=None, finished_at=timezone.now(), error=error
    )


def _put_off(job: Job, lease: uuid.UUID, error: str) -> None:
    """It was no attempt: nothing is wrong with the job."""
    Job.objects.filter(pk=job.pk, lease=lease).update(
        state=JobState.QUEUED,
        lease=None,
        leased_until=None,
        run_after=timezone.now() + ASKED_AGAIN_AFTER,
        attempts=F("attempts") - 1,
        error=error,
    )


def _retry(job: Job, lease: uuid.UUID, error: str) -> None:
    """Later each time (5 s, 10 s, 20 s …), so that one bad job cannot keep a worker busy."""
    if job.attempts >= MOST_ATTEMPTS:
        _finish(job, lease, JobState.FAILED, error)
        return
    later = timezone.now() + dt.timedelta(seconds=5 * 2 ** (job.attempts - 1))
    Job.objects.filter(pk=job.pk, lease=lease).update(
        state=JobState.QUEUED, lease=None, leased_until=None, run_after=later, error=error
    )
