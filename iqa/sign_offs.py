"""Which sign-offs stand, and where each of them is between the assessor and the claim."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessment.models import AppealLine, CriterionDecision, UnitResult, UnitSignOff
from iqa.models import Sample, SamplingRound
from iqa.sampling import Entry
from iqa.states import UPHOLDING
from portfolio.models import ConflictOfInterest
from portfolio.states import UnitState
from units.models import Qualification

AT_RISK = dt.timedelta(days=365)  # how long an upheld appeal counts
# What pages and the checks read of a sign-off.
PARTS = (
    "assessor__user",
    "enrolment__unit",
    "enrolment__registration__candidate__membership__user",
    "enrolment__registration__assessor__user",
    "enrolment__registration__specification__qualification",
)


def standing() -> "QuerySet[UnitSignOff]":
    """The newest sign-off of each unit that is signed off now, countersigned where it had to be."""
    later = UnitSignOff.objects.filter(enrolment=OuterRef("enrolment"), round__gt=OuterRef("round"))
    rows: QuerySet[UnitSignOff] = UnitSignOff.objects.filter(~Exists(later), enrolment__state=UnitState.SIGNED)
    return rows


def with_conflict() -> Exists:
    """Of a sign-off: whoever signed, decided or marked there has declared a conflict with the candidate, be it over by now."""
    decided = CriterionDecision.objects.filter(
        progress__enrolment=OuterRef(OuterRef("enrolment")), assessor__user=OuterRef("person__user")
    )
    marked = UnitResult.objects.filter(
        enrolment=OuterRef(OuterRef("enrolment")), competence__isnull=False, recorded_by__user=OuterRef("person__user")
    )
    theirs = Q(person__user=OuterRef("assessor__user")) | Exists(decided) | Exists(marked)
    return Exists(ConflictOfInterest.objects.filter(theirs, candidate=OuterRef("enrolment__registration__candidate")))


def with_upheld_appeal() -> Exists:
    """Of a sign-off: in the last year an appeal was upheld against a decision or a mark of whoever signed or decided there."""
    since = timezone.now() - AT_RISK
    judged = Q(point__decision__isnull=False) | Q(point__result__competence__isnull=False)
    decided = CriterionDecision.objects.filter(
        progress__enrolment=OuterRef(OuterRef("enrolment")), assessor__user=OuterRef("earlier__user")
    )
    marked = UnitResult.objects.filter(
        enrolment=OuterRef(OuterRef("enrolment")), competence__isnull=False, recorded_by__user=OuterRef("earlier__user")
    )
    theirs = Q(earlier__user=OuterRef("assessor__user")) | Exists(decided) | Exists(marked)
    here = Q(earlier__centre=OuterRef("enrolment__registration__centre"))
    return Exists(AppealLine.objects.filter(judged, here, theirs, upheld=True, at__gte=since))


def due(centre_id: UUID, qualification: Qualification) -> "QuerySet[UnitSignOff]":
    """The population of the next round: what stands, neither cleared, nor sampled, nor in a round that is still open.

    `again` says that an earlier sign-off of the unit was sampled and never upheld, `conflict` that somebody assessed it who
    has declared an interest in the candidate, `appealed` that somebody did of whom an appeal was upheld in the last year.
    """
    open_rounds = SamplingRound.objects.filter(centre_id=centre_id, qualification=qualification, closed_at=None)
    taken = [entry["id"] for population in open_rounds.values_list("population", flat=True) for entry in population]
    unsettled = Sample.objects.filter(sign_off__enrolment=OuterRef("enrolment")).exclude(state__in=UPHOLDING)
    return (
        standing()
        .filter(enrolment__registration__centre=centre_id)
        .filter(enrolment__registration__specification__qualification=qualification)
        .filter(clearance=None, samples=None)
        .exclude(pk__in=taken)
        .annotate(again=Exists(unsettled), conflict=with_conflict(), appealed=with_upheld_appeal())
        .select_related(*PARTS)
        .order_by("at", "id")
    )


def entries(sign_offs: Iterable[Any]) -> list[Entry]:
    """As the draw sees them. `trainee`: an assessor in training decided or signed, on that day."""
    return [
        Entry(
            id=str(row.pk),
            assessor=str(row.assessor_id),
            trainee=row.needs_countersignature,
            again=row.again,
            conflict=row.conflict,
            appealed=row.appealed,
            unit=row.enrolment.unit.code,
            candidate=row.enrolment.registration.number,
        )
        for row in sign_offs
    ]


def unpicked(round: SamplingRound) -> "QuerySet[UnitSignOff]":
    """What closing the round clears: members of its population that still stand and that nobody sampled since.

    Never what a conflict of interest is about, also where it was declared after the draw: the next round samples that.
    """
    members = [entry["id"] for entry in round.population]
    return standing().filter(~with_conflict(), pk__in=members, clearance=None, samples=None)
