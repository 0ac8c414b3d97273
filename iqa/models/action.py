from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import AppendOnly, Membership, Role, Row
from iqa.models.sampling import Finding, Sample
from iqa.states import ActionState


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, actor: Membership) -> Self:
        """The owner keeps sight of it when the candidate has gone to another assessor."""
        theirs = Q(finding__sample__in=Sample.objects.visible_to(actor))
        if actor.role == Role.ASSESSOR:
            theirs |= Q(owner=actor)
        return self.filter(theirs)

    def open(self) -> Self:
        return self.exclude(state=ActionState.CLOSED)


class Action(Row):
    """What an IQA asks for, of whom, by when. Only an IQA's next finding closes it."""

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="action")
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="actions")
    asks = models.TextField("what is needed")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on"]

    def __str__(self) -> str:
        return str(self.finding.sample)


class ActionResponse(AppendOnly):
    """The owner's answer."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="responses")
    actor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["at"]
