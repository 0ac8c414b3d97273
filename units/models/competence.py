import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import Membership, Row
from units.models.qualification import Qualification
from units.models.unit import Unit


class CompetenceQuerySet(models.QuerySet["Competence"]):
    def on(self, day: dt.date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def of(self, membership: Membership, unit: Unit) -> "Competence | None":
        """What entitles this person to act on this unit today; decisions point at it."""
        return self.on().filter(membership=membership, unit=unit).first()


class Competence(Row):
    """A centre's finding that a person is competent to assess, or quality assure, a unit; and on what basis."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="competences")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = CompetenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "qualification", "unit"],
                condition=Q(valid_until=None),
                name="competence_once_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="competence_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.name}: {self.unit}"
