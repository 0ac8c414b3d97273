"""What staff see of candidates, and how an admin registers one."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from centres.models import Membership, Role
from portfolio import panels
from portfolio.models import Registration
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, ready, submitted

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages without what upper apps put on them."""
    monkeypatch.setattr(panels, "REGISTRATION_PANELS", [])
    monkeypatch.setattr(panels, "UNIT_PAGES", [])


def names(response: Any) -> list[str]:
    return [row.candidate.name for row in response.context["page"]]


def test_the_list_shows_the_figures_of_each_candidate(cast: Cast, client_of: ClientOf) -> None:
    first, second = chosen(cast, 2)
    factories.sign_off(first, assessor=cast.bob)
    submitted(cast, list(second.criteria.in_order())[:2])
    response = client_of(cast.ivan).get("/candidates/")
    assert [
        (row.candidate.name, row.units, row.signed, row.criteria, row.met, row.waiting)
        for row in response.context["page"]
    ] == [("Carol Cole", 2, 1, 6, 3, 2), ("Dan Dale", 0, 0, 0, 0, 0)]


def test_a_candidate_is_found_by_name_number_or_assessor(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    assert names(client.get("/candidates/", {"q": "cole"})) == ["Carol Cole"]
    assert names(client.get("/candidates/", {"q": cast.other_registration.number})) == ["Dan Dale"]
    assert names(client.get("/candidates/", {"q": "brown"})) == ["Carol Cole", "Dan Dale"]
    assert "Nobody matches “zz”." in client.get("/candidates/", {"q": "zz"}).content.decode()


def test_everybody_sees_their_own_scheme_only(cast: Cast, client_of: ClientOf) -> None:
    blind = factories.member(cast.centre, Role.IQA, "Idle Ida")
    for member, seen in ((cast.eve, 2), (blind, 0), (cast.charlie[Role.ADMIN], 0), (cast.charlie[Role.EQA], 0)):
        assert len(names(client_of(member).get("/candidates/"))) == seen


@pytest.mark.parametrize("number", [1, 3])
def test_staff_pages_ask_the_same_number_of_questions_whatever_the_rows(
    cast: Cast,
    client_of: ClientOf,
    alone: None,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    number: int,
) -> None:
    Registration.objects.filter(pk=cast.other_registration.pk).delete()
    for count, enrolment in enumerate(chosen(cast, number)):
        submitted(cast, list(enrolment.criteria.all()), f"words {count}".encode())
    for count in range(number - 1):
        extra = factories.member(cast.centre, Role.CANDIDATE, f"Extra {count}")
        factories.registration(extra, cast.specification, assessor=cast.bob, recorded_by=cast.alice)
    client = client_of(cast.alice)
    for address, queries in {"/candidates/": 6, f"/candidates/{cast.registration.pk}/": 13}.items():
        with django_assert_num_queries(queries):
            client.get(address)


def test_a_candidate_page_shows_units_submitted_evidence_and_panels(cast: Cast, client_of: ClientOf) -> None:
    (enrolment,) = chosen(cast)
    rows = list(enrolment.criteria.all())
    item = submitted(cast, rows)
    ready(cast, rows, b"a draft")

    def panel(actor: Membership, registration: Registration) -> dict[str, object]:
        return {"template": "components/messages.html", "about": registration}

    panels.REGISTRATION_PANELS.append(panel)
    try:
        response = client_of(cast.bob).get(f"/candidates/{cast.registration.pk}/")
    finally:
        panels.REGISTRATION_PANELS.remove(panel)
    assert [line.enrolment for line in response.context["lines"]] == [enrolment]
    assert list(response.context["evidence"]) == [item]
    assert {"template": "components/messages.html", "about": cast.registration} in response.context["panels"]
    assert cast.carol.user.email not in response.content.decode()
    assert cast.carol.user.email in client_of(cast.alice).get(f"/candidates/{cast.registration.pk}/").content.decode()


def test_a_unit_with_nothing_but_drafts_is_not_started_for_staff(cast: Cast, client_of: ClientOf) -> None:
    drafted, begun = chosen(cast, 2)
    rows = list(begun.criteria.in_order())
    ready(cast, [*drafted.criteria.all(), rows[1]], b"a draft")
    submitted(cast, rows[:1])
    for member in (cast.bob, cast.alice, cast.ivan, cast.eve):
        response = client_of(member).get(f"/candidates/{cast.registration.pk}/")
        assert [(line.state, line.begun, line.in_words) for line in response.context["lines"]] == [
            ("none", False, "3 not started, of 3"),
            ("progress", True, "1 submitted, 2 not started, of 3"),
        ]
        assert "draft" not in response.content.decode().lower().replace("js/drafts.js", "")
    own = client_of(cast.carol).get("/my/units/").context["lines"]
    assert [line.in_words for line in own] == ["3 in draft, of 3", "1 submitted, 1 in draft, 1 not started, of 3"]


def test_who_is_not_concerned_finds_no_candidate(cast: Cast, client_of: ClientOf) -> None:
    for outsider in (cast.bea, *(cast.charlie[role] for role in (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA))):
        assert client_of(outsider).get(f"/candidates/{cast.registration.pk}/").status_code == 404
    for outsider in (cast.bea, cast.charlie[Role.ADMIN]):
        assert client_of(outsider).get(f"/candidates/{cast.registration.pk}/units/").status_code == 404


def test_an_assessor_chooses_units_for_a_candidate(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of(cast.bob), f"/candidates/{cast.registration.pk}/units/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"unit": ["X/101"]}).url == f"/candidates/{cast.registration.pk}/"
    enrolment = cast.registration.enrolments.get()
    assert client.post(f"/units/{enrolment.pk}/drop/").url == f"/candidates/{cast.registration.pk}/"


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    fields = {
        "name": "Nia North",
        "email": "nia@example.org",
        "date_of_birth": "1990-05-17",
        "uln": "1000000019",
        "specification": str(cast.specification.pk),
        "number": "PQ-1001",
        "registered_on": timezone.localdate().isoformat(),
        "assessor": str(cast.bob.pk),
        "independent": "on",
    }
    return fields | more


def test_an_admin_registers_a_candidate_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    made = [client.post("/candidates/register/", form(cast)).url for _ in range(2)]
    registration = Registration.objects.get(number="PQ-1001")
    assert made == [f"/candidates/{registration.pk}/"] * 2
    assert registration.candidate.date_of_birth == dt.date(1990, 5, 17)


def test_a_refused_registration_gives_every_reason_and_keeps_what_was_typed(cast: Cast, client_of: ClientOf) -> None:
    typed = form(cast, number=cast.registration.number, uln="1000000018", registered_on="2035-01-01")
    response = client_of(cast.alice).post("/candidates/register/", typed)
    assert response.status_code == 409
    assert [blocker.code for blocker in response.context["blockers"]] == [
        "day_in_future",
        "number_taken",
        "uln_check_digit",
    ]
    text = response.content.decode()
    assert 'value="Nia North"' in text
    assert 'value="2035-01-01"' in text


def test_the_form_offers_what_the_centre_may_deliver_and_who_can_assess(cast: Cast, client_of: ClientOf) -> None:
    factories.specification([factories.unit(f"Y/{number}") for number in (1, 2, 3)])
    factories.member(cast.centre, Role.ASSESSOR, "Idle Ian")
    shown = client_of(cast.alice).get("/candidates/register/").context["form"]
    assert list(shown.fields["specification"].queryset) == [cast.specification]
    assert [member.name for member in shown.fields["assessor"].queryset] == ["Bea Black", "Bob Brown", "Tess Trainee"]
    wrong = client_of(cast.alice).post("/candidates/register/", form(cast, assessor=str(cast.ivan.pk), email="no"))
    assert set(wrong.context["form"].errors) == {"assessor", "email"}
