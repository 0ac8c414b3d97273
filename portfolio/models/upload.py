import datetime as dt
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centres.models import Membership, Role, Row
from centres.models.base import uuid7
from portfolio.models.evidence import Evidence
from portfolio.models.registration import Registration
from portfolio.states import UploadState

EXPIRES_AFTER = dt.timedelta(days=7)
STALLED_AFTER = dt.timedelta(seconds=10)  # a writer that is alive says so three times as often


def expiry() -> dt.datetime:
    return timezone.now() + EXPIRES_AFTER


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, actor: Membership) -> Self:
        """Its owner's alone: until it is whole it is nobody's evidence."""
        return self.filter(owner=actor) if actor.role == Role.CANDIDATE else self.none()

    def unfinished(self) -> Self:
        return self.filter(state=UploadState.RECEIVING, expires_at__gt=timezone.now())

    def claim(self, upload: "Upload", offset: int, by: UUID, **more: Any) -> bool:
        """The lock: of several requests one writes, from the offset that is safe. Of a writer that died or is stuck
        the claim runs out; should it wake, it finds in its every write that it was overtaken.
        """
        now = timezone.now()
        free = Q(writer=None) | Q(touched_at__lt=now - STALLED_AFTER)
        return bool(
            self.unfinished().filter(free, pk=upload.pk, offset=offset).update(writer=by, touched_at=now, **more)
        )

    def advance(self, upload: "Upload", by: UUID, **values: Any) -> bool:
        """False: another request writes now, or the upload was removed."""
        mine = self.filter(pk=upload.pk, writer=by, state=UploadState.RECEIVING)
        return bool(mine.update(touched_at=timezone.now(), expires_at=expiry(), **values))


class Upload(Row):
    """One file on its way here, which may take several requests, days apart (tus 1.0).

    `offset`: how many bytes are safe, flushed to the disk; what was written beyond it is not counted and written anew.
    `pieces`: length and SHA-256 of what each request brought, so that the whole is held against what arrived.
    `modified_at`: the file's own date as the device claims it. `refusal`: why the whole was not kept, in words.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="uploads")
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    batch = models.UUIDField(default=uuid7)
    name = models.CharField(max_length=200)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    pieces = models.JSONField(default=list)
    modified_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    writer = models.UUIDField(null=True, blank=True)
    touched_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=expiry, db_index=True)
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, blank=True, related_name="uploads")
    refusal = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = UploadQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["begun_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(offset__lte=F("length")), name="never_more_than_announced"),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(evidence__isnull=False, offset=F("length")),
                name="stored_is_whole_and_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="receiving") | Q(offset__lt=F("length")) | Q(evidence__isnull=False),
                name="whole_only_as_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.length

    @property
    def modified(self) -> int | None:
        """As a browser says it, in milliseconds since 1970."""
        return round(self.modified_at.timestamp() * 1000) if self.modified_at else None
