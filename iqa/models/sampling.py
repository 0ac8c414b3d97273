from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models import UnitSignOff
from centres.models import AppendOnly, Centre, Membership, Role, Row
from iqa.states import SampleState
from portfolio.models import UnitEnrolment
from units.models import Qualification


class SamplingPolicy(AppendOnly):
    """A centre's own sampling percentages from a day on. A round is judged against the policy in force when it was drawn."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="sampling_policies")
    percent = models.PositiveSmallIntegerField()
    trainee_percent = models.PositiveSmallIntegerField(default=100)
    set_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = "at"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(percent__range=(1, 100), trainee_percent__range=(1, 100)), name="sampling_percentages"
            ),
        ]


class RoundQuerySet(models.QuerySet["SamplingRound"]):
    def visible_to(self, actor: Membership) -> Self:
        """Those who quality assure, and the admin: an assessor is not told in advance what is looked at."""
        if actor.role not in (Role.IQA, Role.EQA, Role.ADMIN):
            return self.none()
        registrations = UnitEnrolment.objects.visible_to(actor).values("registration__specification__qualification")
        return self.filter(centre_id=actor.centre_id, qualification__in=registrations)


class SamplingRound(Row):
    """A reproducible draw: the same population, seed and algorithm give the same picks, so an EQA can check it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="sampling_rounds")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    policy = models.ForeignKey(SamplingPolicy, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=32)
    algorithm = models.CharField(max_length=20)
    population = models.JSONField()  # iqa.sampling.Entry of each sign-off, as it was on the day
    drawn_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = RoundQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-drawn_at"]

    def __str__(self) -> str:
        return f"Round of {timezone.localtime(self.drawn_at):%-d %B %Y}"


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, actor: Membership) -> Self:
        """Never the candidate's: what quality assurance says to an assessor is between the two."""
        if actor.role == Role.CANDIDATE:
            return self.none()
        return self.filter(sign_off__enrolment__in=UnitEnrolment.objects.visible_to(actor))


class Sample(Row):
    """One signed-off unit that an IQA looks at, and why it was chosen."""

    sign_off = models.ForeignKey(UnitSignOff, models.PROTECT, related_name="samples")
    round = models.ForeignKey(SamplingRound, models.PROTECT, null=True, blank=True, related_name="samples")
    iqa = models.ForeignKey(Membership, models.PROTECT, related_name="samples")
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=SampleState, default=SampleState.PLANNED)
    planned_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = SampleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["planned_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sign_off"], name="sample_once")]

    def __str__(self) -> str:
        return str(self.sign_off.enrolment)


class Finding(AppendOnly):
    """What an IQA found about a decision: the three headings (domain.md R88), an outcome and the words for it."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="findings")
    iqa = models.ForeignKey(Membership, models.PROTECT, related_name="findings")
    assessor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=10, choices=[choice for choice in SampleState.choices if choice[0] != "planned"]
    )
    competent = models.BooleanField("made by a competent assessor")
    fair = models.BooleanField("sound and fair")
    recorded = models.BooleanField("recorded accurately")
    comment = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(iqa=F("assessor")), name="iqa_is_not_the_assessor"),
            models.CheckConstraint(condition=Q(outcome="agreed") | ~Q(comment=""), name="finding_has_words"),
            models.CheckConstraint(
                condition=Q(outcome__in=["agreed", "advice"], competent=True, fair=True, recorded=True)
                | (Q(outcome__in=["action", "not_upheld"]) & ~Q(competent=True, fair=True, recorded=True)),
                name="finding_follows_the_headings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.sample}"
