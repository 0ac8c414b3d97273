from typing import ClassVar

from django.db import models

from centres.models import AppendOnly, Membership
from portfolio.models.registration import Registration


class Aim(models.TextChoices):
    """What a plan is to save."""

    CREDITS = "credits", "Fewest further credits"
    CRITERIA = "criteria", "Fewest criteria to show"
    HOURS = "hours", "Least guided learning"
    HAND = "hand", "Chosen by hand"


class UnitPlan(AppendOnly):
    """The further units with which a candidate means to finish. The newest row counts.

    Units are named by code, as everywhere in a portfolio: a plan outlives a move to another edition. Starting a unit
    of it is a choice of units like any other.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="plans")
    codes = models.JSONField()  # in order
    by = models.CharField(max_length=8, choices=Aim)
    saved_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.registration}, {len(self.codes)} units"
