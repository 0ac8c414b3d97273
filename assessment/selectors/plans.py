"""The assessment plan and the reviews of a candidate, as pages show them."""

import datetime as dt
from functools import cached_property
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from assessment.models import AssessmentPlan, PlannedTask, PlanTemplate, Review
from assessment.plan_copies import lines_of
from assessment.policies import REVIEW_WEEKS
from assessment.selectors.appeals import OF_HOME, of_home
from assessment.selectors.tasks import open_criteria_of, tasks_to_do
from centres.models import Membership
from centres.policy import policy_on
from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.selectors.evidence import by_unit
from portfolio.states import CriterionState
from portfolio.suitability import to_acknowledge
from units.models import Unit

Gaps = list[tuple[UnitEnrolment, list[CriterionProgress]]]


def versions_of(registration: Registration) -> list[AssessmentPlan]:
    """The newest first, each with its answer."""
    rows = AssessmentPlan.objects.filter(registration=registration)
    return list(rows.select_related("answer__by__user", "made_by__user"))


class PlanPage:
    """What the page of a plan shows to `actor`."""

    def __init__(self, actor: Membership, registration: Registration) -> None:
        self.actor, self.registration = actor, registration

    @cached_property
    def versions(self) -> list[AssessmentPlan]:
        return versions_of(self.registration)

    @property
    def newest(self) -> AssessmentPlan | None:
        return self.versions[0] if self.versions else None

    @property
    def agreed(self) -> AssessmentPlan | None:
        return next((plan for plan in self.versions if plan.state == "plan_agreed"), None)

    @cached_property
    def tasks(self) -> list[PlannedTask]:
        return tasks_to_do(self.registration)

    @cached_property
    def has_moved_on(self) -> bool:
        """Whether what is planned now is otherwise than in the newest version; what was done since is no change."""
        if self.newest is None:
            return False
        kept = {line.task_id: (line.what, line.due_on, line.kind) for line in self.newest.lines.all()}
        return any(
            kept.get(row["task_id"]) != (row["what"], row["due_on"], row["kind"]) for row in lines_of(self.tasks)
        )

    @cached_property
    def gaps(self) -> Gaps:
        """Open criteria for which nothing waits and nothing is planned."""
        planned: set[UUID] = {row.progress_id for task in self.tasks for row in task.criteria.all()}
        rows = open_criteria_of(self.registration).exclude(state=CriterionState.SENT)
        return by_unit(row for row in rows if row.pk not in planned)

    @cached_property
    def units(self) -> list[Unit]:
        """Whose statement of suitability `actor` has still to acknowledge."""
        return to_acknowledge(self.actor, self.registration)

    @cached_property
    def templates(self) -> list[PlanTemplate]:
        return list(PlanTemplate.objects.visible_to(self.actor))


# Reviews ----------------------------------------------------------------------------------------------------------
def reviews_of(registration: Registration) -> list[Any]:
    """The newest first, each with `gained`: criteria met since the one before."""
    rows: list[Any] = list(
        Review.objects.filter(registration=registration)
        .select_related("made_by__user", "signature__by__user")
        .prefetch_related("actions__task")
    )
    for review, before in zip_longest(rows, rows[1:]):
        review.gained = review.figures["met"] - (before.figures["met"] if before else 0)
    return rows


def review_due(registration: Registration, last: Review | None) -> dt.date:
    """The day both agreed on, else so long after the registration as the centre's policy says."""
    if last is not None:
        due: dt.date = last.next_on
        return due
    weeks = policy_on(registration.centre_id, REVIEW_WEEKS)
    return first_review(registration.registered_on, weeks)


def first_review(registered_on: dt.date, weeks: int) -> dt.date:
    return registered_on + dt.timedelta(weeks=weeks)


def usual_next(registration: Registration) -> dt.date:
    return timezone.localdate() + dt.timedelta(weeks=policy_on(registration.centre_id, REVIEW_WEEKS))


def next_reviews(registrations: Any, weeks: int) -> list[tuple[Registration, dt.date]]:
    """Of each registration, with its candidate: the day of its next review, the first one after so many weeks. One query."""
    last = Review.objects.filter(registration=OuterRef("pk")).order_by("-number")
    rows = registrations.annotate(next_review=Subquery(last.values("next_on")[:1])).select_related("candidate")
    return [(row, row.next_review or first_review(row.registered_on, weeks)) for row in rows]


# For the candidate's home -----------------------------------------------------------------------------------------
def to_sign(registration: Registration) -> dict[str, Any]:
    """What waits for the candidate's signature, when the next review is, and their most urgent appeal: one query."""
    here = Q(registration=OuterRef("pk"))
    plans = AssessmentPlan.objects.newest().filter(here, answer=None)
    reviews = Review.objects.filter(here, signature=None).order_by("number")
    last = Review.objects.filter(here).order_by("-number")
    rows = Registration.objects.filter(pk=registration.pk).annotate(
        plan_at=Subquery(plans.values("at")[:1]),
        review_at=Subquery(reviews.values("at")[:1]),
        next_review=Subquery(last.values("next_on")[:1]),
        **of_home("pk"),
    )
    return dict(rows.values("plan_at", "review_at", "next_review", *OF_HOME).get())
