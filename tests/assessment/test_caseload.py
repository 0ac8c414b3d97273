import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.policies import DAYS_TO_DECIDE
from assessment.promise import Promises
from assessment.selectors.caseload import caseload
from centres.models import Membership, Role
from centres.services.set_policy import set_policy
from centres.templatetags._words import day
from portfolio.models import Candidate, CriterionProgress, Evidence, Registration
from portfolio.states import EvidenceState, RegistrationState
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work, shell_of, submitted
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]
ADDRESS = "/caseload/"


def names(page: Any) -> list[str]:
    return [row.registration.candidate.name for row in page.context["rows"]]


def numbers(page: Any) -> dict[str, int]:
    return {view["label"]: view["count"] for view in page.context["views"]}


def test_everybody_allocated_is_listed_the_longest_waiting_first(cast: Cast, client_of: ClientOf) -> None:
    submitted(cast.other_registration)
    page = client_of(cast.bob).get(ADDRESS)
    assert names(page) == ["Dan Dale", "Carol Cole"]
    assert f"2 candidates. 1 item waits for you, the oldest since {day(timezone.now())}." in page.content.decode()
    assert "0 met, 3 submitted, 0 not yet met, 0 reopened, of 3" in page.content.decode()
    assert reverse("candidate", args=[cast.registration.pk]) in page.content.decode()


def test_an_assessor_without_candidates_is_told_where_they_come_from(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.charlie[Role.ASSESSOR]).get(ADDRESS)
    assert (names(page), "No candidates yet." in page.content.decode()) == ([], True)


def test_views_answer_the_usual_questions(cast: Cast, work: Work, client_of: ClientOf) -> None:
    other = submitted(cast.other_registration)
    for row in work.rows:
        judge(cast.bob, row)
    judge(cast.bob, other.rows[0], **NOT_YET)
    client = client_of(cast.bob)
    assert numbers(client.get(ADDRESS)) == {
        "All": 2,
        "Waiting for me": 1,
        "Past the promise": 0,
        "At risk": 0,
        "Watch": 0,
        "Ready to sign off": 1,
        "Feedback to answer": 1,
        "Review due": 0,
        "No contact for long": 0,
    }
    assert names(client.get(f"{ADDRESS}?view=ready")) == ["Carol Cole"]
    assert names(client.get(f"{ADDRESS}?view=waiting")) == ["Dan Dale"]
    assert names(client.get(f"{ADDRESS}?view=feedback")) == ["Dan Dale"]
    assert sorted(names(client.get(f"{ADDRESS}?view=nonsense"))) == ["Carol Cole", "Dan Dale"]


def test_who_went_quiet_and_who_finished_are_found(cast: Cast, work: Work, client_of: ClientOf) -> None:
    long_ago = timezone.now() - dt.timedelta(days=40)
    Evidence.objects.update(submitted_at=long_ago)
    Registration.objects.update(recorded_at=long_ago)
    CriterionProgress.objects.update(since=long_ago)
    Registration.objects.filter(pk=cast.other_registration.pk).update(state=RegistrationState.COMPLETED)
    client = client_of(cast.bob)
    assert names(client.get(f"{ADDRESS}?view=quiet")) == ["Carol Cole"]
    assert names(client.get(f"{ADDRESS}?view=past")) == ["Dan Dale"]
    assert names(client.get(ADDRESS)) == ["Carol Cole"]


def test_a_countersigner_finds_the_trainees_candidates_apart(cast: Cast, tess_work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bea)
    assert names(client.get(ADDRESS)) == []
    page = client.get(f"{ADDRESS}?view=trainees")
    assert names(page) == ["Walt West"]
    assert "Tess Trainee" in page.content.decode()


def test_the_filter_finds_names_and_numbers(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    assert names(client.get(f"{ADDRESS}?q=carol")) == ["Carol Cole"]
    assert names(client.get(f"{ADDRESS}?q={cast.other_registration.number}")) == ["Dan Dale"]
    assert "No candidate fits." in client.get(f"{ADDRESS}?q=nobody").content.decode()
    code = cast.specification.qualification.code
    assert len(names(client.get(f"{ADDRESS}?qualification={code}"))) == 2
    assert names(client.get(f"{ADDRESS}?qualification=other")) == []


def test_a_draft_is_not_started_for_staff(cast: Cast, client_of: ClientOf) -> None:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.first())
    factories.evidence(cast.registration, state=EvidenceState.DRAFT, progress=list(enrolment.criteria.all()))
    page = client_of(cast.bob).get(ADDRESS)
    row = next(row for row in page.context["rows"] if row.registration == cast.registration)
    assert (row.criteria, row.last_contact) == ({"none": 3}, cast.registration.recorded_at)


def test_the_list_is_sorted_by_any_column_and_keeps_what_was_asked(cast: Cast, work: Work, client_of: ClientOf) -> None:
    judge(cast.bob, work.rows[0])
    client = client_of(cast.bob)
    assert names(client.get(f"{ADDRESS}?sort=name")) == ["Carol Cole", "Dan Dale"]
    page = client.get(f"{ADDRESS}?sort=-name&view=all&q=a")
    assert names(page) == ["Dan Dale", "Carol Cole"]
    assert f"{ADDRESS}?q=a&amp;sort=name" in page.content.decode()
    assert 'aria-sort="descending"' in page.content.decode()
    for sort, first in (("progress", "Dan Dale"), ("-progress", "Carol Cole"), ("-contact", "Carol Cole")):
        assert names(client.get(f"{ADDRESS}?sort={sort}"))[0] == first
    assert names(client.get(f"{ADDRESS}?sort=nonsense")) == names(client.get(ADDRESS))


def test_whoever_waits_past_the_promise_is_at_risk_and_says_why(cast: Cast, work: Work, client_of: ClientOf) -> None:
    since = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
    Evidence.objects.update(submitted_at=since)
    CriterionProgress.objects.update(since=since)
    Registration.objects.update(registered_on=since.date(), recorded_at=since)
    with time_machine.travel(since + dt.timedelta(days=16), tick=False):
        client = client_of(cast.bob)
        page = client.get(f"{ADDRESS}?view=overdue")
        assert names(page) == ["Carol Cole"]
        assert "Decision promised by 15 Jun 2026" in page.content.decode()
        assert names(client.get(f"{ADDRESS}?view=atrisk&sort=risk")) == ["Carol Cole"]
        assert names(client.get(f"{ADDRESS}?view=watch")) == ["Dan Dale"]


def test_the_promise_is_that_of_the_day_on_which_it_was_made(cast: Cast, work: Work) -> None:
    since = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
    Evidence.objects.update(submitted_at=since)
    CriterionProgress.objects.update(since=since)
    with time_machine.travel(since + dt.timedelta(days=2)):
        set_policy(
            actor=cast.alice,
            policy=DAYS_TO_DECIDE,
            value=3,
            valid_from=dt.date(2026, 6, 3),
            reason="Candidates waited.",
        )
        promises = Promises(cast.centre.pk)
        assert (promises.days, promises.of(since)) == (3, dt.date(2026, 6, 15))
        assert caseload(cast.bob)[0].promised == dt.date(2026, 6, 15)


def test_the_list_is_exported_as_it_is_shown_and_no_cell_is_a_formula(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    Candidate.objects.filter(pk=cast.registration.candidate_id).update(name="=1+1")
    reply = client_of(cast.bob).get("/caseload/export/?view=waiting")
    table = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [(row["Candidate"], row["Items waiting"], row["Criteria chosen"], row["Risk"]) for row in table] == [
        ("'=1+1", "1", "3", "On track")
    ]
    assert reply["Content-Disposition"].startswith('attachment; filename="caseload-')


def test_the_page_is_for_assessors(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.carol, cast.alice, cast.ivan, cast.eve):
        assert client_of(person).get(ADDRESS).status_code == 403


def candidates_with_work(cast: Cast, number: int) -> None:
    for index in range(number):
        person = factories.member(cast.centre, Role.CANDIDATE, f"Person {index}")
        submitted(factories.registration(person, cast.specification, assessor=cast.bea, recorded_by=cast.alice))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any, number: int
) -> None:
    candidates_with_work(cast, number)
    with django_assert_num_queries(6):
        rows = caseload(cast.bea)
    client = client_of(cast.bea)
    with django_assert_num_queries(6 + shell_of(Role.ASSESSOR)):
        assert len(names(client.get(ADDRESS))) == len(rows) == number
