from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Membership, Role, Row
from centres.models.base import uuid7
from portfolio.capture import CapturedFrom
from portfolio.media import Media, media_of
from portfolio.models.enrolment import CriterionProgress
from portfolio.models.file import StoredFile
from portfolio.models.registration import Registration
from portfolio.states import EvidenceState


class Kind(models.TextChoices):
    """The kinds of evidence that the bodies name (domain.md R58)."""

    PRODUCT = "product", "Product of work"
    OBSERVATION = "observation", "Observation record"
    DISCUSSION = "discussion", "Professional discussion"
    QUESTIONS = "questions", "Questions and answers"
    WITNESS = "witness", "Witness testimony"
    ASSIGNMENT = "assignment", "Assignment, project or report"
    WORKSHEET = "worksheet", "Worksheet"
    PRIOR = "prior", "Prior learning"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, actor: Membership) -> Self:
        """A draft is the candidate's alone."""
        mine = self.filter(registration__in=Registration.objects.visible_to(actor))
        return (
            mine if actor.role == Role.CANDIDATE else mine.exclude(state=EvidenceState.DRAFT).exclude(submitted_at=None)
        )


class Evidence(Row):
    """One item in a candidate's portfolio: what it is, when it was done, the bytes and the receipt for them.

    Items of one `batch` came through one form: they are described together, and the same bytes sent twice by a
    second press are one item.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence")
    file_name = models.CharField(max_length=200)
    batch = models.UUIDField(default=uuid7, db_index=True)
    receipt = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PRODUCT)
    title = models.CharField(max_length=120, blank=True)
    shows = models.TextField("what it shows", blank=True)
    done_on = models.DateField("done on", null=True, blank=True)
    state = models.CharField(max_length=10, choices=EvidenceState, default=EvidenceState.DRAFT)
    arrived_at = models.DateTimeField(auto_now_add=True)
    captured_at = models.DateTimeField(null=True, blank=True)  # None: neither camera nor device said when
    captured_from = models.CharField(max_length=10, choices=CapturedFrom, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-arrived_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(declared_at__isnull=False, submitted_at__isnull=False),
                name="submitted_evidence_is_declared",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="withdrawal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(captured_at__isnull=True, captured_from="")
                | Q(captured_at__isnull=False) & ~Q(captured_from=""),
                name="capture_date_says_whose",
            ),
            models.UniqueConstraint(
                fields=["registration", "batch", "file"], condition=~Q(state="withdrawn"), name="file_once_in_batch"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name

    @property
    def media(self) -> Media:
        """Its label, icon and how it plays."""
        return media_of(self.file.media_type)


class EvidenceLink(Row):
    """This item is put forward for this criterion. One item serves many criteria, one criterion needs many items."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="links")
    progress = models.ForeignKey(CriterionProgress, models.PROTECT, related_name="links")
    linked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["evidence", "progress"], name="link_once")]
