from typing import ClassVar

from django.db import models
from django.db.models import Q

from centres.models.base import AppendOnly
from centres.models.centre import Centre
from centres.models.membership import Membership


class PolicyValue(AppendOnly):
    """What a centre set one of its policies to, from which day, who and why. The list of policies is in `centres/policy.py`."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="policy_values")
    name = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    set_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["centre", "name", "-valid_from"], name="policy_in_force")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="policy_has_reason")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"
