"""A centre's own copies of handbooks: what was read, and everything about them that a person should know."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Centre, Membership, Role, Row
from units.handbooks.reading import margin_of
from units.models.unit import Unit


class HandbookQuerySet(models.QuerySet["HandbookImport"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(centre_id=actor.centre_id) if actor.role in (Role.ADMIN, Role.IQA) else self.none()


class HandbookImport(Row):
    """One document, read once: the same bytes are never imported twice by a centre.

    `units` are those it was found to agree with. Without a centre it was read for the installation, before one was
    opened: no centre reads its words until it imports its own copy.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="handbooks")
    units: Any = models.ManyToManyField(Unit, related_name="handbooks")
    title = models.CharField(max_length=200)
    edition = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=20)
    units_read = models.PositiveSmallIntegerField()
    outcomes_read = models.PositiveSmallIntegerField()
    criteria_read = models.PositiveSmallIntegerField()
    imported_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = HandbookQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-imported_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "sha256"], name="handbook_once"),
            models.UniqueConstraint(fields=["sha256"], condition=Q(centre=None), name="handbook_once_for_all"),
        ]

    def __str__(self) -> str:
        return self.file_name


class Severity(models.TextChoices):
    INFO = "info", "For information"
    WARNING = "warning", "Check"
    ERROR = "error", "Contradiction"


class IssueQuerySet(models.QuerySet["QualityIssue"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(handbook__in=HandbookImport.objects.visible_to(actor))

    def open(self) -> Self:
        return self.filter(accepted_at=None)


class QualityIssue(Row):
    """Every value that is stored otherwise than it is printed, and every contradiction; open until a person accepts it."""

    handbook = models.ForeignKey(HandbookImport, models.CASCADE, related_name="issues")
    severity = models.CharField(max_length=10, choices=Severity)
    line = models.PositiveIntegerField()
    place = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    printed = models.TextField(blank=True)
    stored = models.TextField(blank=True)
    reason = models.TextField()
    accepted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = IssueQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["line", "id"]

    @property
    def margin(self) -> str:
        return margin_of(self.place, self.line)
