"""The witness's page, the candidate's and the register: what each shows, and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portfolio.models import Testimony as Statement
from portfolio.models import WitnessRequest
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen
from tests.portfolio.witnesses import WORDS, asked, code_of, handed, sealed
from tests.queries import queries_of

ClientOf = Callable[..., Client]


@pytest.fixture
def criteria(cast: Cast) -> list[Any]:
    return list(chosen(cast)[0].criteria.in_order())


@pytest.fixture
def request_(cast: Cast, criteria: list[Any]) -> WitnessRequest:
    return asked(cast, criteria[:2])


def comes(client: Client, cast: Cast, request: WitnessRequest) -> str:
    """By the link, to the page behind it."""
    answer = client.get(reverse("witness_link", args=[handed(cast, request)]))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def filled(criteria: list[Any], **more: Any) -> dict[str, Any]:
    form = {
        "name": "Sam Lee",
        "job": "Team leader",
        "employer": "Northgate",
        "email": "sam@northgate.example",
        "relationship": "manager",
        "tie": "none",
        "seen_on": "2024-05-17",
        "words": WORDS,
        "saw_myself": "on",
        "declared": "on",
        "signature": "Sam Lee",
        "without_code": "on",
        "sign": "yes",
    }
    return form | {f"c_{row.pk.hex}": "yes" for row in criteria} | more


def test_the_page_shows_the_question_and_nothing_else_of_the_candidate(
    client: Client, cast: Cast, criteria: list[Any], request_: WitnessRequest
) -> None:
    factories.evidence(cast.registration, title="A secret of Carol's", progress=criteria[2:])
    answer = client.get(comes(client, cast, request_))
    page = answer.content.decode()
    for text in ("Carol Cole", "The stuck refund.", "Bob Brown", "Show thing 1.1", "Show thing 1.2"):
        assert text in page
    for text in ("secret", "Show thing 2.1", cast.carol.user.email, "Dan Dale"):
        assert text not in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_secret_is_in_no_address_but_the_links(client: Client, cast: Cast, request_: WitnessRequest) -> None:
    token = handed(cast, request_)
    answer = client.get(reverse("witness_link", args=[token]))
    assert token not in answer.headers["Location"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert token not in client.get(answer.headers["Location"]).content.decode()
    assert token not in str(dict(client.session))


def test_a_browser_that_has_not_opened_the_link_is_shown_nothing(
    client: Client, cast: Cast, request_: WitnessRequest
) -> None:
    page = comes(client, cast, request_)
    stranger = Client()
    assert stranger.get(page).status_code == 410
    assert stranger.post(page, filled([])).status_code == 410
    assert stranger.post(f"{page}decline/", {"reason": "No"}).status_code == 410
    assert client.get(page).status_code == 200
    other = asked(cast, list(request_.criteria.all()))
    assert client.get(reverse("witness", args=[other.pk])).status_code == 410


def test_a_browser_is_counted_once_and_a_look_ahead_not_at_all(
    client: Client, cast: Cast, request_: WitnessRequest
) -> None:
    path = reverse("witness_link", args=[handed(cast, request_)])
    assert client.head(path).status_code == 200
    request_.refresh_from_db()
    assert request_.state == "asked"
    for _ in range(3):
        client.get(path)
    request_.refresh_from_db()
    assert (request_.state, request_.links.get(by_mail=False).opened) == ("opened", 1)


def test_the_candidate_does_not_open_it_in_the_witnesss_place(
    client_of: ClientOf, cast: Cast, request_: WitnessRequest
) -> None:
    path = reverse("witness_link", args=[handed(cast, request_)])
    assert client_of(cast.carol).get(path).status_code == 403
    request_.refresh_from_db()
    assert request_.state == "asked"


def test_guessing_is_slowed_down(client: Client, db: None) -> None:
    cache.clear()
    path = reverse("witness_link", args=["guessed"])
    assert {client.get(path).status_code for _ in range(60)} == {410}
    assert client.get(path).status_code == 429
    cache.clear()


def test_a_statement_is_given_once_whatever_is_pressed(
    client: Client, cast: Cast, criteria: list[Any], request_: WitnessRequest
) -> None:
    page = comes(client, cast, request_)
    assert "Thank you, Sam Lee" in client.post(page, filled(criteria[:2])).content.decode()
    again = client.post(page, filled(criteria[:2], words="What I wrote in the other tab, which was never sent."))
    assert again.status_code == 410
    assert "What I wrote in the other tab" in again.content.decode()
    assert Statement.objects.get().words == WORDS


def test_nothing_typed_is_lost_when_something_is_missing(
    client: Client, cast: Cast, criteria: list[Any], request_: WitnessRequest
) -> None:
    page = comes(client, cast, request_)
    form = filled(criteria[:2], email="", tie="relative", declared="")
    answer = client.post(page, form)
    shown = answer.content.decode()
    assert answer.status_code == 409
    for text in (WORDS, "Northgate", "Give an e-mail address or a telephone number", "Say in a few words what it is."):
        assert text in shown
    assert not Statement.objects.exists()


def test_a_code_is_sent_in_the_middle_of_writing_and_confirms(
    client: Client, cast: Cast, criteria: list[Any], request_: WitnessRequest
) -> None:
    page = comes(client, cast, request_)
    half = {"words": "Half a sen", "send_code": "yes", f"c_{criteria[0].pk.hex}": "no"}
    answer = client.post(page, half)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "A code is on its way" in shown
    assert "s…@northgate.example" in shown
    assert "Half a sen" in shown
    assert "is-invalid" not in shown
    given = client.post(page, filled(criteria[:2], without_code="", code=code_of(request_)))
    assert "Confirmed by the code" in given.content.decode()


def test_a_witness_can_decline_with_a_reason(client: Client, cast: Cast, request_: WitnessRequest) -> None:
    page = comes(client, cast, request_)
    assert client.post(f"{page}decline/", {"reason": " "}).status_code == 409
    assert client.post(f"{page}decline/", {"reason": "This is not my colleague."}).status_code == 200
    assert client.get(page).status_code == 410
    request_.refresh_from_db()
    assert (request_.state, request_.reason) == ("declined", "This is not my colleague.")


def test_the_candidate_asks_shares_reminds_and_cancels(client_of: ClientOf, cast: Cast, criteria: list[Any]) -> None:
    carol = client_of(cast.carol)
    assert carol.get(f"{reverse('ask_witness')}?unit={criteria[0].enrolment_id}").status_code == 200
    key = "018f0000-0000-7000-8000-000000000001"
    form = {"key": key, "name": "Sam Lee", "role": "Team leader", "seen_on": "2024-05-17", "about": "The refund."}
    assert "Tick at least one" in carol.post(reverse("ask_witness"), form).content.decode()
    form["criteria"] = str(criteria[0].pk)
    first, second = [carol.post(reverse("ask_witness"), form).headers["Location"] for _ in range(2)]
    assert first == second
    assert "Nobody has been told yet" in carol.get(first).content.decode()
    shown = carol.post(f"{first}link/").content.decode()
    assert "/witness/link/" in shown
    assert "<svg" in shown
    assert carol.post(f"{first}remind/").status_code == 409
    assert "is cancelled" in carol.post(f"{first}cancel/", follow=True).content.decode()
    request = WitnessRequest.objects.get()
    again = carol.get(f"{reverse('ask_witness')}?again={request.pk}").content.decode()
    assert 'value="Sam Lee"' in again
    assert "Sam Lee" in carol.get(reverse("my_witnesses")).content.decode()


def test_how_to_reach_a_witness_is_for_staff_alone(client_of: ClientOf, cast: Cast, criteria: list[Any]) -> None:
    row = sealed(cast, criteria, phone="01422 555 0199", email="sam.private@northgate.example")
    item = reverse("evidence", args=[row.evidence_id])
    candidate = client_of(cast.carol).get(item).content.decode()
    assert WORDS in candidate
    assert "555 0199" not in candidate
    assert "sam.private" not in candidate
    for person in (cast.bob, cast.ivan, cast.alice, cast.eve):
        assert "555 0199" in client_of(person).get(item).content.decode()
        assert "555 0199" in client_of(person).get(reverse("witnesses")).content.decode()
    assert WORDS in client_of(cast.bob).get(reverse("marking", args=[row.evidence_id])).content.decode()


def test_a_check_is_recorded_and_shown(client_of: ClientOf, cast: Cast, criteria: list[Any]) -> None:
    row = sealed(cast, criteria, confirmed=False, tie="friend", tie_detail="We climb together")
    bob, page = client_of(cast.bob), reverse("testimony", args=[row.pk])
    shown = bob.get(page).content.decode()
    for text in ("Nobody has asked them yet", "Close friend: We climb together", "Unbroken", "203.0.113.*"):
        assert text in shown
    form = {"how": "phone", "on": row.signed_at.date().isoformat(), "outcome": "confirmed", "note": ""}
    assert bob.post(f"{page}check/", form).status_code == 409
    form["note"] = "Rang the switchboard."
    assert "Rang the switchboard." in bob.post(f"{page}check/", form, follow=True).content.decode()
    assert "Rang the switchboard." in client_of(cast.eve).get(page).content.decode()


def test_a_broken_seal_is_said(client_of: ClientOf, cast: Cast, criteria: list[Any]) -> None:
    """Somebody got round the trigger: here by laying it aside."""
    row = sealed(cast, criteria)
    bob, page = client_of(cast.bob), reverse("testimony", args=[row.pk])
    assert "The seal is broken" not in bob.get(page).content.decode()
    with connection.cursor() as cursor:
        on_table = " ON portfolio_testimony" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER portfolio_testimony_no_update{on_table}")
        cursor.execute("UPDATE portfolio_testimony SET words = 'Better words'")
    assert "The seal is broken" in bob.get(page).content.decode()


def test_a_link_too_old_is_the_candidates_to_do_and_staff_see_whom_they_asked(
    client_of: ClientOf, cast: Cast, request_: WitnessRequest
) -> None:
    said = "Sam Lee has not answered, and the link is too old"
    home, about = reverse("candidate_home"), reverse("candidate", args=[cast.registration.pk])
    assert said not in client_of(cast.carol).get(home).content.decode()
    WitnessRequest.objects.update(expires_at=timezone.now())
    assert said in client_of(cast.carol).get(home).content.decode()
    for person, asks in ((cast.bob, True), (cast.ivan, False)):
        page = client_of(person).get(about).content.decode()
        assert "Link too old" in page
        assert (reverse("ask_witness_for", args=[cast.registration.pk]) in page) is asks


def test_an_assessor_asks_for_their_candidate_and_names_an_expert(
    client_of: ClientOf, cast: Cast, criteria: list[Any]
) -> None:
    bob = client_of(cast.bob)
    form = {"key": "018f0000-0000-7000-8000-000000000002", "name": "Ada Voss", "role": "Trainer", "about": "The call."}
    form |= {"seen_on": "2024-05-17", "criteria": str(criteria[0].pk), "expert_basis": "Assesses this herself."}
    page = bob.post(reverse("ask_witness_for", args=[cast.registration.pk]), form).headers["Location"]
    assert "Assesses this herself." in bob.get(page).content.decode()
    other = asked(cast, criteria[:1])
    path = reverse("name_expert", args=[other.pk])
    assert bob.post(path, {"basis": " "}).status_code == 409
    assert "Expert witness" in bob.post(path, {"basis": "Ten years in it."}, follow=True).content.decode()


def test_lists_take_as_many_queries_for_three_as_for_one(client_of: ClientOf, cast: Cast, criteria: list[Any]) -> None:
    sealed(cast, criteria)
    bob = client_of(cast.bob)
    one = queries_of(bob, reverse("witnesses"))
    mine = queries_of(client_of(cast.carol), reverse("my_witnesses"))
    for _ in range(2):
        sealed(cast, criteria)
    single = [reverse("witness_request", args=[WitnessRequest.objects.first().pk])]
    single += [reverse("testimony", args=[Statement.objects.first().pk])]
    single += [reverse("ask_witness_for", args=[cast.registration.pk])]
    assert max(queries_of(client_of(cast.bob), path) for path in single) <= 15
    assert (queries_of(client_of(cast.bob), reverse("witnesses")), one <= 15) == (one, True)
    assert (queries_of(client_of(cast.carol), reverse("my_witnesses")), mine <= 15) == (mine, True)


def test_a_letter_that_a_candidate_uploads_says_so_wherever_it_is_read(
    cast: Cast, criteria: list[Any], client_of: ClientOf
) -> None:
    letter = factories.evidence(cast.registration, progress=criteria[:1], kind="witness", title="A letter")
    statement = sealed(cast, criteria[1:2]).evidence
    client = client_of(cast.bob)
    for item, says in ((letter, True), (statement, False)):
        for address in (reverse("evidence", args=[item.pk]), reverse("marking", args=[item.pk])):
            page = client.get(address).content.decode()
            found = (item.title in page, "Uploaded letter" in page, "<dt>Seal</dt>" in page)
            assert found == (True, says, not says), address
