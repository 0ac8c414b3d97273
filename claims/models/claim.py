from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from assessment.models import UnitSignOff
from centres.models import Membership, Row
from claims.states import ClaimState
from portfolio.models import Registration, UnitEnrolment


class Kind(models.TextChoices):
    FULL = "full", "Full certificate"
    UNIT = "unit", "Unit certificate"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(registration__in=Registration.objects.visible_to(actor))

    def live(self) -> Self:
        return self.exclude(state=ClaimState.PULLED)


class Claim(Row):
    """A certificate asked for. `outcome` is the rule engine's verdict on that day, stored and never computed again.

    `snapshot` is everything the documents print: the worker renders from it and from nothing else. `confirmation` is
    what the awarding organisation answered under, where the readings of the rule differed.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.FULL)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.QUEUED)
    outcome = models.JSONField()
    snapshot = models.JSONField()
    claimed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.JSONField(default=list)  # why it was pulled: code, message and detail of each reason
    pulled_at = models.DateTimeField(null=True, blank=True)
    confirmation = models.CharField("the body's reference", max_length=60, blank=True)
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-claimed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(kind="full") & ~Q(state="pulled"), name="one_live_full_claim"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(confirmation=""), name="confirmation_has_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.registration}"


class ClaimUnit(Row):
    """A unit on a claim, by the sign-off it stands on, and whether the rule counted it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="units")
    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="claimed")
    sign_off = models.ForeignKey(UnitSignOff, models.PROTECT, related_name="claimed")
    credit = models.PositiveSmallIntegerField()
    counted = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "enrolment"], name="unit_once_on_claim")]
