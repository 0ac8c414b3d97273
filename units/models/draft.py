from typing import Any, ClassVar, Self

from django.db import models

from centres.models import Centre, Membership, Role, Row


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(centre_id=actor.centre_id) if actor.role == Role.ADMIN else self.none()


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

    objects: ClassVar[Any] = DraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    def __str__(self) -> str:
        return self.title
