"""Reasonable adjustments and special consideration; why somebody needs them stands apart (`need.py`)."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.states import AdjustmentState, ConsiderationState
from centres.models import Membership, Role, Row
from portfolio.models import Registration, UnitEnrolment
from units.models import Competence


class ArrangementKind(models.TextChoices):
    EXTRA_TIME = "extra_time", "Extra time"
    SCRIBE = "scribe", "Scribe"
    READER = "reader", "Reader"
    PLACE = "place", "Another place"
    TECHNOLOGY = "technology", "Assistive technology"
    SIGN = "sign", "Sign language"
    OTHER = "other", "Another arrangement"


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def visible_to(self, actor: Membership) -> Self:
        """Who has to act on it: the candidate, who assesses them, IQAs of the unit, admins, the EQA. The rest: nothing."""
        here = self.filter(registration__centre_id=actor.centre_id)
        agreed = Q(state__in=(AdjustmentState.AGREED, AdjustmentState.ENDED))
        match actor.role:
            case Role.ADMIN:
                return here
            case Role.CANDIDATE:
                return here.filter(registration__candidate__membership=actor)
            case Role.ASSESSOR:
                return here.filter(agreed | Q(asked_by=actor), _assessed_by(actor))
            case Role.IQA:
                able = Competence.objects.on().filter(membership=actor).values("unit")
                theirs = Adjustment.objects.filter(Q(units=None) | Q(units__unit__in=able)).values("pk")
                return here.filter(registration__in=Registration.objects.visible_to(actor), pk__in=theirs)
        return here.filter(agreed, registration__in=Registration.objects.visible_to(actor))

    def on(self, day: dt.date | None = None) -> Self:
        """Those that hold on a day, today unless another is given."""
        day = day or timezone.localdate()
        begun = self.filter(state__in=(AdjustmentState.AGREED, AdjustmentState.ENDED), valid_from__lte=day)
        return begun.filter(Q(valid_until=None) | Q(valid_until__gte=day))


def _assessed_by(actor: Membership) -> Q:
    """Not everybody to whom the candidate is open: whoever decides an appeal has no need to know.

    Whom an appeal named is told while the candidate is open to them.
    """
    trainees = Q(registration__assessor__countersigner=actor, registration__assessor__trainee=True)
    named = Q(registration__enrolments__appeals__outcomes__lines__assessor=actor)
    anew = named & Q(registration__in=Registration.objects.visible_to(actor))
    theirs = Adjustment.objects.filter(Q(registration__assessor=actor) | trainees | anew).values("pk")
    return Q(pk__in=theirs)


class Adjustment(Row):
    """A reasonable adjustment: another arrangement for an assessment, agreed before it. The standard stays (domain.md 2.13).

    `units`: none means the whole qualification. `extra_percent`: of the time that is set, for extra time alone.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="adjustments")
    units = models.ManyToManyField(UnitEnrolment, blank=True, related_name="adjustments")
    kind = models.CharField(max_length=12, choices=ArrangementKind)
    particulars = models.CharField(max_length=120, blank=True)
    extra_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=AdjustmentState, default=AdjustmentState.ASKED)
    since = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    reference = models.CharField("the awarding organisation's reference", max_length=60, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="extra_time", extra_percent__isnull=False, extra_percent__gte=1)
                | (~Q(kind="extra_time") & Q(extra_percent=None)),
                name="extra_time_has_its_share",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(decided_by__isnull=False, valid_from__isnull=False),
                name="agreed_by_somebody_from_a_day",
            ),
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(particulars=""), name="another_arrangement_is_said"),
            models.CheckConstraint(
                condition=~Q(state="refused") | (Q(decided_by__isnull=False) & ~Q(answer="")),
                name="adjustment_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """For the record of acts, too: that there is one, not what it is."""
        return f"Reasonable adjustment, {self.registration.candidate}"

    @property
    def what(self) -> str:
        """ "Extra time, 25 per cent", "Scribe"."""
        parts = [f"{self.extra_percent} per cent" if self.extra_percent else "", self.particulars]
        label = "" if self.kind == ArrangementKind.OTHER else self.get_kind_display()
        return ", ".join(filter(None, [label, *parts]))


class Remedy(models.TextChoices):
    ANOTHER_DAY = "day", "A later day"
    ANOTHER_ATTEMPT = "attempt", "Another attempt"
    FORWARDED = "forward", "Sent to the awarding organisation"


class ConsiderationQuerySet(models.QuerySet["Consideration"]):
    def visible_to(self, actor: Membership) -> Self:
        """The candidate, their assessor, and those who decide; an EQA what was granted."""
        here = self.filter(registration__centre_id=actor.centre_id)
        match actor.role:
            case Role.ADMIN:
                return here
            case Role.CANDIDATE:
                return here.filter(registration__candidate__membership=actor)
            case Role.ASSESSOR:
                return here.filter(registration__assessor=actor)
            case Role.IQA:
                return here.filter(registration__in=Registration.objects.visible_to(actor))
        told = (ConsiderationState.GRANTED, ConsiderationState.FORWARDED, ConsiderationState.CLOSED)
        return here.filter(state__in=told, registration__in=Registration.objects.visible_to(actor))


class Consideration(Row):
    """Special consideration: something went wrong at one attempt, or before one day, and is asked for afterwards.

    It moves a day, allows another attempt or goes to the body. It says nothing about any criterion (domain.md 2.13).
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="considerations")
    result = models.ForeignKey(
        "assessment.UnitResult", models.PROTECT, null=True, blank=True, related_name="considered"
    )
    task = models.ForeignKey("assessment.PlannedTask", models.PROTECT, null=True, blank=True, related_name="considered")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ConsiderationState, default=ConsiderationState.ASKED)
    since = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    remedy = models.CharField(max_length=10, choices=Remedy, blank=True)
    new_day = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    reference = models.CharField("the awarding organisation's reference", max_length=60, blank=True)
    body_answer = models.TextField("what the awarding organisation answered", blank=True)

    objects: ClassVar[Any] = ConsiderationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(task=None, result__isnull=False) | Q(task__isnull=False, result=None),
                name="consideration_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(remedy="day") | Q(new_day__isnull=False, task__isnull=False), name="later_day_is_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | (Q(decided_by__isnull=False) & ~Q(answer="")),
                name="consideration_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(remedy="attempt") | Q(result__isnull=False), name="another_attempt_at_something"
            ),
            models.CheckConstraint(
                condition=~Q(remedy="forward") | ~Q(reference=""), name="sent_to_the_body_with_its_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"Special consideration, {self.registration.candidate}"

    @property
    def about(self) -> str:
        return f"{self.result.enrolment.unit.title}, attempt {self.result.attempt}" if self.result else str(self.task)
