from functools import partial

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from centres.models import Centre, Job

log = structlog.get_logger(__name__)


def enqueue(*, purpose: str, centre: Centre, object_id: object, version: str = "") -> Job:
    """Writes the job's row in the caller's transaction and wakes a worker after commit. Asking twice is asking once."""
    key = f"{purpose}:{object_id}:{version}"
    job, created = Job.objects.get_or_create(
        key=key, defaults={"purpose": purpose, "centre": centre, "object_id": str(object_id)}
    )
    if created:
        transaction.on_commit(partial(wake, str(job.pk)), robust=True)
    return job


def wake(job_id: str) -> None:
    """Without a broker the job stays queued and visible; the sweep wakes it when the broker is back."""
    from centres.tasks import run_job

    try:
        run_job.delay(job_id)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", job=job_id, error=str(error))
