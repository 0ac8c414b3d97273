"""What one person quality assures, or may look at."""

from django.db.models import QuerySet

from assessment.models import UnitSignOff
from centres.models import Membership
from iqa.models import Action, Sample
from iqa.states import UPHOLDING, ActionState, SampleState
from portfolio.models import Registration
from units.models import Qualification


def qualifications_of(actor: Membership) -> "QuerySet[Qualification]":
    """Those in which the actor can see somebody."""
    seen = Registration.objects.visible_to(actor).values("specification__qualification")
    return Qualification.objects.filter(pk__in=seen).order_by("title", "pk")


def planned_for(actor: Membership) -> "QuerySet[Sample]":
    """What waits for this IQA, the longest first."""
    rows: QuerySet[Sample] = Sample.objects.visible_to(actor).filter(iqa=actor, state=SampleState.PLANNED)
    return rows.order_by("planned_at")


def answered(actor: Membership) -> "QuerySet[Action]":
    """Answers that no IQA has looked at."""
    rows: QuerySet[Action] = Action.objects.visible_to(actor).filter(state=ActionState.ANSWERED)
    return rows


def to_answer(actor: Membership) -> "QuerySet[Action]":
    rows: QuerySet[Action] = Action.objects.filter(owner=actor, state=ActionState.OPEN)
    return rows


def is_signed_off_again(sign_off: UnitSignOff) -> bool:
    """Whether an earlier sign-off of the unit was sampled and never upheld."""
    earlier = Sample.objects.filter(sign_off__enrolment=sign_off.enrolment_id, sign_off__round__lt=sign_off.round)
    return bool(earlier.exclude(state__in=UPHOLDING).exists())
