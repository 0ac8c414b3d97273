"""Planned tasks beside a candidate and beside a unit, and whether feedback was read."""

from django.urls import reverse
from django.utils import timezone

from assessment.models import AssessmentPlan, Review
from assessment.selectors.feedback import replies_of, unread_of
from assessment.selectors.plans import review_due
from assessment.selectors.tasks import tasks_of_unit, tasks_to_do
from centres.models import Membership, Role
from portfolio.models import Registration, UnitEnrolment
from portfolio.panels import Panel
from portfolio.states import RegistrationState

PLANNERS = (Role.CANDIDATE, Role.ASSESSOR)


def registration_tasks(actor: Membership, registration: Registration) -> Panel:
    """On a candidate's page, for staff."""
    may_plan = actor.role == Role.ASSESSOR and registration.state == RegistrationState.ACTIVE
    return {
        "template": "assessment/_tasks_panel.html",
        "tasks": tasks_to_do(registration),
        "all_url": reverse("tasks_of", args=[registration.pk]),
        "new_url": reverse("plan_task_for", args=[registration.pk]) if may_plan else "",
        "may_open": actor.role in PLANNERS,
    }


def gaps_action(actor: Membership, registration: Registration) -> dict[str, str]:
    return {"label": "Gaps", "url": reverse("gaps_of", args=[registration.pk]), "icon": "list-check"}


def gaps_beside_the_mapping(actor: Membership, registration: Registration) -> dict[str, str]:
    if actor.role != Role.CANDIDATE:
        return gaps_action(actor, registration)
    return {"label": "What is still needed", "url": reverse("my_gaps"), "icon": "list-check"}


def unit_tasks(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """Beside a unit, where any is planned."""
    tasks = tasks_of_unit(enrolment)
    return (
        {
            "template": "assessment/_tasks_panel.html",
            "tasks": tasks,
            "may_open": actor.role in PLANNERS,
        }
        if tasks
        else None
    )


def feedback_panel(actor: Membership, registration: Registration) -> Panel | None:
    """For staff: what the candidate has not read yet, and what they answered last."""
    unread, replies = list(unread_of(registration)), replies_of(registration)
    if not unread and not replies:
        return None
    return {"template": "assessment/_feedback_panel.html", "unread": unread, "replies": replies}


def plan_panel(actor: Membership, registration: Registration) -> Panel:
    """Whether a plan is agreed, and when the next review is: on a candidate's page, for staff."""
    last = Review.objects.filter(registration=registration).select_related("signature").first()
    due, runs = review_due(registration, last), registration.state == RegistrationState.ACTIVE
    return {
        "template": "assessment/_plan_panel.html",
        "plan": newest_plan(registration),
        "plan_url": reverse("assessment_plan", args=[registration.pk]),
        "reviews_url": reverse("reviews", args=[registration.pk]) if runs or last else "",
        "due": due,
        "overdue": runs and due < timezone.localdate(),
        "unsigned": last is not None and not hasattr(last, "signature"),
    }


def newest_plan(registration: Registration) -> AssessmentPlan | None:
    rows = AssessmentPlan.objects.filter(registration=registration)
    found: AssessmentPlan | None = rows.select_related("answer").first()
    return found
