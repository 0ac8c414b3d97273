from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from centres.models import Centre, Membership, Role, Row
from units.models.rule_check import CHECKERS


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(centre_id=actor.centre_id) if actor.role == Role.ADMIN else self.none()

    def checkable_by(self, actor: Membership) -> Self:
        """Those whose rule this person may look at, be it their own. An IQA sees nothing else of a draft."""
        return self.filter(centre_id=actor.centre_id) if actor.role in CHECKERS else self.none()


class Draft(Row):
    """A qualification that an admin is describing, or another edition of one. Nothing rests on it until it is opened."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=200)
    origin = models.CharField(max_length=200)  # the file it came from, or what it was begun with
    values = models.JSONField()  # units.interchange.data
    turn = models.PositiveIntegerField(
        default=1
    )  # grows with each change, so that two windows cannot overwrite each other
    changed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    rule_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # who last changed what a second person checks; None: Attest itself, from a document
    rule_entered_at = models.DateTimeField(default=timezone.now)
    rule_writers: Any = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # whoever ever changed it
    rule_digest = models.CharField(max_length=64, blank=True)  # empty: no rule, or none that can be read yet

    objects: ClassVar[Any] = DraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    def __str__(self) -> str:
        return self.title
