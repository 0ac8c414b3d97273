"""A worker's share of a check: some units, then the next job, so that no job outlives its lease, however large the centre."""

import time

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessment.models.check import MOST_KEPT, RecordCheck
from assessment.verifying import Result, verify
from assessment.verifying.files import Rehash
from centres.models import Job
from centres.services.enqueue import enqueue
from portfolio.models import UnitEnrolment

BATCH = 5  # units: a few, so that their films are read within a lease
SECONDS = 30.0  # after which the next job goes on


def check_records(job: Job) -> None:
    """The job behind a check. Killed at any point, the next run goes on from the last batch that was kept."""
    began, rehash = time.monotonic(), Rehash()
    while batch := _next(job.object_id):
        _keep(job.object_id, batch, verify(batch, rehash=rehash))
        if time.monotonic() - began > SECONDS:
            break
    _go_on(job)


def scope_of(check: RecordCheck) -> "QuerySet[UnitEnrolment]":
    """Those that the person who asked may see, in the order of their keys."""
    rows = UnitEnrolment.objects.visible_to(check.asked_by).select_related("unit", "registration__candidate")
    if check.enrolment_id:
        rows = rows.filter(pk=check.enrolment_id)
    elif check.registration_id:
        rows = rows.filter(registration=check.registration_id)
    in_order: QuerySet[UnitEnrolment] = rows.order_by("pk")
    return in_order


def _next(check_id: str) -> list[UnitEnrolment]:
    check = RecordCheck.objects.select_related("asked_by").get(pk=check_id)
    if check.finished_at is not None:
        return []
    rows = scope_of(check)
    rows = rows.filter(pk__gt=check.cursor) if check.cursor else rows
    return list(rows[:BATCH])


@transaction.atomic
def _keep(check_id: str, batch: list[UnitEnrolment], result: Result) -> None:
    """A file on which units of several jobs rest is read, and counted, once in each."""
    check = RecordCheck.objects.select_for_update(of=("self",), no_key=True).get(pk=check_id)
    if check.cursor is not None and check.cursor >= batch[-1].pk:
        return  # another worker was quicker
    check.cursor = batch[-1].pk
    check.done += len(batch)
    check.acts += result.acts
    check.files += result.files
    check.bytes += result.bytes
    check.found += len(result.differences)
    kept = [*check.differences, *(one.record() for one in result.differences)]
    check.differences = kept[:MOST_KEPT]
    check.save(update_fields=["cursor", "done", "acts", "files", "bytes", "found", "differences"])


@transaction.atomic
def _go_on(job: Job) -> None:
    """The next job where something is left, else the end."""
    check = RecordCheck.objects.select_for_update(of=("self",), no_key=True).get(pk=job.object_id)
    if _next(job.object_id):
        enqueue(purpose="check_records", centre=job.centre, object_id=check.pk, version=str(check.done))
    elif check.finished_at is None:
        check.finished_at = timezone.now()
        check.save(update_fields=["finished_at"])
