from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from centres.models import Membership, Row
from portfolio.models import CriterionProgress, EvidenceLink, Registration
from portfolio.models.evidence import Kind
from portfolio.models.link import put_forward_since
from portfolio.states import CriterionState, EvidenceState


class Ending(models.TextChoices):
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class TaskQuerySet(models.QuerySet["PlannedTask"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(registration__in=Registration.objects.visible_to(actor))

    def with_answers(self) -> Self:
        """Each with `answered`: whether evidence that was submitted since has done it.

        Worked out and never stored, so that a withdrawal opens the task again.
        """
        criteria = TaskCriterion.objects.filter(task=OuterRef("pk"))
        return self.annotate(answered=Exists(criteria) & ~Exists(criteria.unanswered()))

    def to_do(self) -> Self:
        """What is left, the most urgent first."""
        return self.with_answers().filter(closed_at=None, answered=False).order_by("due_on", "planned_at")


class PlannedTask(Row):
    """What a candidate is to do by a day, and towards which criteria.

    It is done when for each criterion evidence of the planned kind was submitted since, or the criterion is met; or by
    hand, with a note. `kind` is empty where any will do.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="tasks")
    what = models.CharField("what to do", max_length=200)
    kind = models.CharField("how it is shown", max_length=20, choices=Kind, blank=True)
    due_on = models.DateField("due")
    place = models.CharField("where", max_length=120, blank=True)
    witness = models.CharField("expert witness", max_length=120, blank=True)
    planned_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    note = models.TextField(blank=True)  # how it was done without evidence, or why it was dropped
    closed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "planned_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="task_says_what"),
            models.CheckConstraint(
                condition=Q(ending="", note="", closed_by=None, closed_at=None)
                | (Q(ending__in=Ending.values, closed_by__isnull=False, closed_at__isnull=False) & ~Q(note="")),
                name="task_is_closed_with_a_note",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["registration", "closed_at", "due_on"], name="task_open_by_due")]

    def __str__(self) -> str:
        return self.what

    @property
    def state(self) -> str:
        """The code of its word. Needs `answered` (`with_answers`)."""
        if self.ending == Ending.DROPPED:
            return "dropped"
        if self.ending == Ending.DONE or self.answered:  # type: ignore[attr-defined]
            return "done"
        return "overdue" if self.due_on < timezone.localdate() else "planned"


class TaskCriterionQuerySet(models.QuerySet["TaskCriterion"]):
    def unanswered(self) -> Self:
        """Not met, and nothing of the planned kind was submitted for it since the task was planned."""
        sent: Any = EvidenceLink.objects.that_count().filter(
            progress=OuterRef("progress"),
            evidence__state=EvidenceState.SENT,
        )
        sent = sent.filter(put_forward_since(OuterRef("task__planned_at")))
        of_its_kind = Exists(sent.filter(evidence__kind=OuterRef("task__kind")))
        answered = Q(of_its_kind) | Q(Exists(sent), task__kind="") | Q(progress__state=CriterionState.MET)
        return self.exclude(answered)


class TaskCriterion(Row):
    """A criterion that a task is to show. It goes with its unit, when that is taken out of the choice."""

    task = models.ForeignKey(PlannedTask, models.CASCADE, related_name="criteria")
    progress = models.ForeignKey(CriterionProgress, models.CASCADE, related_name="tasks")

    objects: ClassVar[Any] = TaskCriterionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "progress"], name="task_criterion_once")]
