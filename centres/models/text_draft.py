import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from centres.models.base import Row
from centres.models.membership import Membership


class TextDraftQuerySet(models.QuerySet["TextDraft"]):
    def visible_to(self, actor: Membership) -> Self:
        """Nobody else's: what is not submitted is between a person and the page."""
        return self.filter(membership=actor)

    def at(self, place: str) -> Self:
        """What stands open in one place, the newest first."""
        return self.filter(place=place, closed_at=None).order_by("-saved_at", "-pk")

    def forgotten(self) -> Self:
        return self.filter(saved_at__lt=timezone.now() - dt.timedelta(days=settings.TEXT_DRAFT_DAYS))


class TextDraft(Row):
    """What somebody is typing in one window, before they submit it. Two windows have two rows: neither overwrites the other.

    `place` names the form ("marking:<id>"), `turn` grows with every save of the window: a save that was overtaken on its
    way changes nothing. Closed by submitting or by the person's own press, never by another window's save.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="text_drafts")
    place = models.CharField(max_length=80)
    window = models.UUIDField()
    turn = models.PositiveBigIntegerField()
    device = models.CharField(max_length=10)
    fields = models.JSONField(default=dict)  # the form's field -> what stands in it, a list of texts
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TextDraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "place", "window"], name="text_draft_once_a_window")
        ]
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="text_draft_age")]

    def __str__(self) -> str:
        return self.place
