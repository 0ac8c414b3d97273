from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Membership, Role, Row
from portfolio.models.registration import Registration
from portfolio.states import CriterionState, UnitState
from units.models import Criterion, Unit

# What upper apps add to an assessor's units without the rest of the candidate: keys, as a function of the assessor.
UNITS_FOR_ASSESSORS: list[Callable[[Membership], "models.QuerySet[Any, Any]"]] = []


class EnrolmentQuerySet(models.QuerySet["UnitEnrolment"]):
    def visible_to(self, actor: Membership) -> Self:
        """Those of the candidates who are open to them; for an assessor also single units that an upper app adds."""
        theirs = self.filter(registration__in=Registration.objects.visible_to(actor))
        if actor.role != Role.ASSESSOR or not UNITS_FOR_ASSESSORS:
            return theirs
        keys = UnitEnrolment.objects.filter(registration__in=Registration.objects.visible_to(actor)).order_by()
        return self.filter(pk__in=keys.values("pk").union(*(also(actor) for also in UNITS_FOR_ASSESSORS)))


class UnitEnrolment(Row):
    """A unit that a candidate has chosen.

    `whole`: one test or assignment stands for the unit (domain.md R66, R75). It has no criteria to decide; whoever
    began such a unit by its criteria goes on by them.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=UnitState, default=UnitState.PROGRESS)
    whole = models.BooleanField("assessed as a whole", default=False)
    chosen_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit__code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["registration", "unit"], name="enrolment_once")]
        indexes: ClassVar = [  # few at any time, and counted on every page of an assessor
            models.Index(
                fields=["registration"], condition=models.Q(state=UnitState.AWAITING), name="enrolment_awaiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.title}, {self.registration.candidate}"


class ProgressQuerySet(models.QuerySet["CriterionProgress"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(enrolment__in=UnitEnrolment.objects.visible_to(actor))

    def in_order(self) -> Self:
        return self.order_by("criterion__outcome__number", "criterion__position")


class CriterionProgress(Row):
    """Where one candidate stands with one criterion: the newest decision or submission, kept for lists and locks.

    `returns_to` is where a submitted criterion stands again if all that was submitted since is withdrawn.
    """

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CriterionState, default=CriterionState.NONE)
    since = models.DateTimeField(auto_now_add=True)
    returns_to = models.CharField(max_length=10, choices=CriterionState, default=CriterionState.NONE)

    objects: ClassVar[Any] = ProgressQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "criterion"], name="progress_once")]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "state", "since"], name="progress_moves"),
            models.Index(
                fields=["enrolment"],
                condition=Q(state__in=[CriterionState.SENT.value, CriterionState.REOPENED.value]),
                name="progress_waiting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.criterion)
