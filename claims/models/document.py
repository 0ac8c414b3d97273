from typing import Any, ClassVar, Self

from django.db import models

from centres.models import Membership, Row
from claims.models.claim import Claim
from portfolio.models import StoredFile


class DocumentKind(models.TextChoices):
    LISTING = "listing", "Unit and credit listing"
    TITLE = "title", "Qualification title"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(claim__in=Claim.objects.visible_to(actor))


class Document(Row):
    """A printed record of a claim, in the register. `code` is the secret in its public verification address."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind)
    number = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=32, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="documents")
    issued_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "kind"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
