"""Anybody with the printed address can check a record; nobody can look for one."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Document
from claims.models.claim import Kind
from claims.services.pull_claim import pull_claim
from tests.cast import Cast
from tests.claims import story

pytestmark = pytest.mark.core


def page(client: Client, document: Document) -> str:
    response = client.get(reverse("verify", args=[document.code]))
    assert response.status_code == 200
    assert response["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_a_genuine_record_says_whose_it_is_what_it_records_and_what_it_is_not(client: Client, cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast))
    said = page(client, claim.documents.get(kind="title"))
    for words in (
        "This record is genuine",
        "Carol Cole",
        "Every requirement met of the Invented Level 4 Diploma",
        "15 credits",
        "Calder Valley Training",
        "It is not the awarding organisation’s certificate, which only Invented Awards issues",
    ):
        assert words in said
    assert claim.documents.get(kind="listing").number not in said


def test_a_unit_certificate_is_not_shown_as_a_qualification(client: Client, cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast, ["X/101"]), Kind.UNIT)
    assert "1 unit achieved, not a full qualification" in page(client, claim.documents.get())


def test_an_unknown_code_is_a_clear_page(client: Client, cast: Cast) -> None:
    response = client.get(reverse("verify", args=["A" * 24]))
    assert response.status_code == 404
    assert "No record has this code" in response.content.decode()
    assert response["X-Robots-Tag"].startswith("noindex")


def test_the_number_alone_opens_nothing(client: Client, cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast))
    number = claim.documents.get(kind="title").number
    assert client.get(reverse("verify", args=[number])).status_code == 404


def test_a_claim_that_was_pulled_or_is_not_made_has_no_record(client: Client, cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast), printed=False)
    document = claim.documents.get(kind="title")
    said = page(client, document)
    assert "This record is not issued yet" in said
    assert "Carol Cole" not in said
    pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong.")
    said = page(client, document)
    assert "A paper with this number is not genuine" in said
    assert "Carol Cole" not in said
