"""The gap view: every criterion with what it still needs, and the task that closes it."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import PlannedTask
from assessment.selectors.gaps import Gap, GapView
from assessment.selectors.suggestions import suggestion
from centres.models import Membership
from portfolio.models import UnitEnrolment
from portfolio.models.sufficiency import Over
from portfolio.states import CriterionState, EvidenceState
from portfolio.sufficiency import DAYS, Demand
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.test_sufficiency import rule
from tests.cast import Cast
from tests.queries import queries_of

ALL = {"view": "all", "unit": "", "open": "", "at": ""}


def view(actor: Membership, cast: Cast, **asked: str) -> GapView:
    return GapView(actor, cast.registration, ALL | asked)


def by_number(gaps: GapView) -> dict[str, Gap]:
    return {gap.progress.criterion.number: gap for gap in gaps.gaps}


@pytest.fixture
def enrolment(cast: Cast) -> UnitEnrolment:
    """Of three criteria: 1.1 has an item, 1.2 was not yet met on it, 2.1 has nothing."""
    made = factories.enrolment(cast.registration, factories.units_in_order(cast.specification)[0])
    rows = list(made.criteria.in_order())
    factories.evidence(cast.registration, title="Record", progress=rows[:2])
    judge(cast.bob, rows[1], **NOT_YET)
    return made


def test_each_criterion_says_what_it_still_needs_and_whose_turn_it_is(cast: Cast, enrolment: UnitEnrolment) -> None:
    found = by_number(view(cast.carol, cast))
    assert {number: (gap.state, gap.needed, gap.turn) for number, gap in found.items()} == {
        "1.1": ("sent", "", "Waits for Bob Brown’s decision."),
        "1.2": ("not_yet", "an answer to the feedback", ""),
        "2.1": ("none", "evidence that shows it", ""),
    }
    assert found["1.2"].asked == NOT_YET["feedback"]


def test_the_centres_rule_says_it_more_exactly(cast: Cast, enrolment: UnitEnrolment) -> None:
    rule(cast, Demand(1, kinds=("observation",)), Demand(2))
    found = by_number(view(cast.carol, cast))
    assert found["1.1"].needed == "1 more observation record; 1 more item (one item can do both)"
    assert found["2.1"].needed == "1 more observation record; 2 more items"
    assert (found["1.1"].is_short, found["2.1"].is_short) == (True, False)


def test_a_draft_is_the_candidates_alone(cast: Cast, enrolment: UnitEnrolment) -> None:
    rows = list(enrolment.criteria.in_order())
    factories.evidence(cast.registration, title="Secret", state=EvidenceState.DRAFT, progress=rows[2:])
    mine, theirs = by_number(view(cast.carol, cast))["2.1"], by_number(view(cast.bob, cast))["2.1"]
    assert (mine.state, mine.needed) == ("draft", "that you submit what is in draft")
    assert [str(item) for item in mine.items] == ["Secret"]
    assert (theirs.state, theirs.needed, theirs.items) == ("none", "evidence that shows it", [])


def test_what_is_met_is_no_gap_and_needs_nothing(cast: Cast, enrolment: UnitEnrolment) -> None:
    judge(cast.bob, enrolment.criteria.in_order().first())
    rule(cast, Demand(3))
    found = by_number(view(cast.bob, cast))["1.1"]
    assert (found.is_gap, found.needed, [str(item) for item in found.items]) == (False, "", ["Record"])


def test_what_the_assessor_did_not_accept_is_said_and_does_not_count(cast: Cast, enrolment: UnitEnrolment) -> None:
    first = enrolment.criteria.in_order().first()
    answered = {"answered_by": cast.bob, "answered_at": timezone.now()}
    first.links.update(state="refused", reason="It shows another customer.", **answered)
    found = by_number(view(cast.carol, cast))["1.1"]
    assert [(str(item), reason) for item, reason in found.refused] == [("Record", "It shows another customer.")]
    assert (found.items, found.needed) == ([], "evidence that shows it")
    first.links.update(state="confirmed", reason="")
    found = by_number(view(cast.carol, cast))["1.1"]
    assert found.confirmed == {item.pk for item in found.items}


def test_views_hold_and_count_what_their_names_say(cast: Cast, enrolment: UnitEnrolment) -> None:
    rule(cast, Demand(2))
    counts = {one.code: number for one, number in view(cast.bob, cast).views}
    assert counts == {
        "": 3, "nothing": 1, "not_yet": 1, "short": 2, "reopened": 0, "waits": 1, "unplanned": 2, "all": 3,
    }  # fmt: skip


def test_a_planned_task_stands_beside_its_gap_until_it_is_answered(cast: Cast, enrolment: UnitEnrolment) -> None:
    rows = list(enrolment.criteria.in_order())
    later = factories.task(cast.registration, planned_by=cast.bob, criteria=rows[1:], kind="observation")
    sooner = factories.task(
        cast.registration, planned_by=cast.bob, criteria=rows[2:], due_on=timezone.localdate() + dt.timedelta(1)
    )
    found = by_number(view(cast.bob, cast))
    assert (found["1.1"].task, found["1.2"].task, found["2.1"].task) == (None, later, sooner)
    factories.evidence(cast.registration, progress=rows[2:])
    assert by_number(view(cast.bob, cast))["2.1"].task == later


def test_a_unit_of_one_test_says_so_in_a_line(cast: Cast, client_of: Any) -> None:
    factories.whole_enrolment(cast.registration, factories.whole_unit("X/900", "test"))
    page = client_of(cast.carol).get(reverse("my_gaps")).content.decode()
    assert "its criteria are not decided one by one: not taken yet" in page


# From a gap to a task ---------------------------------------------------------------------------------------------
def test_the_task_that_closes_a_gap_is_suggested(cast: Cast, enrolment: UnitEnrolment) -> None:
    rows = list(enrolment.criteria.in_order())
    title = enrolment.unit.title
    keys = {str(row.pk) for row in rows}
    assert suggestion(cast.registration, {str(rows[2].pk)}) == {"what": f"Evidence for 2.1, {title}", "kind": ""}
    rule(cast, Demand(1, kinds=("witness",), others=True), Demand(1, kinds=("discussion",)))
    assert suggestion(cast.registration, keys) == {
        "what": f"Professional discussion for 1.1, 1.2 and 2.1, {title}",
        "kind": "discussion",
    }
    assert suggestion(cast.registration, set()) == {}


def test_of_two_kinds_that_do_the_same_the_one_that_helps_the_unit_is_suggested(
    cast: Cast, enrolment: UnitEnrolment
) -> None:
    key = str(enrolment.criteria.in_order().first().pk)
    rule(cast, Demand(1, kinds=("product",), others=True))
    assert suggestion(cast.registration, {key})["kind"] == "observation"
    rule(cast, Demand(1, kinds=("journal",)), over=Over.UNIT)
    assert suggestion(cast.registration, {key})["kind"] == "journal"


def test_what_the_whole_unit_is_short_of_is_suggested_too(cast: Cast, enrolment: UnitEnrolment) -> None:
    rule(cast, Demand(2, DAYS, ("observation",)), over=Over.UNIT)
    assert suggestion(cast.registration, set(), str(enrolment.pk)) == {
        "what": f"{enrolment.unit.title}, as a whole: observation records of 2 more days",
        "kind": "observation",
    }


def test_from_ticked_gaps_to_one_task_and_back_to_the_same_place(
    cast: Cast, enrolment: UnitEnrolment, client_of: Any
) -> None:
    client: Client = client_of(cast.bob)
    rows = list(enrolment.criteria.in_order())[1:]
    page = reverse("plan_task_for", args=[cast.registration.pk])
    ticked = {"criteria": [str(row.pk) for row in rows], "gaps": "view=unplanned"}
    opened = client.post(page, ticked | {"prefill": "1"})
    assert opened.status_code == 200
    assert "Evidence for 1.2 and 2.1" in opened.content.decode()
    assert not PlannedTask.objects.exists()
    due = timezone.localdate() + dt.timedelta(5)
    answer = client.post(page, ticked | {"what": "Show both", "due_on": due.isoformat()})
    gaps = reverse("gaps_of", args=[cast.registration.pk])
    assert answer.headers["Location"] == f"{gaps}?view=unplanned&at={enrolment.pk}#g{rows[0].pk}"
    assert "Show both" in client.get(gaps).content.decode()


def test_the_way_back_leads_nowhere_else(cast: Cast, enrolment: UnitEnrolment, client_of: Any) -> None:
    due = timezone.localdate().isoformat()
    said = {"what": "Show it", "due_on": due, "gaps": "//evil.example/?x=1"}
    answer = client_of(cast.carol).post(reverse("plan_my_task"), said)
    assert answer.headers["Location"].startswith(f"{reverse('my_gaps')}?")


def test_a_candidate_comes_from_a_gap_to_the_upload_with_its_criterion_ticked(
    cast: Cast, enrolment: UnitEnrolment, client_of: Any
) -> None:
    client: Client = client_of(cast.carol)
    key = enrolment.criteria.in_order().last().pk
    address = f"{reverse('upload')}?unit={enrolment.pk}&criteria={key}"
    assert address.replace("&", "&amp;") in client.get(reverse("my_gaps")).content.decode()
    assert f'value="{key}" id="k{key}" checked' in client.get(address).content.decode()


# The pages --------------------------------------------------------------------------------------------------------
def test_staff_read_and_only_the_assessor_plans(cast: Cast, enrolment: UnitEnrolment, client_of: Any) -> None:
    url = reverse("gaps_of", args=[cast.registration.pk])
    for person, plans in ((cast.bob, True), (cast.ivan, False), (cast.eve, False), (cast.alice, False)):
        page = client_of(person).get(url).content.decode()
        assert ("2 criteria still open" in page or "3 criteria still open" in page, "Plan a task" in page) == (
            True,
            plans,
        )


def test_the_list_is_a_file_too(cast: Cast, enrolment: UnitEnrolment, client_of: Any) -> None:
    answer = client_of(cast.bob).get(reverse("gaps_of", args=[cast.registration.pk]), {"format": "csv"})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(line["Criterion"], line["State"], line["Still needed"]) for line in lines] == [
        ("1.1", "Submitted", ""),
        ("1.2", "Not yet met", "an answer to the feedback"),
        ("2.1", "Not started", "evidence that shows it"),
    ]


def test_without_units_it_says_what_to_do(cast: Cast, client_of: Any) -> None:
    page = client_of(cast.carol).get(reverse("my_gaps")).content.decode()
    assert reverse("choose_units") in page


@pytest.mark.parametrize("units", [1, 4])
def test_it_takes_at_most_fifteen_queries_whatever_the_size(cast: Cast, client_of: Any, units: int) -> None:
    rule(cast, Demand(2))
    rule(cast, Demand(2, DAYS), over=Over.UNIT)
    for place in range(units):
        made = factories.enrolment(cast.registration, factories.units_in_order(cast.specification)[place])
        rows = list(made.criteria.in_order())
        factories.evidence(cast.registration, progress=rows)
        judge(cast.bob, rows[0], **NOT_YET)
        factories.stand(rows[1:2], CriterionState.REOPENED)
        factories.task(cast.registration, planned_by=cast.bob, criteria=rows)
    key = str(rows[0].pk)
    for person, page, plan in (
        (cast.carol, reverse("my_gaps"), reverse("plan_my_task")),
        (
            cast.bob,
            reverse("gaps_of", args=[cast.registration.pk]),
            reverse("plan_task_for", args=[cast.registration.pk]),
        ),
    ):
        assert queries_of(client_of(person), f"{page}?open=all") <= 15
        assert queries_of(client_of(person), f"{plan}?criteria={key}") <= 15


def test_of_many_criteria_a_folded_unit_is_fetched_when_it_is_unfolded(cast: Cast, client_of: Any) -> None:
    units = [factories.unit(f"Z/{number}", outcomes=(25,)) for number in range(3)]
    first, *_ = [factories.enrolment(cast.registration, unit) for unit in units]
    client, url = client_of(cast.carol), reverse("my_gaps")
    page = client.get(url).content.decode()
    assert ("Show its 25 criteria" in page, "<h4>Show thing 1.25" in page) == (True, False)
    assert f'hx-get="{url}?part={first.pk}"' in page
    part = client.get(url, {"part": first.pk}).content.decode()
    assert (part.count("<h4>Show thing 1.25"), "<html" in part) == (1, False)
    assert client.get(url, {"at": first.pk}).content.decode().count("<h4>Show thing 1.25") == 1
    assert client.get(url, {"open": "all"}).content.decode().count("<h4>Show thing 1.25") == 3
    assert client.get(url, {"part": "elsewhere"}).status_code == 200
