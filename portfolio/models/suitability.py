from typing import ClassVar

from django.db import models

from centres.models import AppendOnly, Membership
from portfolio.models.registration import Registration
from units.models import Unit


class SuitabilityAcknowledgement(AppendOnly):
    """Somebody has read for whom a unit is, as it was worded that day, and holds that it fits (domain.md R22)."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="suitability")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    statement = models.CharField(max_length=200)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "unit", "by", "statement"], name="suitability_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.registration.candidate}"
