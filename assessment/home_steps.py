"""What assessment adds to the candidate's list of next steps."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from assessment.models import PlannedTask, UnitResult
from assessment.selectors.feedback import to_answer_or_read
from assessment.selectors.plans import to_sign
from centres.templatetags._words import counted
from portfolio.models import UnitEnrolment
from portfolio.next_steps import Home, NextStep, Rank
from portfolio.selectors.units import UnitLine
from units.models import Unit

WORDS_SHOWN = 110
REVIEW_SHOWN = dt.timedelta(days=14)  # before its day
TASKS_SHOWN = 3  # not overdue; the page of tasks has them all


def feedback_steps(home: Home) -> Iterator[NextStep]:
    """What was sent back, one step a unit; what else was written, one step for all."""
    rows = _criteria(home)
    units: dict[UnitEnrolment, list[Any]] = {}
    for row in rows:
        if row.asked:
            units.setdefault(row.enrolment, []).append(row)
    for enrolment, asked in units.items():
        yield _sent_back(enrolment, asked)
    to_read = [row for row in rows if row.unread and not row.asked]
    if to_read:
        number = counted(len(to_read), "criterion")
        why = f"{to_read[0].enrolment.unit.title}, {_numbers(to_read)}. Your assessor sees when you have read it."
        link = f"{reverse('feedback')}#to-read"
        yield NextStep(Rank.READ, f"Read the feedback on {number}", why, link, "Read it", to_read[0].since)


def _criteria(home: Home) -> list[Any]:
    """What `to_answer_or_read` finds, asked once for the page."""
    if "criteria" not in home.shared:
        home.shared["criteria"] = to_answer_or_read(home.registration)
    found: list[Any] = home.shared["criteria"]
    return found


def refused_steps(home: Home) -> Iterator[NextStep]:
    """What an assessor did not accept for criteria that nothing else is put forward for, one step an item."""
    items: dict[Any, list[Any]] = {}
    for row in _criteria(home):
        if row.turned_down:
            items.setdefault(row.item, []).append(row)
    for key, rows in items.items():
        why = f"Not accepted for {_numbers(rows)}: {Truncator(rows[0].item_reason).chars(WORDS_SHOWN)}"
        link, what = reverse("evidence", args=[key]), f"Look at “{rows[0].item_title}” again"
        yield NextStep(Rank.SENT_BACK, what, why, link, "Open it", rows[0].item_at)


def _sent_back(enrolment: UnitEnrolment, rows: list[Any]) -> NextStep:
    number = counted(len(rows), "criterion")
    first = rows[0]
    said = f" {first.criterion.number}: “{Truncator(first.words).chars(WORDS_SHOWN)}”" if first.words else ""
    return NextStep(
        Rank.SENT_BACK,
        f"Add what is missing for {number}",
        f"{enrolment.unit.title}, {_numbers(rows)}.{said}",
        reverse("feedback"),
        "Read the feedback",
        since=min(row.since for row in rows),
    )


def _numbers(rows: list[Any]) -> str:
    """In the order of the handbook, whichever has waited longer."""
    in_order = sorted(
        rows, key=lambda row: (row.enrolment.unit.code, row.criterion.outcome.number, row.criterion.position)
    )
    return ", ".join(row.criterion.number for row in in_order)


def task_steps(home: Home) -> Iterator[NextStep]:
    """What is overdue, and the next few."""
    rows = list(PlannedTask.objects.to_do().filter(registration=home.registration))
    late = [task for task in rows if task.due_on < timezone.localdate()]
    for task in [*late, *rows[len(late) :][:TASKS_SHOWN]]:
        why = " · ".join(filter(None, [task.get_kind_display() if task.kind else "", task.place]))
        link = reverse("task", args=[task.pk])
        yield NextStep(Rank.DUE, task.what, f"{why or 'Planned'}.", link, "Open it", due_on=task.due_on)


def signatures(home: Home) -> dict[str, Any]:
    """`to_sign`, asked once for the page."""
    if "signatures" not in home.shared:
        home.shared["signatures"] = to_sign(home.registration)
    found: dict[str, Any] = home.shared["signatures"]
    return found


def signing_steps(home: Home) -> Iterator[NextStep]:
    """The plan and the review that wait for a signature, and the review that is near."""
    found, assessor = signatures(home), home.registration.assessor.name
    if found["plan_at"]:
        why = f"{assessor} has signed it. It counts once you agree, or you ask for a change."
        link = reverse("my_assessment_plan")
        yield NextStep(Rank.AGREE, "Agree to your assessment plan", why, link, "Read the plan", since=found["plan_at"])
    if found["review_at"]:
        why = f"{assessor} has written it down. Say if you see something otherwise."
        yield NextStep(
            Rank.AGREE, "Sign your review", why, reverse("my_reviews"), "Read the review", since=found["review_at"]
        )
    elif found["next_review"] and found["next_review"] - REVIEW_SHOWN <= timezone.localdate():
        why = f"{assessor} looks at your progress with you."
        link, day = reverse("my_reviews"), found["next_review"]
        yield NextStep(Rank.DUE, "Meet for your review", why, link, "Earlier reviews", due_on=day)


def result_steps(home: Home) -> Iterator[NextStep]:
    """Tests and assignments that are to be taken, or taken again unless a correction may yet make a pass of the last."""
    lines = [line for line in home.lines if line.standing and line.state in ("none", "progress")]
    waits = UnitResult.objects.proposed().filter(enrolment__in=[line.enrolment.pk for line in lines])
    corrected = set(waits.values_list("enrolment", flat=True)) if lines else set()
    for line in lines:
        if line.enrolment.pk not in corrected:
            yield _to_take(line)


def _to_take(line: UnitLine) -> NextStep:
    unit = line.enrolment.unit
    test, again = unit.method == Unit.Method.TEST, "again: " if line.begun else "for "
    return NextStep(
        Rank.DUE,
        f"{'Take the test' if test else 'Do the assignment'} {again}{unit.title}",
        "Your assessor agrees the day with you." if test else "Your assessor gives you the assignment and the day.",
        reverse("my_unit", args=[line.enrolment.pk]),
        "Open the unit",
    )
