"""Appeals: what is appealed, every step of it, and the outcomes with the new decisions that follow from them."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from assessment.models.decision import CriterionDecision
from assessment.models.result import UnitResult
from assessment.states import OVER, AppealState
from centres.models import AppendOnly, Membership, Row
from portfolio.models import CriterionProgress, StoredFile, UnitEnrolment


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, actor: Membership) -> Self:
        """Whoever sees the unit, and whoever is or was named to decide the appeal."""
        named = AppealStep.objects.filter(appeal=OuterRef("pk"), decider=actor)
        here = self.filter(enrolment__registration__centre_id=actor.centre_id)
        return here.filter(Q(enrolment__in=UnitEnrolment.objects.visible_to(actor)) | Exists(named))

    def open(self) -> Self:
        return self.exclude(state__in=OVER)


class Appeal(Row):
    """A candidate disagrees with decisions on one of their units, or with its result (domain.md 2.13).

    `decider`: who decides the stage that is under way. `due_on`: the last day of whoever's turn it is; None where the
    centre has no say in it. Both follow from the newest steps and are kept here for lists.
    """

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="appeals")
    lodged_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=AppealState)
    since = models.DateTimeField(auto_now_add=True)
    decider = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = AppealQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-lodged_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=~Q(state__in=[state.value for state in OVER]), name="appeal_open_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.enrolment)

    @property
    def is_open(self) -> bool:
        return self.state not in OVER


class PointQuerySet(models.QuerySet["AppealPoint"]):
    def undecided(self) -> Self:
        """Not upheld at any stage: what was upheld stays so, and no later stage answers it again."""
        return self.filter(~Exists(AppealLine.objects.filter(point=OuterRef("pk"), upheld=True)))


class AppealPoint(AppendOnly):
    """One decision, or the one result, that an appeal is about."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="points")
    decision = models.ForeignKey(CriterionDecision, models.PROTECT, null=True, blank=True, related_name="appealed")
    result = models.ForeignKey(UnitResult, models.PROTECT, null=True, blank=True, related_name="appealed")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "decision"], name="appeal_point_once"),
            models.CheckConstraint(
                condition=Q(decision=None, result__isnull=False) | Q(decision__isnull=False, result=None),
                name="appeal_point_is_one_thing",
            ),
        ]

    objects: ClassVar[Any] = PointQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.decision.progress if self.decision else self.result)

    @property
    def made_by(self) -> Membership:
        """Who decided, or recorded, what is appealed."""
        person: Membership = self.decision.assessor if self.decision else self.result.recorded_by  # type: ignore[union-attr]
        return person


class StepKind(models.TextChoices):
    """What was done; the labels follow a name: "Rosie asked the assessor to explain"."""

    RAISED = "raised", "asked the assessor to explain"
    EXPLAINED = "explained", "explained the decision"
    LODGED = "lodged", "appealed in writing"
    ACKNOWLEDGED = "acknowledged", "acknowledged the appeal"
    NAMED = "named", "named somebody else to decide"
    INVESTIGATED = "investigated", "wrote down what was looked at"
    DECIDED = "decided", "decided the appeal"
    REVIEW_ASKED = "review_asked", "asked for a review"
    REVIEWER = "reviewer", "named who reviews the outcome"
    REVIEWED = "reviewed", "reviewed the outcome"
    ESCALATED = "escalated", "took it to the awarding organisation"
    REFERRED = "referred", "sent it to the awarding organisation"
    BODY_ANSWERED = "answered", "recorded the awarding organisation's answer"
    EXTENDED = "extended", "moved the last day"
    ACCEPTED = "accepted", "accepted the answer"
    CLOSED = "closed", "closed the appeal"
    WITHDRAWN = "withdrawn", "withdrew the appeal"


class AppealStep(AppendOnly):
    """Who did what when, and by when the next is to do something: `days` are those of the policy in force that day."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    said = models.TextField(blank=True)
    decider = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField("the awarding organisation's reference", max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    days = models.PositiveSmallIntegerField("working days", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(said="") | Q(kind__in=["accepted"]), name="appeal_step_has_words")
        ]

    def __str__(self) -> str:
        return f"{self.by.name} {self.get_kind_display()}"


class AppealFile(AppendOnly):
    """A letter, or anything else that belongs to a step."""

    step = models.ForeignKey(AppealStep, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["step", "file"], name="appeal_file_once")]


class Stage(models.TextChoices):
    DECISION = "decision", "Decision of the centre"
    REVIEW = "review", "Review"
    BODY = "body", "Awarding organisation"


# Whoever writes down what the body answered has decided nothing.
BY_THE_CENTRE = ~Q(stage=Stage.BODY)


class AppealOutcome(AppendOnly):
    """What was decided at one stage, and why. `decider`: for the body's answer, whoever recorded it."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="outcomes")
    stage = models.CharField(max_length=10, choices=Stage)
    decider = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reasons = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "stage"], name="appeal_outcome_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="appeal_outcome_has_reasons"),
        ]

    @property
    def upheld(self) -> str:
        """In words for a person."""
        lines = [line.upheld for line in self.lines.all()]
        return "Upheld" if all(lines) else "Upheld in part" if any(lines) else "Dismissed"


class AppealLine(AppendOnly):
    """The outcome for one point. Upheld, `assessor` decides the criterion anew and `earlier` never decides it again."""

    outcome = models.ForeignKey(AppealOutcome, models.PROTECT, related_name="lines")
    point = models.ForeignKey(AppealPoint, models.PROTECT, related_name="lines")
    progress = models.ForeignKey(CriterionProgress, models.PROTECT, null=True, blank=True, related_name="appeal_lines")
    upheld = models.BooleanField()
    earlier = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "point"], name="appeal_line_once"),
            models.UniqueConstraint(fields=["point"], condition=Q(upheld=True), name="appeal_point_upheld_once"),
            models.CheckConstraint(condition=Q(upheld=True) | Q(assessor=None), name="appeal_dismissed_names_nobody"),
            models.CheckConstraint(
                condition=Q(assessor=None) | ~Q(assessor=F("earlier")), name="appeal_redecided_by_another"
            ),
        ]
