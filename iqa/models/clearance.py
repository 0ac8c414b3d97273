from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from assessment.models import UnitSignOff
from centres.models import AppendOnly, Membership
from iqa.models.sampling import Finding, SamplingRound
from portfolio.models import UnitEnrolment


class Clearance(AppendOnly):
    """A sign-off that internal quality assurance lets through: sampled and agreed, or not picked in a round now closed.

    A sign-off that was never in any population is not cleared (domain.md 5.2).
    """

    sign_off = models.OneToOneField(UnitSignOff, models.PROTECT, related_name="clearance")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="+")
    round = models.ForeignKey(SamplingRound, models.PROTECT, null=True, blank=True, related_name="clearances")
    iqa = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finding__isnull=False) ^ Q(round__isnull=False), name="clearance_has_one_basis"
            )
        ]


class ExternalRelease(AppendOnly):
    """An EQA lets a unit go on to a claim where the centre has no direct claims status."""

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="external_releases")
    sign_off = models.OneToOneField(UnitSignOff, models.PROTECT, related_name="external_release")
    eqa = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()
