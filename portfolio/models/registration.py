import datetime as dt
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Centre, Membership, Role, Row
from portfolio.models.candidate import Candidate
from portfolio.states import RegistrationState
from units.models import Competence, ExternalAccess, RegistrationExtension, Specification

# What upper apps add to an assessor's candidates: functions of the assessor.
ALSO_FOR_ASSESSORS: list[Callable[[Membership], Q]] = []


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, actor: Membership) -> Self:
        """The one door: a candidate's own, an assessor's allocated, an IQA's and an EQA's qualifications, an admin's centre."""
        here = self.filter(centre_id=actor.centre_id)
        match actor.role:
            case Role.ADMIN:
                return here
            case Role.CANDIDATE:
                return here.filter(candidate__membership=actor)
            case Role.ASSESSOR:
                theirs = Q(assessor=actor) | Q(assessor__countersigner=actor, assessor__trainee=True)
                return here.filter(reduce(or_, (also(actor) for also in ALSO_FOR_ASSESSORS), theirs))
            case Role.IQA:
                return here.filter(
                    specification__qualification__in=Competence.objects.on()
                    .filter(membership=actor)
                    .values("qualification")
                )
            case Role.EQA:
                return here.filter(
                    specification__qualification__in=ExternalAccess.objects.current()
                    .filter(membership=actor)
                    .values("qualification")
                )
        return self.none()


class Registration(Row):
    """A candidate on one edition of a qualification, under the number the body gave.

    They stay on it, whatever is published later, until an admin moves them (domain.md R6).
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="registrations")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="registrations")
    specification = models.ForeignKey(Specification, models.PROTECT, related_name="registrations")
    number = models.CharField("registration number", max_length=30)
    registered_on = models.DateField()
    moved_on = models.DateField("moved to this edition on", null=True, blank=True)  # None: registered on it
    extension = models.ForeignKey(
        RegistrationExtension, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    assessor = models.ForeignKey(Membership, models.PROTECT, related_name="caseload")
    state = models.CharField(max_length=10, choices=RegistrationState, default=RegistrationState.ACTIVE)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = RegistrationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["candidate__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "specification"], name="registration_once"),
            models.UniqueConstraint(fields=["centre", "number"], name="registration_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}, {self.specification.qualification}"

    @property
    def on_edition_since(self) -> dt.date:
        since: dt.date = self.moved_on or self.registered_on
        return since
