from typing import ClassVar

from django.db import models

from centres.models import Row


class StoredFile(models.Model):
    """Bytes, kept once under their SHA-256 (`portfolio/vault.py`). Written only after they were re-read and re-hashed.

    `pages`: how many it has, known once previews were made; there are previews of the first of them only.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    verified_at = models.DateTimeField()
    pages = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.sha256


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
