from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from centres.models import AppendOnly, Membership, Role, Row
from centres.models.base import uuid7
from portfolio.capture import CapturedFrom
from portfolio.kinds import (
    ASSESSOR,
    ASSESSORS_STATEMENT,
    CANDIDATE,
    MAY_HAVE_NO_FILE,
    NEVER_A_FILE,
    SHAPES,
    Context,
    Detail,
    Kind,
    lines,
)
from portfolio.media import Media, media_of
from portfolio.models.file import StoredFile
from portfolio.models.registration import Registration
from portfolio.states import EvidenceState

# What upper apps add to an assessor's items without the rest of the candidate: functions of the assessor.
EVIDENCE_FOR_ASSESSORS: list[Callable[[Membership], Q]] = []


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, actor: Membership) -> Self:
        """A draft is the candidate's alone."""
        also = [add(actor) for add in EVIDENCE_FOR_ASSESSORS] if actor.role == Role.ASSESSOR else []
        theirs = Q(registration__in=Registration.objects.visible_to(actor))
        mine = self.filter(reduce(or_, also, theirs))
        return (
            mine if actor.role == Role.CANDIDATE else mine.exclude(state=EvidenceState.DRAFT).exclude(submitted_at=None)
        )


class Evidence(Row):
    """One item in a candidate's portfolio: what it is, when it was done, the bytes and the receipt for them.

    Some kinds have no bytes: what they say is in `details`, in the form that `portfolio/kinds.py` gives. `made_by` is the
    assessor whose record it is (None: the candidate's own). A new version is a row that names the one it replaces.

    Items of one `batch` came through one form: they are described together, and the same bytes sent twice by a
    second press are one item.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    file_name = models.CharField(max_length=200, blank=True)
    batch = models.UUIDField(default=uuid7, db_index=True)
    receipt = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PRODUCT)
    made_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="records")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="newer")
    details = models.JSONField(default=dict, blank=True)
    context = models.CharField(max_length=10, choices=Context, default=Context.REAL)
    confidential = models.BooleanField(default=False)
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
        indexes: ClassVar = [models.Index(fields=["registration", "-submitted_at"], name="evidence_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "superseded"])
                | Q(declared_at__isnull=False, submitted_at__isnull=False),
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
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(kind__in=MAY_HAVE_NO_FILE),
                name="no_file_only_where_the_kind_allows",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True) | ~Q(kind__in=NEVER_A_FILE), name="no_copy_of_what_was_seen_in_place"
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(made_by__isnull=False) | ~Q(kind__in=ASSESSORS_STATEMENT),
                name="a_statement_has_its_assessor",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="no_item_replaces_itself"),
            models.UniqueConstraint(fields=["replaces"], condition=~Q(state="withdrawn"), name="one_newer_version"),
            models.UniqueConstraint(
                fields=["registration", "batch"], condition=Q(made_by__isnull=False), name="record_once"
            ),
            models.UniqueConstraint(
                fields=["registration", "batch"],
                condition=Q(file__isnull=True) & ~Q(state="withdrawn"),
                name="one_item_without_a_file_in_a_batch",
            ),
            models.UniqueConstraint(
                fields=["registration", "batch", "file"], condition=~Q(state="withdrawn"), name="file_once_in_batch"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name or str(self.get_kind_display())

    @property
    def media(self) -> Media:
        """Its label, icon and how it plays."""
        return media_of(self.file.media_type) if self.file else Media(self.get_kind_display(), SHAPES[self.kind].icon)

    @property
    def maker(self) -> str:
        """Who has made it, in the words of `portfolio/kinds.py`."""
        return ASSESSOR if self.made_by_id else CANDIDATE

    @property
    def said(self) -> list[tuple[Detail, Any]]:
        """The answers to what its kind is asked, for a page."""
        return lines(self.kind, self.details)

    @property
    def is_simulated(self) -> bool:
        return self.context == Context.SIMULATED


class RecordAnswer(AppendOnly):
    """What the candidate says to an assessor's record: that it is right, or what they see differently. Kept beside it."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="answers")
    actor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    confirms = models.BooleanField()
    comment = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(confirms=True) | ~Q(comment=""), name="answer_says_something"),
            models.UniqueConstraint(fields=["evidence"], condition=Q(confirms=True), name="record_confirmed_once"),
        ]
