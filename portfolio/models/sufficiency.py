from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Q

from centres.models import AppendOnly, Centre, Membership
from portfolio.sufficiency import Demands
from units.models import Criterion, Qualification, Unit


class Over(models.TextChoices):
    CRITERION = "criterion", "each criterion"
    UNIT = "unit", "the unit as a whole"


class SufficiencyRule(AppendOnly):
    """What evidence a centre demands from a day on: of a qualification's criteria or units, of one unit, of one criterion.

    The newest row of its place counts, and of two places the narrower one. `demands` is None where a place takes its
    rule back: then the wider one counts again. A rule without lines demands nothing there, whatever the wider one says.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="sufficiency_rules")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="sufficiency_rules")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="+")
    over = models.CharField(max_length=10, choices=Over)
    demands = models.JSONField(null=True, blank=True)  # portfolio.sufficiency.Demands.as_data
    valid_from = models.DateField()
    set_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["centre", "qualification", "valid_from"], name="sufficiency_in_force")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="sufficiency_rule_has_reason"),
            models.CheckConstraint(
                condition=Q(criterion__isnull=True) | Q(unit__isnull=False, over="criterion"),
                name="sufficiency_rule_of_a_criterion_is_in_its_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"rule for {self.place}, from {self.valid_from:%-d %B %Y}"

    @property
    def place(self) -> str:
        """ "criterion 1.2 of 4430-401", "each criterion of 4430-401", "each criterion", "each unit as a whole"."""
        if self.criterion:
            return f"criterion {self.criterion.number} of {self.unit.code if self.unit else ''}"
        if self.unit:
            return f"{self.unit.code} as a whole" if self.over == Over.UNIT else f"each criterion of {self.unit.code}"
        return "each unit as a whole" if self.over == Over.UNIT else "each criterion"

    @cached_property
    def asks(self) -> Demands | None:
        return None if self.demands is None else Demands.of(self.demands)
