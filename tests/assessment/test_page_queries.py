"""The assessor's pages take at most fifteen queries, however much there is on them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessment.services.reopen_unit import reopen_unit
from centres.models import Membership
from portfolio.models import Evidence
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]
MOST = 15


def busy(cast: Cast, place: int, criteria: int) -> Work:
    """A unit with criteria in every state: met, not yet met, reopened, submitted."""
    work = submitted(cast.registration, place)
    for number in range(criteria):
        judge(cast.bob, work.rows[number % 2], **(NOT_YET if number % 2 else {}))
    reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[:1], reason="The day is missing.")
    return work


def spread(cast: Cast, units: int) -> Evidence:
    """One item that is put forward for criteria of several units."""
    rows = [row for place in range(units) for row in busy(cast, place, 2).rows]
    return factories.evidence(cast.registration, title="For all of them", progress=rows)


@pytest.mark.parametrize("units", [1, 3])
def test_marking_takes_as_many_for_three_units_as_for_one(cast: Cast, client_of: ClientOf, units: int) -> None:
    item = spread(cast, units)
    assert queries_of(client_of(cast.bob), reverse("marking", args=[item.pk])) <= MOST


def test_no_page_of_the_assessor_takes_more_than_fifteen(cast: Cast, client_of: ClientOf) -> None:
    spread(cast, 3)
    work, client = busy(cast, 3, 2), client_of(cast.bob)
    pages = [reverse(name) for name in ("caseload", "queue", "messages", "phrases")]
    pages.append(reverse("unit", args=[work.enrolment.pk]))
    assert {path: number for path in pages if (number := queries_of(client, path)) > MOST} == {}
