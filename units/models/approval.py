"""What a centre may deliver, and who from outside may look at it."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import Centre, Membership, Row
from units.models.qualification import Qualification


class QualificationApproval(Row):
    """The body's approval of this centre for this qualification; with direct claims status, claims need no EQA first."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="approvals")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="approvals")
    approved_from = models.DateField()
    approved_until = models.DateField(null=True, blank=True)
    direct_claims_from = models.DateField(null=True, blank=True)
    direct_claims_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["centre", "qualification"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.qualification} at {self.centre}"

    def holds_on(self, day: dt.date) -> bool:
        return _within(day, self.approved_from, self.approved_until)

    def direct_claims_on(self, day: dt.date) -> bool:
        return _within(day, self.direct_claims_from, self.direct_claims_until)


def _within(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return first is not None and first <= day and (last is None or day <= last)


class RegistrationExtension(Row):
    """The body's word that this centre may register after the last date, with the reference it gave."""

    approval = models.ForeignKey(QualificationApproval, models.PROTECT, related_name="extensions")
    until = models.DateField()
    reference = models.CharField("the body's reference", max_length=60)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reference=""), name="extension_has_reference")]

    def __str__(self) -> str:
        return f"{self.reference}, until {self.until:%-d %B %Y}"


class ExternalAccessQuerySet(models.QuerySet["ExternalAccess"]):
    def current(self) -> Self:
        today = timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)


class ExternalAccess(Row):
    """What an EQA may look at: one qualification of this centre, for a time."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="external_access")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = ExternalAccessQuerySet.as_manager()
