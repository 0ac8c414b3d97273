from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.panels import criterion_notes, sign_off_panel, todo
from assessment.services.reopen_unit import reopen_unit
from centres.models import Membership, Role
from portfolio import panels as portfolio
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work, shell_of, submitted
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
    with django_assert_num_queries(4 + shell_of(Role.CANDIDATE)):
        assert len(asked(client.get(ADDRESS))) == number


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


def test_the_candidates_list_of_things_to_do_names_the_feedback(cast: Cast, work: Work) -> None:
    assert todo(cast.carol, cast.registration) == []
    for row in work.rows[:2]:
        judge(cast.bob, row, **NOT_YET)
    [line] = todo(cast.carol, cast.registration)
    assert (line.message, line.detail) == (f"{work.unit.title}: 2 criteria ask for more evidence.", "1.1, 1.2")
    assert (line.link, line.yours) == (reverse("feedback"), True)
    assert line in portfolio.todo(cast.carol, cast.registration)


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
