"""Why somebody needs an arrangement, for the few who decide, and that it was disposed of after its time."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from assessment.models.adjustment import Adjustment, Consideration
from assessment.states import OVER_ADJUSTMENTS, OVER_CONSIDERATIONS, AdjustmentState, ConsiderationState
from centres.models import AppendOnly, Membership, Role
from portfolio.models import StoredFile
from portfolio.states import RegistrationState

Asked = Adjustment | Consideration


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, actor: Membership) -> Self:
        """The candidate; admins, who decide; an IQA while it waits for a decision, and who decided it."""
        own = Q(adjustment__in=Adjustment.objects.visible_to(actor))
        own |= Q(consideration__in=Consideration.objects.visible_to(actor))
        here = self.filter(own)
        if actor.role in (Role.CANDIDATE, Role.ADMIN):
            return here
        if actor.role != Role.IQA:
            return here.none()
        asked = Q(adjustment__state=AdjustmentState.ASKED) | Q(consideration__state=ConsiderationState.ASKED)
        decided = Q(adjustment__decided_by=actor) | Q(consideration__decided_by=actor)
        return here.filter(asked | decided)

    def over(self, today: dt.date) -> Self:
        """Of arrangements that may be over: the gate of the disposal says which are."""
        ended = Q(adjustment__state__in=OVER_ADJUSTMENTS) | Q(adjustment__valid_until__lt=today)
        answered = Q(consideration__state__in=OVER_CONSIDERATIONS)
        left = (RegistrationState.COMPLETED, RegistrationState.WITHDRAWN)
        gone = Q(adjustment__registration__state__in=left) | Q(consideration__registration__state__in=left)
        return self.filter(ended | answered | gone)


class Need(AppendOnly):
    """Why it is needed, often about somebody's health. In a table of its own: a page shows it only by asking for it.

    It is kept for a time and then disposed of: the row goes once its `NeedDisposal` is there, and not before.
    """

    goes_with = "SELECT 1 FROM assessment_needdisposal WHERE need = OLD.id"

    adjustment = models.OneToOneField(Adjustment, models.PROTECT, null=True, blank=True, related_name="need")
    consideration = models.OneToOneField(Consideration, models.PROTECT, null=True, blank=True, related_name="need")
    said = models.TextField()

    objects: ClassVar[Any] = NeedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(said=""), name="need_is_said")]

    def __str__(self) -> str:
        return str(self.adjustment or self.consideration)


class NeedFile(AppendOnly):
    goes_with = "SELECT 1 FROM assessment_needdisposal WHERE need = OLD.need_id"

    need = models.ForeignKey(Need, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["at", "id"]


class NeedDisposal(AppendOnly):
    """Why an arrangement was needed is not kept any longer. That there was one, its kind and its days stay.

    `need`: the key of the row that went; `said_at`: when it was written; `files`: how many went with it. It was kept for
    `months` after `over_on`, the policy of the day of the disposal.
    """

    adjustment = models.OneToOneField(Adjustment, models.PROTECT, null=True, blank=True, related_name="disposal")
    consideration = models.OneToOneField(Consideration, models.PROTECT, null=True, blank=True, related_name="disposal")
    need = models.UUIDField(unique=True)
    said_at = models.DateTimeField()
    files = models.PositiveSmallIntegerField()
    over_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(adjustment=None, consideration__isnull=False)
                | Q(adjustment__isnull=False, consideration=None),
                name="need_disposal_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.adjustment or self.consideration)
