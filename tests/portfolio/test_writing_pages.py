"""The pages of the kinds that need no file."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from centres.models import Membership, TextDraft
from centres.services.save_text_draft import save_text_draft
from portfolio.models import CriterionProgress, Evidence
from tests.cast import Cast
from tests.portfolio.acts import chosen, states
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    return [row for enrolment in chosen(cast, 3) for row in enrolment.criteria.in_order()]


def typed(rows: list[CriterionProgress], **more: Any) -> dict[str, Any]:
    plain = {"title": "Week 3", "done_on": "2024-05-17", "journal_entry": "I rang them back."}
    return plain | {"criteria": [row.pk for row in rows[:2]]} | more


def test_the_kinds_lead_to_their_pages(cast: Cast, rows: list[CriterionProgress], client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    page = client.get("/my/add/").content.decode()
    assert ("/my/write/journal/" in page, "/my/upload/?kind=witness" in page, "Observation" in page) == (
        True,
        True,
        False,
    )
    assert client.get("/my/upload/", {"kind": "witness"}).context["form"]["kind"].value() == "witness"
    for kind in ("product", "observation", "nonsense"):
        assert client.get(f"/my/write/{kind}/").status_code == 404


def test_a_journal_is_kept_refused_with_every_reason_and_submitted(
    cast: Cast, rows: list[CriterionProgress], client_of: ClientOf
) -> None:
    client = client_of(cast.carol)
    address = f"/my/write/journal/{client.get('/my/write/journal/').context['batch']}/"
    for _ in range(2):
        assert client.post(address, typed(rows, draft="yes"), follow=True).status_code == 200
    item = Evidence.objects.get()
    assert (item.state, item.details) == ("draft", {"entry": "I rang them back."})
    answer = client.post(address, typed(rows, journal_entry="", done_on="", submit="yes"))
    said = answer.content.decode()
    assert (answer.status_code, "“What you did” is missing." in said, "The day is missing." in said) == (
        409,
        True,
        True,
    )
    assert client.get(f"/evidence/{item.pk}/").url == address
    answer = client.post(address, typed(rows, submit="yes", declared="on"), follow=True)
    assert "I rang them back." in answer.content.decode()
    assert client.get(address).url == f"/evidence/{item.pk}/"
    assert states(cast.registration)[:3] == ["sent", "sent", "none"]


def test_words_that_were_not_kept_wait_for_whoever_opens_the_page_again(
    cast: Cast, rows: list[CriterionProgress], client_of: ClientOf
) -> None:
    """Each opening is a form of its own, so their place is not the form's."""
    client, window = client_of(cast.carol), uuid4()
    pages = [client.get("/my/write/journal/").context for _ in range(2)]
    assert (pages[0]["place"] == pages[1]["place"], pages[0]["batch"] == pages[1]["batch"]) == (True, False)
    for where in (window, uuid4()):
        place = {"actor": cast.carol, "place": pages[0]["place"], "window": where, "turn": 1}
        save_text_draft(**place, fields={"journal_entry": ["I rang"]}, device="phone")
    client.post(f"/my/write/journal/{pages[0]['batch']}/", typed(rows, draft="yes", draft_mark=f"{window}:2"))
    [left] = TextDraft.objects.at(pages[0]["place"])
    item = Evidence.objects.get()
    assert (left.window != window, item.state) == (True, "draft")
    assert client.get(f"/my/write/journal/{item.batch}/").context["place"] == f"upload:{item.batch}"
    item.state, item.declared_at, item.submitted_at = "sent", item.arrived_at, item.arrived_at
    item.save(update_fields=["state", "declared_at", "submitted_at"])
    newer = client.get("/my/write/journal/", {"replaces": item.pk}).context
    assert newer["place"] == f"journal:{item.pk}"


def test_a_draft_is_removed_and_nobody_else_finds_it(
    cast: Cast, rows: list[CriterionProgress], client_of: ClientOf
) -> None:
    address = f"/my/write/seen/{uuid4()}/"
    client = client_of(cast.carol)
    client.post(address, {"title": "The register", "draft": "yes"})
    assert client_of(cast.dan).get(address).context["draft"] is None
    client_of(cast.carol).post(address, {"title": "The register", "remove": "yes"})
    assert Evidence.objects.get().state == "withdrawn"


def test_what_cannot_be_read_is_named_and_kept_on_the_page(
    cast: Cast, rows: list[CriterionProgress], client_of: ClientOf
) -> None:
    address = f"/my/write/seen/{uuid4()}/"
    answer = client_of(cast.carol).post(address, {"seen_seen_on": "soon", "seen_where": "Cabinet 2", "draft": "yes"})
    assert ("Cabinet 2" in answer.content.decode(), Evidence.objects.exists()) == (True, False)


def test_the_page_asks_few_questions(cast: Cast, rows: list[CriterionProgress], client_of: ClientOf) -> None:
    assert queries_of(client_of(cast.carol), "/my/write/journal/") <= 9
    assert queries_of(client_of(cast.bob), f"/candidates/{cast.registration.pk}/record/observation/") <= 10
