from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from assessment.models.decision import CriterionDecision
from centres.models import AppendOnly, Membership
from portfolio.models import UnitEnrolment


class ReceiptQuerySet(models.QuerySet["FeedbackReceipt"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(decision__progress__enrolment__in=UnitEnrolment.objects.visible_to(actor))


class FeedbackReceipt(AppendOnly):
    """The candidate has read what was written with a decision, and may have answered. A further answer is a further row."""

    decision = models.ForeignKey(CriterionDecision, models.PROTECT, related_name="receipts")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reply = models.TextField(blank=True)

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision"], condition=Q(reply=""), name="feedback_read_once")
        ]

    def __str__(self) -> str:
        return str(self.decision)
