from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from centres.models import AppendOnly, Centre, Role

CHECKERS = (Role.ADMIN, Role.IQA)


class RuleDecision(models.TextChoices):
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"


class RuleCheck(AppendOnly):
    """A second person's look at the rule of a draft: approved as it says, or returned with the reason.

    `digest` is of exactly what they compared (units.drafting.checked). The row stays when the draft is opened or thrown
    away, so it says in words what it was about. It names users and not memberships, so that one person in two roles is
    not two people.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="rule_checks")
    draft = models.UUIDField(db_index=True)  # its key; the draft itself goes when it is opened
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: by Attest itself, from a document
    entered_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=RuleDecision)
    reason = models.TextField(blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=[(role.value, role.label) for role in CHECKERS])

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(checked_by=F("entered_by")), name="rule_checked_by_another"),
            models.CheckConstraint(condition=Q(role__in=CHECKERS), name="rule_checked_in_a_role"),
            models.CheckConstraint(condition=Q(decision="approved") | ~Q(reason=""), name="rule_returned_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.version}"

    @property
    def is_approved(self) -> bool:
        return self.decision == RuleDecision.APPROVED
