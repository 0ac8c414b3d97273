"""The staff's list of candidates."""

from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.selectors.registrations import with_people
from portfolio.states import CriterionState, EvidenceState, UnitState


def _counted(rows: Any, **which: Any) -> Coalesce:
    """A subquery, so that the counts do not multiply each other."""
    return Coalesce(Subquery(rows.filter(**which).order_by().values("of").annotate(n=Count("pk")).values("n")), 0)


def candidate_list(actor: Membership, words: str = "") -> Any:
    """Each registration with its figures: units, signed, criteria, met, waiting, last_sent."""
    units = UnitEnrolment.objects.filter(registration=OuterRef("pk")).annotate(of=F("registration"))
    criteria = CriterionProgress.objects.filter(enrolment__registration=OuterRef("pk")).annotate(
        of=F("enrolment__registration")
    )
    last = Evidence.objects.filter(registration=OuterRef("pk"), state=EvidenceState.SENT).order_by()
    rows = with_people(Registration.objects.visible_to(actor)).annotate(
        units=_counted(units),
        signed=_counted(units, state=UnitState.SIGNED),
        criteria=_counted(criteria),
        met=_counted(criteria, state=CriterionState.MET),
        waiting=_counted(criteria, state=CriterionState.SENT),
        last_sent=Subquery(last.values("registration").annotate(at=Max("submitted_at")).values("at")),
    )
    sought = Q(candidate__name__icontains=words) | Q(number__icontains=words) | Q(assessor__user__name__icontains=words)
    return rows.filter(sought).order_by("candidate__name", "pk")
