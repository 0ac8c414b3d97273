"""Two people, two connections, one moment. A SQLite database in memory has one connection, so this is PostgreSQL's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from centres.models import Job
from centres.models.job import JobState
from centres.services.run_job import run_job
from claims.models import Claim, Document
from claims.models.claim import Kind
from claims.services.make_claim import make_claim
from claims.services.pull_claim import pull_claim
from claims.states import ClaimState
from portfolio.models import Registration
from tests import factories
from tests.at_once import together
from tests.cast import Cast, assemble
from tests.claims import story


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    if connection.vendor != "postgresql":
        pytest.skip("Two connections cannot share a SQLite database in memory. Run it with: make test")
    return assemble()


def test_two_admins_press_at_once_and_one_claim_is_made(cast: Cast) -> None:
    registration = story.ready(cast)
    amir = factories.member(cast.centre, "admin", "Amir Aziz")  # type: ignore[arg-type]

    def press(who: Any) -> Callable[[], Claim]:
        fresh = Registration.objects.get(pk=registration.pk)
        return lambda: make_claim(actor=who, registration=fresh, kind=Kind.FULL)

    made = together(press(cast.alice), press(amir), press(cast.alice), press(amir))
    assert len({claim.pk for claim in made}) == Claim.objects.count() == 1
    assert (Document.objects.count(), Job.objects.filter(purpose="finish_claim").count()) == (2, 1)


def test_two_workers_at_once_make_one_set_of_documents(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    job = Job.objects.get(purpose="finish_claim")
    done = together(*[lambda: run_job(job_id=str(job.pk))] * 3)
    job.refresh_from_db()
    claim.refresh_from_db()
    assert (sorted(done), job.state, claim.state) == ([False, False, True], JobState.DONE, ClaimState.MADE)
    assert Document.objects.exclude(file=None).count() == 2


def test_a_claim_pulled_while_it_is_printed_is_either_printed_or_pulled(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    job = Job.objects.get(purpose="finish_claim")
    together(
        lambda: run_job(job_id=str(job.pk)),
        lambda: pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong."),
    )
    claim.refresh_from_db()
    printed = Document.objects.exclude(file=None).count()
    assert (claim.state, printed) in [(ClaimState.PULLED, 0), (ClaimState.MADE, 2)]
