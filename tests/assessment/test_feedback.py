from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.home_steps import feedback_steps, refused_steps
from assessment.models import CriterionDecision, FeedbackReceipt
from assessment.panels import criterion_notes, sign_off_panel
from assessment.services.acknowledge_feedback import acknowledge_feedback
from assessment.services.reopen_unit import reopen_unit
from centres.models import AuditEvent, Membership, Role
from portfolio.next_steps import Rank
from portfolio.selectors.home import home_of
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.conftest import Work, shell_of, submitted
from tests.assessment.linking import proposed, turned_down
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]
ADDRESS = "/feedback/"


def asked(page: Any) -> list[str]:
    return [one.progress.criterion.number for one in page.context["asked"]]


def test_what_is_not_yet_met_is_listed_newest_first_with_the_way_to_answer(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    judge(cast.bob, work.rows[1], **(NOT_YET | {"feedback": "Say when it was."}))
    page = client_of(cast.carol).get(ADDRESS)
    text = page.content.decode()
    assert asked(page) == ["1.2", "1.1"]
    assert "2 criteria ask for more evidence" in text
    assert "Say when it was." in text
    assert f"{reverse('upload')}?unit={work.enrolment.pk}" in text
    assert f"{reverse('my_unit', args=[work.enrolment.pk])}#c1.2" in text
    assert "Bob Brown" in text


def test_feedback_that_was_answered_moves_to_the_earlier_ones(cast: Cast, work: Work, client_of: ClientOf) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    judge(cast.bob, work.rows[1], feedback="Well kept.")
    factories.evidence(cast.registration, progress=[work.rows[0]])
    page = client_of(cast.carol).get(ADDRESS)
    assert asked(page) == []
    assert [one.feedback for one in page.context["feedback"].to_read] == ["Well kept.", NOT_YET["feedback"]]
    assert "Feedback on 2 criteria to read" in page.content.decode()
    read = [one.pk for one in page.context["feedback"].unread]
    page = client_of(cast.carol).post("/feedback/read/", {"decision": read}, follow=True)
    assert [one.feedback for one in page.context["earlier"]] == ["Well kept.", NOT_YET["feedback"]]
    assert "No feedback waits for you" in page.content.decode()


def test_a_criterion_reopened_with_nothing_left_is_the_candidates_turn(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    judge(cast.bob, work.rows[0])
    reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[:1], reason="The date was wrong.")
    client = client_of(cast.carol)
    assert asked(client.get(ADDRESS)) == []
    work.item.links.all().delete()
    page = client.get(ADDRESS)
    assert asked(page) == ["1.1"]
    assert "The date was wrong." in page.content.decode()


def test_nobody_reads_anothers_feedback(cast: Cast, work: Work, client_of: ClientOf) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    for person in (cast.dan, cast.charlie[Role.CANDIDATE]):
        assert asked(client_of(person).get(ADDRESS)) == []
    for person in (cast.bob, cast.alice, cast.ivan, cast.eve):
        assert client_of(person).get(ADDRESS).status_code == 403


def test_the_tab_counts_what_waits(cast: Cast, work: Work, client_of: ClientOf) -> None:
    for row in work.rows[:2]:
        judge(cast.bob, row, **NOT_YET)
    assert '<span class="badge-count">2' in client_of(cast.carol).get(ADDRESS).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any, number: int
) -> None:
    for index in range(number):
        judge(cast.bob, submitted(cast.registration, index).rows[0], **NOT_YET)
    client = client_of(cast.carol)
    with django_assert_num_queries(6 + shell_of(Role.CANDIDATE)):
        assert len(asked(client.get(ADDRESS))) == number


# Read and answered ------------------------------------------------------------------------------------------------
def replies() -> list[str]:
    return [receipt.reply for receipt in FeedbackReceipt.objects.all()]


def test_reading_and_replying_are_rows_of_their_own_and_a_second_press_adds_none(cast: Cast, work: Work) -> None:
    mine = {"actor": cast.carol, "registration": cast.registration}
    decision = judge(cast.bob, work.rows[0], **NOT_YET)
    for reply in ("", "", "I have it at work.", " I have it at work. ", "", "Found it."):
        acknowledge_feedback(**mine, decisions=[decision], reply=reply)
    assert replies() == ["", "I have it at work.", "Found it."]
    assert sorted(AuditEvent.objects.filter(verb__startswith="feedback.").values_list("verb", flat=True)) == [
        "feedback.answered",
        "feedback.answered",
        "feedback.read",
    ]


def test_only_the_candidate_acknowledges_and_only_what_is_theirs(cast: Cast, work: Work) -> None:
    decision = judge(cast.bob, work.rows[0], **NOT_YET)
    for person, registration, code in (
        (cast.bob, cast.registration, "role"),
        (cast.dan, cast.registration, "not_yours"),
    ):
        with refused(code):
            acknowledge_feedback(actor=person, registration=registration, decisions=[decision])
    acknowledge_feedback(actor=cast.dan, registration=cast.other_registration, decisions=[decision])
    assert replies() == []


def test_a_reply_that_is_too_long_is_kept_in_its_field(cast: Cast, work: Work, client_of: ClientOf) -> None:
    decision = judge(cast.bob, work.rows[0], **NOT_YET)
    page = client_of(cast.carol).post("/feedback/read/", {"decision": decision.pk, "reply": "x" * 2001})
    assert page.status_code == 409
    assert "This has 2001 characters, and 2000 fit." in page.content.decode()
    assert f">{'x' * 2001}</textarea>" in page.content.decode()
    nonsense = client_of(cast.carol).post("/feedback/read/", {"decision": "nonsense"})
    assert nonsense.status_code == 409
    assert replies() == []


def test_staff_see_what_is_not_read_yet_and_what_was_answered(cast: Cast, work: Work, client_of: ClientOf) -> None:
    decision = judge(cast.bob, work.rows[0], **NOT_YET)
    unit, candidate = reverse("unit", args=[work.enrolment.pk]), reverse("candidate", args=[cast.registration.pk])
    assert "Not read yet" in client_of(cast.bob).get(unit).content.decode()
    assert "Feedback on 1 criterion not read yet" in client_of(cast.ivan).get(candidate).content.decode()
    client_of(cast.carol).post("/feedback/read/", {"decision": decision.pk, "reply": "It is at work."})
    assert "It is at work." in client_of(cast.bob).get(unit).content.decode()
    assert "It is at work." in client_of(cast.bob).get(candidate).content.decode()


# On portfolio's pages ---------------------------------------------------------------------------------------------
def test_the_newest_decision_and_the_reason_of_a_reopening_stand_under_the_criterion(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    second = judge(cast.bob, work.rows[0])
    made = reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[:1], reason="Look again.")
    notes = criterion_notes(cast.carol, work.enrolment)
    assert set(notes) == {work.rows[0].pk}
    assert notes[work.rows[0].pk]["decision"] == second
    assert notes[work.rows[0].pk]["reopened"].reopening == made
    judge(cast.bob, work.rows[0])
    assert criterion_notes(cast.carol, work.enrolment)[work.rows[0].pk]["reopened"] is None


def test_the_candidates_list_of_steps_says_what_is_missing(cast: Cast, work: Work) -> None:
    def steps() -> list[Any]:
        return list(feedback_steps(home_of(cast.carol, cast.registration)[0]))

    assert steps() == []
    for row in work.rows[:2]:
        judge(cast.bob, row, **NOT_YET)
    [step] = steps()
    assert (step.rank, step.what) == (Rank.SENT_BACK, "Add what is missing for 2 criteria")
    assert step.why == f"{work.unit.title}, 1.1, 1.2. 1.1: “{NOT_YET['feedback']}”"
    assert step.link == reverse("feedback")
    factories.evidence(cast.registration, progress=work.rows[:2])
    [step] = steps()
    assert (step.rank, step.what) == (Rank.READ, "Read the feedback on 2 criteria")
    decisions = list(CriterionDecision.objects.all())
    acknowledge_feedback(actor=cast.carol, registration=cast.registration, decisions=decisions)
    assert steps() == []


@pytest.mark.core
def test_what_was_not_accepted_is_the_candidates_next_step_until_something_else_is_put_forward(
    cast: Cast, work: Work
) -> None:
    def steps() -> list[Any]:
        return list(refused_steps(home_of(cast.carol, cast.registration)[0]))

    assert steps() == []
    turned_down(cast.bob, work.item, *work.rows[:2], reason="The second page is missing.")
    [step] = steps()
    assert (step.rank, step.what) == (Rank.SENT_BACK, f"Look at “{work.item}” again")
    assert step.why == "Not accepted for 1.1, 1.2: The second page is missing."
    assert step.link == reverse("evidence", args=[work.item.pk])
    factories.evidence(cast.registration, progress=work.rows[:1])
    assert [step.why[:20] for step in steps()] == ["Not accepted for 1.2"]
    proposed(cast.carol, work.item, work.rows[1], words="It is on the back.")
    assert steps() == []


def test_the_candidate_sees_what_stops_the_sign_off_with_their_own_part_first(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[2], **NOT_YET)
    blockers = sign_off_panel(cast.carol, work.enrolment)["blockers"]
    assert [(blocker.code, blocker.yours) for blocker in blockers] == [
        ("criteria_not_yet", True),
        ("criteria_sent", False),
    ]
    assert {blocker.link for blocker in blockers} == {""}


def test_staff_find_each_unit_and_the_assessor_what_waits_on_the_candidates_page(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    where = reverse("candidate", args=[cast.registration.pk])
    for person in (cast.bob, cast.alice, cast.ivan, cast.eve):
        assert reverse("unit", args=[work.enrolment.pk]) in client_of(person).get(where).content.decode()
    assert "1 item waits for a decision" in client_of(cast.bob).get(where).content.decode()
    assert "waits for a decision" not in client_of(cast.alice).get(where).content.decode()


def test_the_candidate_reads_feedback_gate_and_history_on_the_units_page(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    page = client_of(cast.carol).get(reverse("my_unit", args=[work.enrolment.pk])).content.decode()
    assert "Add the customer&#x27;s reply." in page
    assert "What is stopping sign-off" in page
    assert "decided 1.1 not yet met" in page
