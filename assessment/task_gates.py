"""What can stop a planned task from being made, changed, finished by hand or dropped."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from assessment import duties
from assessment.models import Answer, Ending, PlannedTask
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from portfolio.models import CriterionProgress, Registration
from portfolio.states import CriterionState, UnitState

task_gate = Gate("planned task")
change_gate = Gate("change of a task")
ending_gate = Gate("end of a task")
Found = Iterator[Blocker]


def may_plan(actor: Membership, registration: Registration) -> Found:
    """The candidate and whoever assesses them plan together; nobody plans what they would judge of themselves."""
    if actor.role == Role.ASSESSOR:
        yield from duties.not_themself(actor, registration)
        yield from duties.their_assessor(actor, registration)
    yield from duties.registration_runs(registration)


@task_gate.register
def planner_may(
    *, actor: Membership, registration: Registration, what: str, due_on: dt.date, criteria: Sequence[CriterionProgress]
) -> Found:
    yield from may_plan(actor, registration)


@task_gate.register
def it_says_what_by_when(
    *, actor: Membership, registration: Registration, what: str, due_on: dt.date, criteria: Sequence[CriterionProgress]
) -> Found:
    if not what:
        yield _no_words()
    yield from _day_is_ahead(due_on)


def _no_words() -> Blocker:
    return Blocker("no_words", "What is to be done is missing.", "Say it in a few words.", yours=True)


def _day_is_ahead(day: dt.date) -> Found:
    if day < timezone.localdate():
        yield Blocker("day_is_past", f"{day:%-d %B %Y} is past.", "Enter today or a later day.", yours=True)


@task_gate.register
def criteria_are_open(
    *, actor: Membership, registration: Registration, what: str, due_on: dt.date, criteria: Sequence[CriterionProgress]
) -> Found:
    for row in criteria:
        if row.enrolment.registration_id != registration.pk:
            yield Blocker("another_candidates", f"{row} is another candidate's.", "Choose from the list.", yours=True)
        elif row.state == CriterionState.MET:
            yield Blocker("met_already", f"{row} is met, so nothing is to do for it.", "Untick it.", yours=True)
        elif row.enrolment.state not in (UnitState.PROGRESS, UnitState.HOLD):
            said = f"{row.enrolment.unit.title} is {row.enrolment.get_state_display().lower()}."
            yield Blocker("unit_closed", said, f"Untick {row.criterion.number}.", yours=True)


@change_gate.register
def changer_may(*, actor: Membership, task: PlannedTask, wanted: Mapping[str, Any], reason: str) -> Found:
    yield from may_plan(actor, task.registration)
    yield from _still_open(task)
    yield from _planned_by_another(actor, task)


def _planned_by_another(actor: Membership, task: PlannedTask) -> Found:
    """A candidate does not rewrite what their assessor asked for."""
    if actor.role == Role.CANDIDATE and task.planned_by_id != actor.pk:
        yield Blocker(
            "planned_by_another",
            f"{task.planned_by.name} planned this.",
            "Ask them for another day or other words, or say that it is done.",
            **owned_by(task.planned_by),
        )


@change_gate.register
def new_words_hold(*, actor: Membership, task: PlannedTask, wanted: Mapping[str, Any], reason: str) -> Found:
    """A day that has passed may stay: only a new one has to lie ahead."""
    if not wanted["what"]:
        yield _no_words()
    if wanted["due_on"] != task.due_on:
        yield from _day_is_ahead(wanted["due_on"])


@change_gate.register
def agreed_day_moves_with_a_reason(
    *, actor: Membership, task: PlannedTask, wanted: Mapping[str, Any], reason: str
) -> Found:
    if wanted["due_on"] == task.due_on or reason:
        return
    if task.lines.filter(plan__answer__answer=Answer.AGREED).exists():
        said = f"Both agreed on {task.due_on:%-d %B %Y}, so another day needs a reason."
        yield Blocker("no_reason", said, "Say why the day changes.", yours=True)


@ending_gate.register
def ender_may(*, actor: Membership, task: PlannedTask, ending: Ending, note: str) -> Found:
    yield from may_plan(actor, task.registration)
    if ending == Ending.DROPPED:
        yield from _planned_by_another(actor, task)


@ending_gate.register
def note_is_given(*, actor: Membership, task: PlannedTask, ending: Ending, note: str) -> Found:
    if not note:
        yield Blocker("no_note", "The note is missing.", "Say in a sentence how it was done, or why not.", yours=True)


@ending_gate.register
def it_is_open(*, actor: Membership, task: PlannedTask, ending: Ending, note: str) -> Found:
    yield from _still_open(task)


def _still_open(task: PlannedTask) -> Found:
    if task.closed_at is not None:
        yield Blocker(
            "closed_already",
            f"“{task}” is {task.get_ending_display().lower()} already.",
            f"The note says: {task.note}",
            since=task.closed_at,
        )
