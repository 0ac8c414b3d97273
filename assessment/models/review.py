from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from assessment.models.task import PlannedTask
from centres.models import AppendOnly, Membership
from portfolio.models import Registration


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(registration__in=Registration.objects.visible_to(actor))


class Review(AppendOnly):
    """What candidate and assessor found when they looked at the progress together, signed by the assessor who wrote it.

    `figures`: how far the candidate had come on that day. The candidate signs in a row of their own.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    progress = models.TextField("progress since the last review")
    next_on = models.DateField("next review")
    figures = models.JSONField()
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "number"], name="review_number_once"),
            models.CheckConstraint(condition=~Q(progress=""), name="review_says_something"),
            models.CheckConstraint(condition=Q(next_on__gt=F("held_on")), name="next_review_is_later"),
        ]

    def __str__(self) -> str:
        return f"Review {self.number} of {self.registration.candidate}"


class ReviewAction(AppendOnly):
    """A task that was agreed on in a review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="actions")
    task = models.ForeignKey(PlannedTask, models.PROTECT, related_name="reviews")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "task"], name="review_action_once")]


class ReviewSignature(AppendOnly):
    """The candidate stands behind the review too; what they see otherwise is their comment."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="signature")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.review)
