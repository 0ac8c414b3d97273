"""What assessors wrote to a candidate, and which of it waits for an answer."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.models import CriterionDecision, ReopenedCriterion
from centres.models import Membership
from portfolio.models import CriterionProgress, EvidenceLink, Registration
from portfolio.states import CriterionState, EvidenceState

MOST_EARLIER = 30


def _asked(rows: QuerySet[CriterionProgress]) -> QuerySet[CriterionProgress]:
    """Not yet met, or reopened with nothing left to decide on: it is the candidate's turn."""
    left = EvidenceLink.objects.filter(progress=OuterRef("pk"), evidence__state=EvidenceState.SENT)
    return rows.filter(Q(state=CriterionState.NOT_YET) | Q(~Exists(left), state=CriterionState.REOPENED))


def to_answer(registration: Registration) -> list[CriterionProgress]:
    rows = _asked(CriterionProgress.objects.filter(enrolment__registration=registration))
    return list(rows.select_related("enrolment__unit", "criterion").order_by("since"))


def feedback_count(actor: Membership) -> int:
    """For the tab."""
    return _asked(CriterionProgress.objects.visible_to(actor)).count()


@dataclass
class Asked:
    """A criterion that waits for the candidate, with what was said about it."""

    progress: CriterionProgress
    decision: CriterionDecision | None = None
    reopened: ReopenedCriterion | None = None


def asked_of(actor: Membership) -> list[Asked]:
    """Newest first."""
    rows = _asked(CriterionProgress.objects.visible_to(actor)).select_related(
        "criterion__outcome", "enrolment__unit", "enrolment__registration__assessor__user"
    )
    found = {row.pk: Asked(row) for row in rows.order_by("-since")}
    decisions = CriterionDecision.objects.filter(progress__in=found).newest().select_related("assessor__user")
    for decision in decisions:
        found[decision.progress_id].decision = decision
    reopenings = ReopenedCriterion.objects.filter(progress__in=found, progress__state=CriterionState.REOPENED)
    for row in reopenings.select_related("reopening__actor__user").order_by("at"):
        found[row.progress_id].reopened = row
    return list(found.values())


def earlier_feedback(actor: Membership, asked: list[Asked]) -> list[CriterionDecision]:
    """What was written before and is answered, or praise: newest first, at most `MOST_EARLIER`."""
    shown = [one.decision.pk for one in asked if one.decision]
    rows = CriterionDecision.objects.visible_to(actor).exclude(feedback="").exclude(pk__in=shown)
    parts = ("assessor__user", "progress__criterion", "progress__enrolment__unit")
    return list(rows.select_related(*parts).order_by("-at")[:MOST_EARLIER])
