from typing import ClassVar

from django.db import models
from django.db.models import Q

from centres.models import AppendOnly, Centre, Membership, Row
from portfolio.states import FileState


class StoredFile(models.Model):
    """Bytes, kept once under their SHA-256 (`portfolio/vault.py`). Written only after they were re-read and re-hashed.

    `state`: what the virus scanner says, with what it found (`threat`), which scanner and signatures it was, and when.
    `pages`: how many it has, known once previews were made; there are previews of the first of them only.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    verified_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=FileState, default=FileState.UNCHECKED)
    threat = models.CharField(max_length=200, blank=True)
    scanned_by = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state"], name="file_in_quarantine", condition=Q(state__in=["waiting", "infected"]))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["infected", "removed"]) | ~Q(threat=""), name="infected_by_something"
            )
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_open(self) -> bool:
        """Whether people are given the bytes, or pictures of them."""
        return self.state in (FileState.UNCHECKED, FileState.CLEAN)


class Disposal(AppendOnly):
    """A centre's word that it needs infected bytes no longer. When all that hold them have said so, they are deleted."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="disposals")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "centre"], name="disposed_once")]


class Preview(Row):
    """A picture that a worker made of one page: the only form in which something a user sent is shown on our pages."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="previews")
    page = models.PositiveSmallIntegerField()
    image = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["page"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "page"], name="preview_once")]
