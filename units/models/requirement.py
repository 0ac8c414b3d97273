from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from centres.models import AppendOnly, Centre, Membership
from units.models.unit import Unit


class RequirementQuerySet(models.QuerySet["EvidenceRequirement"]):
    def standing(self) -> Self:
        """The newest of each centre and unit, unless it took the text back."""
        versions = EvidenceRequirement.objects.filter(centre=OuterRef("centre"), unit=OuterRef("unit"))
        return self.filter(pk=Subquery(versions.values("pk")[:1])).exclude(statement="")


class EvidenceRequirement(AppendOnly):
    """What evidence a centre asks for in a unit, in its own words: the body's handbook of that is not among ours (R15).

    The newest row counts. One without a statement takes back what stood before.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="requirements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="requirements")
    statement = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    stated_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = RequirementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["centre", "unit", "-at"], name="requirement_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(statement="") | ~Q(source=""), name="requirement_has_source")
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.at:%-d %B %Y}"
