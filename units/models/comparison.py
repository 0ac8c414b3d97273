"""What became of an older series of units: guidance for prior learning, and never credit by itself (domain.md R10, R107)."""

from typing import ClassVar

from django.db import models

from centres.models import Row
from units.models.unit import Unit


class Comparison(Row):
    """How far a unit differs from those before it, as its body says."""

    class Difference(models.TextChoices):
        NEW = "new", "New unit"
        MINOR = "minor", "Minor difference"
        NONE = "none", "No difference"
        UNSPECIFIED = "unspecified", "Not stated"

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="comparison")
    theme = models.CharField(max_length=80)
    difference = models.CharField(max_length=12, choices=Difference)
    printed = models.CharField(max_length=20, blank=True)  # the difference, as printed
    remark = models.CharField(max_length=200, blank=True)  # ours: what to be careful about
    detail = models.TextField(blank=True)  # the body's wording, once imported

    def __str__(self) -> str:
        return f"{self.unit.code}: {self.get_difference_display()}"


class Predecessor(Row):
    """An older unit that became this one, or a part of it."""

    class Basis(models.TextChoices):
        STATED = "stated", "Named as the previous unit"
        NARRATIVE = "narrative", "Mentioned in the remarks only"
        INFERRED = "inferred", "Not stated; likely by its title"

    class Confidence(models.TextChoices):
        HIGH = "high", "Certain"
        LOW = "low", "Confirm it first"

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="predecessors")
    scheme = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    basis = models.CharField(max_length=10, choices=Basis)
    confidence = models.CharField(max_length=4, choices=Confidence)
    level_changed = models.BooleanField(default=False)  # then it can never count here without being assessed again

    class Meta:
        ordering: ClassVar = ["scheme", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comparison", "scheme", "number"], name="predecessor_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.number}"
