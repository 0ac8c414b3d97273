"""Planned tasks: what is asked for, when they are done, and who may do what with them."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import PlannedTask
from assessment.services.change_task import change_task
from assessment.services.drop_task import drop_task
from assessment.services.finish_task import finish_task
from assessment.services.plan_task import plan_task
from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from portfolio.models import CriterionProgress
from portfolio.states import EvidenceState
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.conftest import Work
from tests.cast import Cast

pytestmark = pytest.mark.core
SOON = dt.timedelta(days=10)


def planned(cast: Cast, actor: Membership | None = None, **more: Any) -> PlannedTask:
    words = {"what": "Record a call", "due_on": timezone.localdate() + SOON} | more
    return plan_task(actor=actor or cast.bob, registration=cast.registration, **words)


def state(task: PlannedTask) -> str:
    return str(PlannedTask.objects.with_answers().get(pk=task.pk).state)


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    unit = cast.specification.units.order_by("code")[0]
    return list(factories.enrolment(cast.registration, unit).criteria.in_order())


def test_candidate_and_assessor_plan_and_a_second_press_finds_the_first(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    for actor in (cast.bob, cast.carol):
        first, second = (planned(cast, actor, criteria=rows[:2]) for _ in range(2))
        assert first == second
        assert {row.progress_id for row in first.criteria.all()} == {row.pk for row in rows[:2]}
    assert planned(cast, criteria=rows[:1]).planned_by == cast.bob
    assert PlannedTask.objects.count() == 3
    assert AuditEvent.objects.filter(verb="task.planned").count() == 3


def test_nobody_else_plans(cast: Cast) -> None:
    for person, code in (
        (cast.bea, "not_yours"),
        (cast.dan, "not_yours"),
        (cast.charlie[Role.ASSESSOR], "not_yours"),
        (cast.alice, "role"),
        (cast.ivan, "role"),
    ):
        with refused(code):
            planned(cast, person)


def test_a_task_says_what_by_a_day_ahead_for_open_criteria_of_this_candidate(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    unit = cast.specification.units.order_by("code")[1]
    others = list(factories.enrolment(cast.other_registration, unit).criteria.in_order())
    item = factories.evidence(cast.registration, progress=rows[:1])
    factories.decision(rows[0], assessor=cast.bob, item=item)
    with refused("no_words", "day_is_past", "met_already", "another_candidates"):
        planned(cast, what=" ", due_on=yesterday, criteria=[rows[0], others[0]])
    assert not PlannedTask.objects.exists()


def test_a_task_is_done_when_evidence_of_its_kind_is_submitted_for_each_criterion_and_open_again_when_it_is_withdrawn(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    factories.evidence(cast.registration, progress=rows[:1], kind="observation")  # before it was planned
    task = planned(cast, criteria=rows[:2], kind="observation")
    factories.evidence(cast.registration, progress=rows[:2], kind="product")  # another kind
    factories.evidence(cast.registration, progress=rows[:2], kind="observation", state=EvidenceState.DRAFT)
    assert state(task) == "planned"
    factories.evidence(cast.registration, progress=rows[:1], kind="observation")
    assert state(task) == "planned"
    last = factories.evidence(cast.registration, progress=rows[1:2], kind="observation")
    assert state(task) == "done"
    assert not PlannedTask.objects.to_do().exists()
    last.state, last.withdrawn_reason = EvidenceState.WITHDRAWN, "Blurred."
    last.save(update_fields=["state", "withdrawn_reason"])
    assert state(task) == "planned"


def test_any_kind_will_do_where_none_is_named_and_a_met_criterion_needs_nothing(cast: Cast, work: Work) -> None:
    first = planned(cast, criteria=work.rows[:2])
    factories.evidence(cast.registration, progress=work.rows[:1], kind="journal")
    assert state(first) == "planned"
    judge(cast.bob, work.rows[1])
    assert state(first) == "done"


def test_a_task_without_criteria_is_never_done_by_itself(cast: Cast, work: Work) -> None:
    task = planned(cast)
    factories.evidence(cast.registration, progress=work.rows)
    assert state(task) == "planned"
    assert finish_task(actor=cast.carol, task=task, note="Read the handbook.").note == "Read the handbook."
    assert state(task) == "done"


def test_what_is_over_its_day_is_overdue(cast: Cast) -> None:
    today = timezone.localdate()
    assert state(factories.task(cast.registration, planned_by=cast.bob, due_on=today)) == "planned"
    late = factories.task(cast.registration, planned_by=cast.bob, due_on=today - dt.timedelta(days=1))
    assert state(late) == "overdue"


def test_a_change_is_recorded_with_what_was_before_and_nothing_changed_is_nothing_done(cast: Cast) -> None:
    task = planned(cast)
    same = {"what": task.what, "due_on": task.due_on}
    change_task(actor=cast.bob, task=task, **same)
    assert not AuditEvent.objects.filter(verb="task.changed").exists()
    later = task.due_on + SOON
    changed = change_task(actor=cast.bob, task=task, what=task.what, due_on=later, place="At work")
    assert (changed.due_on, changed.place) == (later, "At work")
    facts = AuditEvent.objects.get(verb="task.changed").facts
    assert facts["before"] == {"due_on": str(task.due_on), "place": ""}
    assert facts["now"] == {"due_on": str(later), "place": "At work"}


def test_a_day_that_has_passed_may_stay_but_a_new_one_lies_ahead(cast: Cast) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    task = factories.task(cast.registration, planned_by=cast.bob, due_on=yesterday)
    assert change_task(actor=cast.bob, task=task, what="Say more", due_on=yesterday).what == "Say more"
    with refused("day_is_past"):
        change_task(actor=cast.bob, task=task, what="Say more", due_on=yesterday - SOON)


def test_a_candidate_ends_but_does_not_rewrite_or_drop_what_the_assessor_planned(cast: Cast) -> None:
    task = planned(cast)
    with refused("planned_by_another"):
        change_task(actor=cast.carol, task=task, what="Less", due_on=task.due_on)
    with refused("planned_by_another"):
        drop_task(actor=cast.carol, task=task, reason="No time.")
    own = planned(cast, cast.carol)
    change_task(actor=cast.carol, task=own, what="Less", due_on=own.due_on)
    assert drop_task(actor=cast.carol, task=own, reason="Not needed.").ending == "dropped"
    assert finish_task(actor=cast.carol, task=task, note="Shown at work.").ending == "done"


def test_an_ending_needs_a_note_and_happens_once(cast: Cast) -> None:
    task = planned(cast)
    with refused("no_note"):
        finish_task(actor=cast.bob, task=task, note=" ")
    for _ in range(2):
        drop_task(actor=cast.bob, task=task, reason="The site closed.")
    with refused("closed_already"):
        finish_task(actor=cast.carol, task=task, note="Done.")
    with refused("closed_already"):
        change_task(actor=cast.bob, task=task, what="More", due_on=task.due_on)
    assert AuditEvent.objects.filter(verb="task.dropped").count() == 1
    assert state(task) == "dropped"


def test_nothing_is_planned_where_nothing_is_assessed_any_more(cast: Cast) -> None:
    type(cast.registration).objects.filter(pk=cast.registration.pk).update(state="withdrawn")
    with pytest.raises(Refused, match="is withdrawn"):
        planned(cast)


def test_the_database_takes_no_ending_without_a_note(cast: Cast) -> None:
    task = planned(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedTask.objects.filter(pk=task.pk).update(ending="done", closed_by=cast.bob, closed_at=timezone.now())
