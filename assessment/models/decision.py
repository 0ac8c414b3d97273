from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from centres.models import AppendOnly, Membership
from portfolio.models import CriterionProgress, Evidence, SufficiencyRule, UnitEnrolment
from portfolio.states import CriterionState
from units.models import Competence


class Verdict(models.TextChoices):
    MET = "met", "Met"
    NOT_YET = "not_yet", "Not yet met"


RULES_OF_EVIDENCE = ("valid", "authentic", "current", "sufficient")
# Of a decision and of a sign-off.
SHORT_WITH_A_REASON = Q(short="", short_reason="") | (
    Q(sufficiency_rule__isnull=False) & ~Q(short="") & ~Q(short_reason="")
)
ALL_RULES = Q(valid=True, authentic=True, current=True, sufficient=True)


class DecisionQuerySet(models.QuerySet["CriterionDecision"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(progress__enrolment__in=UnitEnrolment.objects.visible_to(actor))

    def on_unit(self, enrolment: UnitEnrolment) -> Self:
        return self.filter(progress__enrolment=enrolment)

    def newest(self) -> Self:
        """One decision a criterion: the last. It stands unless the criterion was reopened since."""
        later = CriterionDecision.objects.filter(progress=OuterRef("progress"), attempt__gt=OuterRef("attempt"))
        return self.filter(~Exists(later))

    def in_training(self) -> Self:
        """Those on met criteria that count once somebody has countersigned them."""
        return self.filter(in_training=True, progress__state=CriterionState.MET)


class CriterionDecision(AppendOnly):
    """An assessor's judgement of one criterion on the evidence named with it. Never edited: a new judgement is a new row."""

    progress = models.ForeignKey(CriterionProgress, models.PROTECT, related_name="decisions")
    assessor = models.ForeignKey(Membership, models.PROTECT, related_name="decisions")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    valid = models.BooleanField()
    authentic = models.BooleanField()
    current = models.BooleanField()
    sufficient = models.BooleanField()
    feedback = models.TextField(blank=True)
    attempt = models.PositiveSmallIntegerField()
    in_training = models.BooleanField(default=False)  # the assessor, on that day
    # The centre's rule of that day, what was short of it, and why the assessor judged it enough all the same.
    sufficiency_rule = models.ForeignKey(SufficiencyRule, models.PROTECT, null=True, blank=True, related_name="+")
    short = models.TextField(blank=True, default="")
    short_reason = models.TextField(blank=True, default="")

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["-at"], condition=~Q(short=""), name="decided_while_short")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(verdict="met") & ALL_RULES) | (Q(verdict="not_yet") & ~ALL_RULES),
                name="verdict_follows_the_rules",
            ),
            models.CheckConstraint(condition=Q(verdict="met") | ~Q(feedback=""), name="not_yet_has_feedback"),
            models.UniqueConstraint(fields=["progress", "attempt"], name="decision_attempt_once"),
            models.CheckConstraint(condition=SHORT_WITH_A_REASON, name="met_while_short_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.progress}: {self.get_verdict_display()}"

    @property
    def missing_rules(self) -> list[str]:
        return [rule for rule in RULES_OF_EVIDENCE if not getattr(self, rule)]


class DecisionEvidence(AppendOnly):
    """An item that a decision rests on, bound by the hash of its bytes on that day."""

    decision = models.ForeignKey(CriterionDecision, models.PROTECT, related_name="evidence")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="decisions")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "evidence"], name="decision_evidence_once")
        ]
