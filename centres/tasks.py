"""Celery's side of background work: ids in, one call. Losing a message loses nothing (see centres/models/job.py)."""

from celery import shared_task

from centres.models import Job, TextDraft
from centres.services.run_job import run_job as run


@shared_task(name="centres.tasks.run_job")
def run_job(job_id: str) -> None:
    run(job_id=job_id)


@shared_task(name="centres.tasks.sweep_jobs")
def sweep_jobs() -> int:
    """Runs what no message woke: the broker was away, or a worker died with the job in hand. How many it ran."""
    due = list(Job.objects.due().order_by("run_after").values_list("pk", flat=True)[:50])
    return sum(run(job_id=str(job_id)) for job_id in due)


@shared_task(name="centres.tasks.sweep_text_drafts")
def sweep_text_drafts() -> int:
    """Forgets what was typed long ago and never submitted. How many rows it removed."""
    removed: int = TextDraft.objects.forgotten().delete()[0]
    return removed
