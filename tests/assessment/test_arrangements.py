"""Reasonable adjustments and special consideration: who decides, who reads what, and that neither waives anything."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.arrangement_panels import waiting_for_admin
from assessment.arrangements import ever_agreed
from assessment.models import (
    Adjustment,
    Consideration,
    CriterionDecision,
    Need,
    NeedFile,
    QueryCode,
    UnitResult,
    UnitSignOff,
    Verdict,
)
from assessment.services.answer_adjustment import answer_adjustment
from assessment.services.answer_consideration import answer_consideration
from assessment.services.ask_for_adjustment import ask_for_adjustment
from assessment.services.ask_for_consideration import ask_for_consideration
from assessment.services.drop_task import drop_task
from assessment.services.end_adjustment import end_adjustment
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import AuditEvent, Membership, Role
from portfolio.models import CriterionProgress
from portfolio.states import CriterionState
from tests import factories
from tests.assessment.acts import refused
from tests.assessment.appeals import letter
from tests.assessment.conftest import Work, submitted
from tests.assessment.sittings import offered, recorded, sitting
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]
pytestmark = pytest.mark.core
NEED = "My wrist is inflamed, says the letter."


def asked(cast: Cast, **more: Any) -> Adjustment:
    given = {"actor": cast.carol, "kind": "scribe", "need": NEED} | more
    return ask_for_adjustment(registration=cast.registration, **given)


def agreed(cast: Cast, adjustment: Adjustment | None = None, **more: Any) -> Adjustment:
    given = {"actor": cast.alice, "agreed": True, "valid_from": timezone.localdate()} | more
    return answer_adjustment(adjustment=adjustment or asked(cast), **given)


# Who reads what ---------------------------------------------------------------------------------------------------
def readers(cast: Cast, model: Any) -> set[str]:
    everybody = [cast.alice, cast.bob, cast.bea, cast.tess, cast.ivan, cast.iris, cast.eve, cast.carol, cast.dan]
    everybody += cast.charlie.values()
    return {who.name for who in everybody if model.objects.visible_to(who).exists()}


def test_a_request_is_read_by_the_candidate_and_those_who_decide_and_the_arrangement_by_who_acts_on_it(
    cast: Cast,
) -> None:
    adjustment = asked(cast)
    deciders = {"Alice Adams", "Carol Cole", "Ivan Ives", "Iris Inch"}
    assert (readers(cast, Adjustment), readers(cast, Need)) == (deciders, deciders)
    agreed(cast, adjustment)
    assert readers(cast, Adjustment) == deciders | {"Bob Brown", "Eve Ember"}
    assert readers(cast, Need) == {"Alice Adams", "Carol Cole"}


def test_an_iqa_of_another_unit_is_not_told(cast: Cast, work: Work) -> None:
    cast.ivan.competences.exclude(unit=work.unit).delete()
    other = submitted(cast.registration, 1)
    agreed(cast, asked(cast, units=[other.enrolment]))
    assert readers(cast, Adjustment) == {"Alice Adams", "Carol Cole", "Iris Inch", "Bob Brown", "Eve Ember"}


def test_what_stands_in_no_page_list_or_record_of_others_is_why_it_is_needed(
    cast: Cast, client_of: ClientOf, work: Work
) -> None:
    adjustment = agreed(cast, asked(cast, files=letter(), particulars="Types what she says"))
    about = [reverse(name, args=[cast.registration.pk]) for name in ("candidate", "arrangements")]
    unit, marking = reverse("unit", args=[work.enrolment.pk]), reverse("marking", args=[work.item.pk])
    for who, pages in {
        cast.bob: [*about, unit, marking, reverse("record", args=[cast.registration.pk, "observation"])],
        cast.ivan: [*about, unit],
        cast.eve: [*about, unit, reverse("activity")],
        cast.alice: [about[0], unit, reverse("admin_home"), reverse("activity"), reverse("quarantine")],
    }.items():
        for page in pages:
            said = client_of(who).get(page).content.decode()
            assert NEED not in said, (who, page)
            assert "letter.txt" not in said, (who, page)
    for page in (*about, unit, marking):
        assert "Scribe, Types what she says" in client_of(cast.bob).get(page).content.decode(), page
    for who in (cast.carol, cast.alice):
        page = "my_arrangements" if who == cast.carol else "arrangements"
        said = client_of(who).get(reverse(page, args=[] if who == cast.carol else [cast.registration.pk]))
        assert NEED in said.content.decode()
    file = NeedFile.objects.get()
    answers = {
        who: client_of(who).get(reverse("need_file", args=[file.pk])).status_code for who in (cast.ivan, cast.dan)
    }
    assert set(answers.values()) == {404}
    assert client_of(cast.bob).get(reverse("need_file", args=[file.pk])).status_code == 403
    assert b"".join(client_of(cast.carol).get(reverse("need_file", args=[file.pk]))) == b"Dear centre, I appeal."
    events = AuditEvent.objects.about(adjustment)
    assert {event.verb for event in events} == {"adjustment.asked", "adjustment.agreed"}
    assert all(NEED not in str(event.facts) and "Scribe" not in str(vars(event)) for event in events)


# Asked, agreed, ended ---------------------------------------------------------------------------------------------
def test_an_arrangement_is_agreed_before_it_is_used_by_somebody_else(cast: Cast) -> None:
    adjustment, today = asked(cast), timezone.localdate()
    with refused("in_the_past"):
        agreed(cast, adjustment, valid_from=today - dt.timedelta(days=1))
    with refused("backwards"):
        agreed(cast, adjustment, valid_until=today - dt.timedelta(days=1))
    with refused("role"):
        agreed(cast, adjustment, actor=cast.bob)
    own = Membership.objects.create(user=cast.carol.user, centre=cast.centre, role=Role.ADMIN)
    with refused("own_work"):
        agreed(cast, adjustment, actor=own)
    with refused("not_yours"):
        agreed(cast, adjustment, actor=cast.charlie[Role.ADMIN])
    with refused("words"):
        agreed(cast, adjustment, agreed=False)
    made = agreed(cast, adjustment)
    assert agreed(cast, adjustment) == made
    with refused("answered"):  # another tab, other words: not kept, so not passed over
        agreed(cast, adjustment, valid_until=today + dt.timedelta(days=9))
    with refused("answered"):
        agreed(cast, adjustment, actor=cast.ivan)
    end_adjustment(actor=cast.carol, adjustment=made)
    made.refresh_from_db()
    assert (made.state, made.valid_until) == ("ended", today)


def test_what_is_ended_holds_on_no_day_more_than_it_did(cast: Cast, work: Work) -> None:
    today = timezone.localdate()
    later = agreed(cast, valid_from=today + dt.timedelta(days=7))
    end_adjustment(actor=cast.alice, adjustment=later)
    assert not Adjustment.objects.on(later.valid_from).exists()
    assert not ever_agreed(work.enrolment).exists()
    over = agreed(cast, asked(cast, kind="reader"), valid_until=today)
    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        end_adjustment(actor=cast.alice, adjustment=over)
    over.refresh_from_db()
    assert (over.state, over.valid_until) == ("ended", today)


def test_an_admin_answers_a_request_and_only_the_candidate_takes_it_back(cast: Cast) -> None:
    adjustment = asked(cast)
    with refused("asked"):
        end_adjustment(actor=cast.alice, adjustment=adjustment)
    assert end_adjustment(actor=cast.carol, adjustment=adjustment).state == "ended"


def test_what_waits_for_an_admin_is_one_line_a_candidate(cast: Cast) -> None:
    result = recorded(cast.alice, offered(cast).test, sitting(passed=False))
    for day in (1, 2):
        task = factories.task(cast.registration, planned_by=cast.bob, due_on=timezone.localdate() + dt.timedelta(day))
        plead(cast, task)
    plead(cast, result)
    asked(cast)
    assert [row.message for row in waiting_for_admin(cast.alice)] == [
        "Carol Cole waits for an answer about an arrangement"
    ]


def test_a_request_says_what_and_why_and_comes_once(cast: Cast) -> None:
    with refused("kind", "words"):
        asked(cast, kind="", need=" ")
    with refused("particulars"):
        asked(cast, kind="other")
    with refused("percent"):
        asked(cast, kind="extra_time")
    with refused("not_yours"):
        asked(cast, actor=cast.dan)
    assert asked(cast) == asked(cast)
    assert asked(cast, actor=cast.bob).asked_by == cast.bob
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.create(registration=cast.registration, asked_by=cast.carol, kind="extra_time")


# Nothing is waived ------------------------------------------------------------------------------------------------
def test_nothing_about_an_arrangement_can_say_that_a_criterion_is_met_or_waived(cast: Cast, work: Work) -> None:
    """No state, verdict or relation exists for it, and the sign-off asks for every criterion as before."""
    assert set(Verdict.values) == {"met", "not_yet"}
    assert not any("waive" in value for value in CriterionState.values)
    for model in (Adjustment, Consideration, Need):
        targets = {field.related_model for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)}
        assert not targets & {CriterionProgress, CriterionDecision, UnitSignOff}
    leads = [row for row in apps.get_models() for field in row._meta.get_fields() if _is_key_to_adjustment(field)]
    assert {row.__name__ for row in leads} == {"UnitResult", "Need", "NeedDisposal"}
    before = list(work.enrolment.criteria.in_order().values_list("state", flat=True))
    agreed(cast, asked(cast, units=[work.enrolment]))
    assert list(work.enrolment.criteria.in_order().values_list("state", flat=True)) == before
    with refused("criteria_sent"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


def _is_key_to_adjustment(field: Any) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is Adjustment


def test_special_consideration_is_refused_for_a_criterion(cast: Cast, work: Work) -> None:
    for about in (work.rows[0], work.enrolment):
        with refused("stands_for_nothing"):
            plead(cast, about)
    assert not Consideration.objects.exists()


# Extra time -------------------------------------------------------------------------------------------------------
def test_extra_time_answers_the_question_about_62_minutes_of_60(cast: Cast) -> None:
    unit, today = offered(cast).test, timezone.localdate()
    extra = agreed(cast, asked(cast, kind="extra_time", extra_percent=25))
    with refused("adjustment"):
        recorded(cast.alice, unit, sitting(minutes=62, days_ago=3, adjustment=extra))  # before it was agreed
    result = recorded(cast.alice, unit, sitting(minutes=62, days_ago=0, adjustment=extra))
    assert (result.taken_on, result.allowed) == (today, 75)
    over = UnitResult.objects.queried(QueryCode.OVER_TIME)
    assert not over.exists()
    other = sitting(passed=False, minutes=62, days_ago=0)
    whole = factories.whole_enrolment(cast.other_registration, unit.unit)
    recorded(cast.alice, whole, other)
    assert [row.enrolment for row in over.all()] == [whole]


def test_the_page_of_an_attempt_offers_what_was_agreed_and_names_what_was_used(cast: Cast, client_of: ClientOf) -> None:
    unit = offered(cast).test
    page = reverse("record_result", args=[unit.pk])
    assert "Arrangement used" not in client_of(cast.bob).get(page).content.decode()
    extra = agreed(cast, asked(cast, kind="extra_time", extra_percent=25))
    assert "Extra time, 25 per cent" in client_of(cast.bob).get(page).content.decode()
    recorded(cast.alice, unit, sitting(minutes=80, days_ago=0, adjustment=extra))
    said = client_of(cast.bob).get(reverse("unit", args=[unit.pk])).content.decode()
    assert "75 minutes allowed" in said
    assert "80 minutes, and 60 are set, 75 with the extra time." in said


# Special consideration --------------------------------------------------------------------------------------------
def plead(cast: Cast, about: Any, **more: Any) -> Consideration:
    given = {"actor": cast.carol, "registration": cast.registration, "circumstances": "I was in hospital."} | more
    return ask_for_consideration(about=about, **given)


def test_a_later_day_moves_the_task_and_nothing_else(cast: Cast) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    plea, day = plead(cast, task), task.due_on + dt.timedelta(days=7)
    assert plead(cast, task) == plea
    with refused("new_day"):
        answer_consideration(actor=cast.alice, consideration=plea, remedy="day", answer="Yes.", new_day=task.due_on)
    for _ in range(2):
        answer_consideration(actor=cast.alice, consideration=plea, remedy="day", answer="Yes.", new_day=day)
    task.refresh_from_db()
    plea.refresh_from_db()
    assert (task.due_on, plea.state, plea.new_day) == (day, "granted", day)
    assert "hospital" not in str([event.facts for event in AuditEvent.objects.about(task, plea)])


def test_no_day_of_a_task_that_is_over_is_moved(cast: Cast) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    plea, day = plead(cast, task), task.due_on + dt.timedelta(days=7)
    drop_task(actor=cast.bob, task=task, reason="Shown otherwise.")
    with refused("task_over"):
        answer_consideration(actor=cast.alice, consideration=plea, remedy="day", answer="Yes.", new_day=day)


def test_about_an_attempt_it_allows_another_or_goes_to_the_body_and_the_result_stands(cast: Cast) -> None:
    result = recorded(cast.alice, offered(cast).test, sitting(passed=False))
    plea = plead(cast, result)
    with refused("no_attempt"):
        task = factories.task(cast.registration, planned_by=cast.bob)
        answer_consideration(actor=cast.ivan, consideration=plead(cast, task), remedy="attempt", answer="Yes.")
    with refused("reference"):
        answer_consideration(actor=cast.ivan, consideration=plea, remedy="forward", answer="Sent.")
    with refused("answered"):
        answer_consideration(actor=cast.alice, consideration=plea, answer="They leave it as it is.", of_the_body=True)
    for _ in range(2):  # the second press is not what the body answers
        answer_consideration(actor=cast.ivan, consideration=plea, remedy="forward", answer="Sent.", reference="SC-12")
    plea.refresh_from_db()
    assert (plea.state, plea.body_answer) == ("forwarded", "")
    for _ in range(2):
        answer_consideration(actor=cast.alice, consideration=plea, answer="They leave it as it is.", of_the_body=True)
    plea.refresh_from_db()
    assert (plea.state, plea.reference, plea.body_answer) == ("closed", "SC-12", "They leave it as it is.")
    assert [row.words for row in UnitResult.objects.all()] == ["Fail"]


def test_it_is_asked_for_in_time_or_by_an_admin(cast: Cast) -> None:
    result = recorded(cast.alice, offered(cast).test, sitting(passed=False))
    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        with refused("too_late"):
            plead(cast, result)
        assert plead(cast, result, actor=cast.alice).state == "asked"


# The pages --------------------------------------------------------------------------------------------------------
def test_a_candidate_asks_and_an_admin_answers_on_the_same_page(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    ask = reverse("ask_for_adjustment", args=[cast.registration.pk])
    wrong = client.post(ask, {"adjustment-kind": "other", "adjustment-need": NEED})
    assert (wrong.status_code, NEED in wrong.content.decode()) == (409, True)
    assert client.post(ask, {"adjustment-kind": "reader", "adjustment-need": NEED}).status_code == 302
    row = Adjustment.objects.get()
    client = client_of(cast.alice)
    assert "waits for an answer about an arrangement" in client.get(reverse("admin_home")).content.decode()
    prefix, today = f"a{row.pk.hex}", timezone.localdate().isoformat()
    answer = reverse("answer_adjustment", args=[row.pk])
    assert client.post(answer, {f"{prefix}-agreed": "yes", f"{prefix}-valid_from": today}).status_code == 302
    row.refresh_from_db()
    assert row.state == "agreed"
    assert client_of(cast.carol).post(reverse("end_adjustment", args=[row.pk])).status_code == 302


def test_an_answer_that_was_sent_twice_or_given_meanwhile_in_another_window_is_not_the_next_one(
    cast: Cast, client_of: ClientOf
) -> None:
    plea = plead(cast, recorded(cast.alice, offered(cast).test, sitting(passed=False)))
    client, answer = client_of(cast.alice), reverse("answer_consideration", args=[plea.pk])

    def posted(**fields: str) -> dict[str, str]:
        return {f"c{plea.pk.hex}-{name}": value for name, value in fields.items()}

    sent = posted(remedy="forward", reference="SC-12", answer="Sent.", of_the_body="False")
    assert [client.post(answer, sent).status_code for _ in range(2)] == [302, 302]
    other = client.post(answer, posted(remedy="", answer="No, after all.", of_the_body="False"))
    assert (other.status_code, "No, after all." in other.content.decode()) == (409, True)
    assert "It is sent to the awarding organisation already." in other.content.decode()
    page = client.get(reverse("arrangements", args=[cast.registration.pk])).content.decode()
    assert "What the awarding organisation answered" in page
    assert client.post(answer, posted(answer="They agree.", of_the_body="True")).status_code == 302
    plea.refresh_from_db()
    assert (plea.state, plea.answer, plea.body_answer) == ("closed", "Sent.", "They agree.")


def test_an_answer_to_what_another_has_answered_meanwhile_is_given_back(cast: Cast, client_of: ClientOf) -> None:
    row = asked(cast)
    agreed(cast, row, actor=cast.ivan)
    fields = {"agreed": "no", "answer": "Nobody can write for her."}
    posted = {f"a{row.pk.hex}-{name}": value for name, value in fields.items()}
    answer = client_of(cast.alice).post(reverse("answer_adjustment", args=[row.pk]), posted)
    page = answer.content.decode()
    assert (answer.status_code, "It is agreed already." in page) == (409, True)
    assert "Nobody can write for her." in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_at_most_fifteen_queries(cast: Cast, client_of: ClientOf, number: int, work: Work) -> None:
    for place in range(number):
        agreed(cast, asked(cast, need=f"{NEED} {place}", files=letter(), units=[work.enrolment]))
        asked(cast, kind="reader", need=f"{place}")
        plead(cast, factories.task(cast.registration, planned_by=cast.bob))
    page = reverse("arrangements", args=[cast.registration.pk])
    asked_by = {who.name: queries_of(client_of(who), page) for who in (cast.alice, cast.bob, cast.ivan, cast.eve)}
    asked_by["Carol"] = queries_of(client_of(cast.carol), reverse("my_arrangements"))
    asked_by["marking"] = queries_of(client_of(cast.bob), reverse("marking", args=[work.item.pk]))
    assert {who: taken for who, taken in asked_by.items() if taken > 15} == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "refused"},
        {"remedy": "attempt"},
        {"remedy": "forward"},
    ],
)
def test_no_answer_is_kept_without_what_makes_it_one(cast: Cast, wrong: dict[str, str]) -> None:
    """The database refuses what a use case would have to forget first."""
    task = factories.task(cast.registration, planned_by=cast.bob)
    asked = Consideration.objects.create(registration=cast.registration, task=task, asked_by=cast.carol)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consideration.objects.filter(pk=asked.pk).update(**wrong)
    adjustment = Adjustment.objects.create(registration=cast.registration, kind="scribe", asked_by=cast.carol)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.filter(pk=adjustment.pk).update(state="refused")
