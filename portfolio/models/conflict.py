import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centres.models import AppendOnly, Centre, Membership, Role
from portfolio.models.candidate import Candidate


class Relationship(models.TextChoices):
    """Why somebody could have an interest in a candidate's result (domain.md 2.9)."""

    FAMILY = "family", "Family, also by marriage, step or foster"
    FRIEND = "friend", "Partner or close friend"
    WORK = "work", "Employer, manager or close colleague"
    MONEY = "money", "Business or money"
    OTHER = "other", "Something else"


class ConflictQuerySet(models.QuerySet["ConflictOfInterest"]):
    def visible_to(self, actor: Membership) -> Self:
        """An admin sees the centre's, everybody of the staff their own, quality assurers those about their candidates."""
        here = self.filter(centre_id=actor.centre_id)
        if actor.role == Role.ADMIN:
            return here
        if actor.role == Role.CANDIDATE:
            return here.none()
        own = Q(person__user=actor.user_id)
        if actor.role in (Role.IQA, Role.EQA):
            own |= Q(candidate__in=Candidate.objects.visible_to(actor))
        return here.filter(own)

    def on(self, day: dt.date | None = None) -> Self:
        """Those that hold on a day, today unless another is given."""
        day = day or timezone.localdate()
        ends = Q(until=None) | Q(until__gte=day), Q(ending=None) | Q(ending__last_day__gte=day)
        return self.filter(*ends, since__lte=day)


class ConflictOfInterest(AppendOnly):
    """One of the staff has a personal interest in a candidate's result: a person, whatever their roles.

    Declared by that person or by an admin, and never edited: its end and what makes it safe are rows of their own.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Membership, models.PROTECT, related_name="conflicts")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="conflicts")
    relationship = models.CharField(max_length=10, choices=Relationship)
    detail = models.CharField("in a few words", max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    declared_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ConflictQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="conflict_dates"),
            models.CheckConstraint(condition=~Q(relationship="other") | ~Q(detail=""), name="other_conflict_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} and {self.candidate.name}"

    @property
    def last_day(self) -> dt.date | None:
        """None while no end is known."""
        ending = getattr(self, "ending", None)
        days = [day for day in (self.until, ending.last_day if ending else None) if day]
        return min(days, default=None)

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.last_day is None or day <= self.last_day)


class ConflictEnd(AppendOnly):
    """The conflict holds no longer after this day."""

    conflict = models.OneToOneField(ConflictOfInterest, models.PROTECT, related_name="ending")
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    ended_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")


class ConflictMitigation(AppendOnly):
    """Nobody else can assess the candidate, so this assessor may, and an independent IQA looks at every sign-off."""

    conflict = models.ForeignKey(ConflictOfInterest, models.PROTECT, related_name="mitigations")
    why = models.CharField("why nobody else can assess", max_length=400)
    iqa = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
