"""How a saved unit plan stands: on the candidate's units, on the staff's page, after a move to another edition."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership
from portfolio import panels
from portfolio.models import Aim, UnitPlan
from portfolio.services.move_registration import move_registration
from portfolio.services.save_plan import save_plan
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, submitted
from tests.portfolio.editions import renewed
from tests.portfolio.test_plan_pages import MINE, theirs
from units.models import Competence

ClientOf = Callable[[Membership], Client]


def saved(cast: Cast, *codes: str) -> UnitPlan:
    units = list(cast.specification.units.filter(code__in=codes))
    return save_plan(actor=cast.carol, registration=cast.registration, units=units, aim=Aim.HAND)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "REGISTRATION_PANELS", [])
    monkeypatch.setattr(panels, "UNIT_PAGES", [])


def test_planned_units_come_next_and_are_started_by_choosing_them(cast: Cast, client_of: ClientOf) -> None:
    (first,) = chosen(cast, 1)
    saved(cast, "X/101", "X/102", "X/201")
    factories.sign_off(first, assessor=cast.bob)
    client = client_of(cast.carol)
    standing = client.get("/my/units/").context["standing"]
    assert (standing.done, standing.total, standing.way.finishes) == (1, 3, True)
    assert [place.unit.code for place in standing.next] == ["X/102", "X/201"]
    client.post("/my/units/choose/", {"unit": "X/102"})
    assert [place.unit.code for place in client.get("/my/units/").context["standing"].next] == ["X/201"]
    text = client_of(cast.bob).get(reverse("candidate", args=[cast.registration.pk])).content.decode()
    assert "The plan finishes the qualification." in text
    assert reverse("choose_units_for", args=[cast.registration.pk]) in text
    assert (
        "Planned next"
        not in client_of(cast.eve).get(reverse("candidate", args=[cast.registration.pk])).content.decode()
    )


def test_a_plan_that_finishes_no_more_says_why(cast: Cast, client_of: ClientOf) -> None:
    saved(cast, "X/101", "X/102", "X/202")
    client = client_of(cast.carol)
    assert "The plan finishes the qualification." in client.get("/my/units/").content.decode()
    Competence.objects.filter(unit__code="X/101").delete()
    move_registration(
        actor=cast.alice, registration=cast.registration, specification=renewed(cast), reason="Edition 1 closes."
    )
    answer = client.get("/my/units/")
    standing = answer.context["standing"]
    assert standing.lost == [
        ("X/202", "is not in this edition"),
        ("X/101 Unit X/101", "needs one assessor and one different IQA at your centre"),
    ]
    assert "The plan does not finish the qualification." in answer.content.decode()
    assert [line.split(":")[0] for line in standing.way.short] == [
        clause.title for clause in standing.way.reach.outcome.clauses
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_number_of_questions_whatever_the_units(
    cast: Cast,
    client_of: ClientOf,
    alone: None,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    number: int,
) -> None:
    for enrolment in chosen(cast, number)[:1]:
        submitted(cast, list(enrolment.criteria.all()))
    saved(cast, *["X/101", "X/102", "X/201"][:number])
    client = client_of(cast.carol)
    for address, queries in {
        MINE + "?want=leave-X/201": 13,
        MINE + "?by=hand&unit=X/101&unit=X/202": 13,
        "/my/units/": 13,
    }.items():
        with django_assert_num_queries(queries):
            client.get(address)
    client = client_of(cast.bob)
    with django_assert_num_queries(13):
        client.get(theirs(cast) + "?want=leave-X/201")
