"""Where planning shows on the pages of lower apps; called by `AssessmentConfig.ready()`."""

from assessment import home_steps, panels, task_panels
from assessment.selectors.overruled import overruled_panel
from centres.audit import register_verbs
from portfolio import next_steps
from portfolio import panels as portfolio

VERBS = {
    "task.planned": "planned the task",
    "task.changed": "changed the task",
    "task.done": "marked as done the task",
    "task.dropped": "dropped the task",
    "plan.signed": "signed the assessment plan",
    "plan.agreed": "agreed to the assessment plan",
    "plan.sent_back": "asked for a change of the assessment plan",
    "template.kept": "kept as a template",
    "review.signed": "signed the review",
    "review.agreed": "signed as the candidate the review",
    "calendar.made": "made an address for the calendar of",
    "calendar.revoked": "revoked the address of the calendar of",
    "feedback.read": "read the feedback on",
    "feedback.answered": "answered the feedback on",
}


def connect() -> None:
    register_verbs(VERBS)
    panels.UNIT_PANELS.append(task_panels.unit_tasks)
    portfolio.UNIT_PANELS.insert(-1, task_panels.unit_tasks)
    portfolio.REGISTRATION_PANELS += [
        task_panels.plan_panel,
        task_panels.registration_tasks,
        task_panels.feedback_panel,
    ]
    portfolio.SUFFICIENCY_PANELS.append(overruled_panel)
    portfolio.REGISTRATION_ACTIONS.insert(0, task_panels.gaps_action)
    portfolio.MAPPING_ACTIONS.append(task_panels.gaps_beside_the_mapping)
    portfolio.HOME_LINKS += [
        ("list-check", "What is still needed", "my_gaps"),
        ("calendar-check", "Planned tasks", "my_tasks"),
        ("file-earmark-check", "Assessment plan", "my_assessment_plan"),
        ("people", "Reviews", "my_reviews"),
        ("calendar-week", "Dates in your calendar", "calendar"),
    ]
    next_steps.PROVIDERS += [
        home_steps.feedback_steps,
        home_steps.refused_steps,
        home_steps.task_steps,
        home_steps.signing_steps,
    ]
