"""Assessment plans: signed by the assessor, agreed by the candidate, every version kept."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from assessment.models import AssessmentPlan, PlanAnswer, PlannedTask
from assessment.services.agree_plan import agree_plan
from assessment.services.ask_for_change import ask_for_change
from assessment.services.change_task import change_task
from assessment.services.drop_task import drop_task
from assessment.services.keep_template import keep_template
from assessment.services.sign_plan import sign_plan
from assessment.services.use_template import use_template
from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.assessment.acts import refused
from tests.assessment.conftest import Work
from tests.at_once import together
from tests.cast import Cast
from units.models import Unit


def signed(cast: Cast, actor: Membership | None = None, **words: str) -> AssessmentPlan:
    return sign_plan(actor=actor or cast.bob, registration=cast.registration, words=words)


@pytest.fixture
def task(cast: Cast, work: Work) -> PlannedTask:
    return factories.task(
        cast.registration, planned_by=cast.bob, criteria=work.rows[:2], kind="observation", place="Leeds"
    )


@pytest.mark.core
def test_a_plan_keeps_its_tasks_as_they_were_signed(cast: Cast, work: Work, task: PlannedTask) -> None:
    plan = signed(cast, needs="Telephone manner.")
    drop_task(actor=cast.bob, task=task, reason="The site closed.")
    [line] = plan.lines.all()
    assert (line.what, line.kind, line.place, line.due_on) == ("Record a call", "observation", "Leeds", task.due_on)
    assert line.criteria == [[str(work.unit), "1.1, 1.2"]]
    assert (plan.version, plan.needs, plan.state) == (1, "Telephone manner.", "to_agree")


@pytest.mark.core
def test_only_what_changed_makes_another_version(cast: Cast, task: PlannedTask) -> None:
    assert signed(cast, needs="One.") == signed(cast, needs=" One. ")
    assert signed(cast, needs="Two.").version == 2
    change_task(actor=cast.bob, task=task, what="Record two calls", due_on=task.due_on)
    third = signed(cast, needs="Two.")
    assert third.version == 3
    agree_plan(actor=cast.carol, plan=third)
    assert signed(cast, needs="Two.") == third


@pytest.mark.core
def test_a_plan_needs_a_task_and_the_candidates_own_assessor(cast: Cast) -> None:
    with refused("no_task"):
        signed(cast)
    factories.task(cast.registration, planned_by=cast.bob)
    for person in (cast.carol, cast.alice, cast.ivan):
        with refused("role"):
            signed(cast, person)
    with refused("not_their_assessor"):
        signed(cast, cast.bea)
    assert signed(cast).made_by == cast.bob


@pytest.mark.core
def test_the_candidate_agrees_once_and_nobody_for_them(cast: Cast, task: PlannedTask) -> None:
    plan = signed(cast)
    for person, code in ((cast.dan, "not_yours"), (cast.bob, "role"), (cast.alice, "role")):
        with refused(code):
            agree_plan(actor=person, plan=plan)
    assert agree_plan(actor=cast.carol, plan=plan) == agree_plan(actor=cast.carol, plan=plan)
    assert AssessmentPlan.objects.get(answer__answer="agreed") == plan
    assert AuditEvent.objects.filter(verb="plan.agreed").count() == 1
    with refused("answered"):
        ask_for_change(actor=cast.carol, plan=plan, comment="Later.")


@pytest.mark.core
def test_a_change_is_asked_for_in_words_and_answered_with_a_new_version(cast: Cast, task: PlannedTask) -> None:
    first = signed(cast)
    with refused("no_words"):
        ask_for_change(actor=cast.carol, plan=first, comment=" ")
    once = ask_for_change(actor=cast.carol, plan=first, comment="I am away then.")
    assert once == ask_for_change(actor=cast.carol, plan=first, comment=" I am away then. ")
    with refused("answered"):
        agree_plan(actor=cast.carol, plan=first)
    second = signed(cast)  # the same words again: the assessor stays with it
    assert second.version == 2
    with refused("answered", "newer_version"):
        agree_plan(actor=cast.carol, plan=first)
    agree_plan(actor=cast.carol, plan=second)
    assert AssessmentPlan.objects.get(answer__answer="agreed") == second


@pytest.mark.core
def test_an_older_version_cannot_be_agreed_any_more(cast: Cast, task: PlannedTask) -> None:
    first = signed(cast)
    signed(cast, needs="More.")
    with refused("newer_version"):
        agree_plan(actor=cast.carol, plan=first)


@pytest.mark.core
def test_the_day_that_both_agreed_on_moves_only_with_a_reason(cast: Cast, task: PlannedTask) -> None:
    plan, later = signed(cast), task.due_on + dt.timedelta(days=7)
    moved = change_task(actor=cast.bob, task=task, what=task.what, due_on=later)
    agree_plan(actor=cast.carol, plan=plan)
    again = {"actor": cast.bob, "task": moved, "what": task.what, "due_on": later + dt.timedelta(days=7)}
    with refused("no_reason"):
        change_task(**again)
    change_task(**again, reason="She was ill.")
    assert AuditEvent.objects.filter(verb="task.changed").latest("at").facts["reason"] == "She was ill."


@pytest.mark.core
def test_both_acknowledge_whom_a_unit_suits_before_they_sign(cast: Cast, work: Work, task: PlannedTask) -> None:
    Unit.objects.filter(pk=work.unit.pk).update(suits="Only for people who manage others.")
    code = f"suitability {work.unit.code}"
    mine = {"actor": cast.bob, "registration": cast.registration, "words": {}}
    with refused(code):
        sign_plan(**mine)
    plan = sign_plan(**mine, acknowledged={work.unit.code})
    with refused(code):
        agree_plan(actor=cast.carol, plan=plan)
    agree_plan(actor=cast.carol, plan=plan, acknowledged={work.unit.code})
    assert {row.by for row in cast.registration.suitability.all()} == {cast.bob, cast.carol}


@pytest.mark.core
def test_a_template_plans_the_same_work_for_another_candidate(cast: Cast, work: Work, task: PlannedTask) -> None:
    factories.task(cast.registration, planned_by=cast.bob, what="Read the handbook")
    plan = signed(cast)
    for _ in range(2):
        template = keep_template(actor=cast.bob, plan=plan, name=" First weeks ")
    theirs = factories.enrolment(cast.other_registration, work.unit)
    item = factories.evidence(cast.other_registration, progress=[theirs.criteria.in_order()[0]])
    factories.decision(theirs.criteria.in_order()[0], assessor=cast.bob, item=item)
    for _ in range(2):
        made = use_template(actor=cast.bob, registration=cast.other_registration, template=template)
    by_words = {one.what: one for one in made}
    assert set(by_words) == {"Read the handbook", "Record a call"}
    call = by_words["Record a call"]
    assert [row.progress.criterion.number for row in call.criteria.all()] == ["1.2"]  # 1.1 is met
    assert (call.kind, call.place, call.due_on) == ("observation", "", timezone.localdate() + dt.timedelta(days=7))
    assert PlannedTask.objects.filter(registration=cast.other_registration).count() == 2
    with pytest.raises(Refused):
        use_template(actor=cast.charlie[Role.ASSESSOR], registration=cast.other_registration, template=template)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_two_presses_agree_once_and_of_agreeing_and_sending_back_one_wins(cast: Cast) -> None:
    factories.task(cast.registration, planned_by=cast.bob)
    plan = signed(cast)
    answers = together(*[lambda: agree_plan(actor=cast.carol, plan=plan)] * 4)
    assert set(answers) == {PlanAnswer.objects.get()}
    second = signed(cast, needs="More.")
    found = together(
        lambda: agree_plan(actor=cast.carol, plan=second),
        lambda: ask_for_change(actor=cast.carol, plan=second, comment="Later."),
    )
    assert sorted(isinstance(one, Refused) for one in found) == [False, True]
    assert PlanAnswer.objects.filter(plan=second).count() == 1
