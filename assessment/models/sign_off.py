from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from assessment.models.decision import SHORT_WITH_A_REASON
from assessment.models.result import UnitResult
from centres.models import AppendOnly, Membership
from portfolio.models import CriterionProgress, SufficiencyRule, UnitEnrolment
from portfolio.states import UnitState
from units.models import Competence


class SignOffQuerySet(models.QuerySet["UnitSignOff"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(enrolment__in=UnitEnrolment.objects.visible_to(actor))

    def awaiting(self) -> Self:
        """Those that only a countersignature keeps from counting."""
        later = UnitSignOff.objects.filter(enrolment=OuterRef("enrolment"), round__gt=OuterRef("round"))
        return self.filter(~Exists(later), enrolment__state=UnitState.AWAITING, countersignature=None)


class UnitSignOff(AppendOnly):
    """An assessor's statement that a candidate has met every criterion of a unit. The newest row stands.

    `result`: the passed attempt that it rests on where the unit is assessed as a whole; else criterion decisions.
    """

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="sign_offs")
    assessor = models.ForeignKey(Membership, models.PROTECT, related_name="sign_offs")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    result = models.ForeignKey(UnitResult, models.PROTECT, null=True, blank=True, related_name="sign_offs")
    round = models.PositiveSmallIntegerField()
    needs_countersignature = models.BooleanField()
    in_training = models.BooleanField(default=False)  # the assessor, on that day
    # The centre's rule for the unit as a whole, what was short of it, and why it was signed off all the same.
    sufficiency_rule = models.ForeignKey(SufficiencyRule, models.PROTECT, null=True, blank=True, related_name="+")
    short = models.TextField(blank=True, default="")
    short_reason = models.TextField(blank=True, default="")

    objects: ClassVar[Any] = SignOffQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "round"], name="sign_off_round_once"),
            models.CheckConstraint(condition=SHORT_WITH_A_REASON, name="signed_off_while_short_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.enrolment)


class Countersignature(AppendOnly):
    """A qualified assessor stands behind a trainee's sign-off."""

    sign_off = models.OneToOneField(UnitSignOff, models.PROTECT, related_name="countersignature")
    assessor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    countersigner = models.ForeignKey(Membership, models.PROTECT, related_name="countersignatures")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(assessor=F("countersigner")), name="countersigner_is_not_the_assessor")
        ]


class UnitReopening(AppendOnly):
    """A sign-off set aside, with the reason: the unit and the criteria named are open again."""

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="reopenings")
    actor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason")]


class ReopenedCriterion(AppendOnly):
    """A criterion that a reopening names."""

    reopening = models.ForeignKey(UnitReopening, models.PROTECT, related_name="criteria")
    progress = models.ForeignKey(CriterionProgress, models.PROTECT, related_name="reopenings")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reopening", "progress"], name="reopened_criterion_once")
        ]
