from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessment.models.task import PlannedTask
from centres.models import AppendOnly, Centre, Membership, Row
from portfolio.models import Registration
from portfolio.models.evidence import Kind


class PlanQuerySet(models.QuerySet["AssessmentPlan"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(registration__in=Registration.objects.visible_to(actor))

    def newest(self) -> Self:
        later = AssessmentPlan.objects.filter(registration=OuterRef("registration"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))


class AssessmentPlan(AppendOnly):
    """How a candidate is going to show what they can do, signed by their assessor. It counts once the candidate agrees.

    Each version is a row of its own, with copies of the tasks as they were signed (PlanLine). The first five texts are
    the initial assessment and the learning contract (domain.md R51, R52); empty where there is nothing to say.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="assessment_plans")
    version = models.PositiveSmallIntegerField()
    needs = models.TextField("training needs", blank=True)
    prior = models.TextField("what they have already", blank=True)
    fit = models.TextField("why this qualification and level", blank=True)
    support = models.TextField("support and guidance", blank=True)
    contract = models.TextField("what each side does", blank=True)
    arrangements = models.TextField("adjustments in view", blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "version"], name="assessment_plan_version_once")
        ]

    def __str__(self) -> str:
        return f"Assessment plan of {self.registration.candidate}, version {self.version}"

    @property
    def state(self) -> str:
        """The code of its word. Needs `answer` loaded."""
        answer = getattr(self, "answer", None)
        if answer is None:
            return "to_agree"
        return "plan_agreed" if answer.answer == Answer.AGREED else "change_asked"


class PlanLine(AppendOnly):
    """A task as it stood when the plan was signed. `criteria`: [unit, numbers] in words."""

    plan = models.ForeignKey(AssessmentPlan, models.PROTECT, related_name="lines")
    task = models.ForeignKey(PlannedTask, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    due_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    witness = models.CharField(max_length=120, blank=True)
    criteria = models.JSONField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "task"], name="plan_line_once")]

    def __str__(self) -> str:
        return self.what


class Answer(models.TextChoices):
    AGREED = "agreed", "Agreed"
    CHANGE = "change", "Change asked for"


class PlanAnswer(AppendOnly):
    """What the candidate said to one version: once, and a change is asked for in words."""

    plan = models.OneToOneField(AssessmentPlan, models.PROTECT, related_name="answer")
    answer = models.CharField(max_length=10, choices=Answer)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer="agreed") | ~Q(comment=""), name="change_of_plan_is_in_words")
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_answer_display()}"


class TemplateQuerySet(models.QuerySet["PlanTemplate"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(centre=actor.centre_id)


class PlanTemplate(Row):
    """Tasks to begin a plan with, of one centre. `lines`: what, kind, place, days after the start, codes of criteria.

    A criterion is named by unit code and number, so that a template serves every edition that has it.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="plan_templates")
    name = models.CharField(max_length=80)
    lines = models.JSONField()
    kept_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = TemplateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["centre", "name"], name="plan_template_name_once")]

    def __str__(self) -> str:
        return self.name
