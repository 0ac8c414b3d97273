from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models.base import Row
from centres.models.centre import Centre


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class JobQuerySet(models.QuerySet["Job"]):
    def due(self) -> Self:
        """Queued and past its time, or running on a lease that its worker did not live to renew."""
        now = timezone.now()
        return self.filter(
            Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
        )


class Job(Row):
    """Background work as a row, written in the transaction that wants it.

    `key` names purpose, object and version: asking twice is asking once. A worker claims the row by one conditional
    UPDATE (`centres/services/run_job.py`); the broker is only a wake-up, and `sweep_jobs` wakes what it missed.
    """

    key = models.CharField(max_length=200, unique=True)
    purpose = models.CharField(max_length=40)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects: ClassVar[Any] = JobQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run_after"], name="job_open", condition=Q(state__in=["queued", "running"]))
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def version(self) -> str:
        """What `enqueue` was given besides the object."""
        return self.key.removeprefix(f"{self.purpose}:{self.object_id}:")
