from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Centre, Membership, Role, Row


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, actor: Membership) -> Self:
        from portfolio.models.registration import Registration

        here = self.filter(centre_id=actor.centre_id)
        if actor.role == Role.ADMIN:
            return here
        if actor.role == Role.CANDIDATE:
            return here.filter(membership=actor)
        return here.filter(pk__in=Registration.objects.visible_to(actor).values("candidate"))


class Candidate(Row):
    """A person on their way to a qualification. The name is the one that certificates carry."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="candidates")
    membership = models.OneToOneField(Membership, models.PROTECT, related_name="candidate")
    name = models.CharField("name on certificates", max_length=120)
    date_of_birth = models.DateField()
    uln = models.CharField("unique learner number", max_length=10, blank=True)

    objects: ClassVar[Any] = CandidateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "uln"], condition=~Q(uln=""), name="uln_once")
        ]

    def __str__(self) -> str:
        return self.name
