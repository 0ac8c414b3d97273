from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from centres.models.base import Row
from centres.models.centre import Centre


class Role(models.TextChoices):
    CANDIDATE = "candidate", "Candidate"
    ASSESSOR = "assessor", "Assessor"
    IQA = "iqa", "IQA"
    ADMIN = "admin", "Centre admin"
    EQA = "eqa", "EQA"
    SYSTEM = "system", "System"


STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: "Membership") -> Self:
        """Staff see the people of their centre; an EQA its staff; a candidate only themselves."""
        here = self.filter(centre_id=actor.centre_id).exclude(role=Role.SYSTEM)
        if actor.role in STAFF:
            return here
        if actor.role == Role.EQA:
            return here.exclude(role=Role.CANDIDATE)
        return here.filter(id=actor.id)

    def current(self) -> Self:
        return self.filter(ended_at=None)

    def admins_of(self, centre_id: Any) -> Self:
        """Today's, with their persons: who is told where something waits for the centre."""
        return self.current().filter(centre_id=centre_id, role=Role.ADMIN).select_related("user")

    def staff(self) -> Self:
        return self.filter(role__in=[*STAFF, Role.EQA])


class Membership(Row):
    """A person in a role in a centre: the actor of every act. The system's own acts have one too, without a person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    trainee = models.BooleanField("in training", default=False)
    countersigner = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="trainees")
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "centre", "role"], name="membership_once"),
            models.CheckConstraint(condition=Q(user__isnull=False) | Q(role="system"), name="membership_person"),
            models.CheckConstraint(
                condition=Q(trainee=False) | Q(role="assessor", countersigner__isnull=False),
                name="trainee_has_countersigner",
            ),
            models.CheckConstraint(condition=~Q(countersigner=models.F("id")), name="countersigner_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"

    @property
    def name(self) -> str:
        return self.user.name if self.user else "Attest"

    @property
    def role_name(self) -> str:
        return (
            "trainee assessor"
            if self.trainee
            else (self.get_role_display() if self.role in (Role.IQA, Role.EQA) else self.get_role_display().lower())
        )
