from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Replace

from centres.models import Centre, Job, Membership, Role, Row
from centres.models.job import JobState
from portfolio.models import Registration, UnitEnrolment

MOST_KEPT = 500  # differences that are kept with a check; how many there were is counted all the same


class CheckQuerySet(models.QuerySet["RecordCheck"]):
    def visible_to(self, actor: Membership) -> Self:
        """What an IQA or an EQA asked for is about what they may see; the admin may see it all."""
        here = self.filter(centre_id=actor.centre_id)
        if actor.role == Role.ADMIN:
            return here
        if actor.role not in (Role.IQA, Role.EQA):
            return here.none()
        mine = Q(asked_by=actor) | Q(enrolment__in=UnitEnrolment.objects.visible_to(actor))
        return here.filter(mine | Q(registration__in=Registration.objects.visible_to(actor)))

    def with_failure(self) -> Self:
        """`failure`: why its worker gave up, where it did; else None. SQLite keeps keys without dashes."""
        failed = Job.objects.filter(purpose="check_records", state=JobState.FAILED).annotate(
            check_id=Replace("object_id", Value("-"), Value(""))
        )
        own = failed.filter(check_id=Replace(Cast(OuterRef("pk"), models.TextField()), Value("-"), Value("")))
        why = Subquery(own.values("error")[:1])
        return self.annotate(failure=Case(When(finished_at=None, then=why)))


class RecordCheck(Row):
    """One look at all that was sealed of a unit, a candidate or a centre, with the files; a worker makes it, batch by batch.

    `cursor`: the last unit looked at. A worker that is killed is followed by one that goes on from there.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="record_checks")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, blank=True, related_name="record_checks")
    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, null=True, blank=True, related_name="record_checks")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField()  # units, when it was asked for
    done = models.PositiveIntegerField(default=0)
    cursor = models.UUIDField(null=True, blank=True)
    acts = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)  # differences
    differences = models.JSONField(default=list)

    objects: ClassVar[Any] = CheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return str(self.enrolment or self.registration or self.centre)

    @property
    def left_out(self) -> int:
        """Differences that were counted and not kept."""
        return self.found - len(self.differences)
