"""One verdict, told in the same words on the page, in the printed listing and to a program."""

import html
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership
from claims.models.claim import Kind
from portfolio.models import Registration
from tests.cast import Cast
from tests.claims import story

pytestmark = pytest.mark.core
SignIn = Callable[[Membership], Client]


def told(client: Client, registration: Registration) -> Any:
    response = client.get(reverse("verdict", args=[registration.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()


def shown(client: Client, registration: Registration) -> str:
    page = client.get(reverse("claim", args=[registration.pk])).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def sentences(clauses: Iterable[dict[str, Any]]) -> list[str]:
    return [clause[word] for clause in clauses for word in ("title", "explain", "fix") if clause[word]]


def missing(words: Iterable[str], text: str) -> list[str]:
    return [said for said in words if said not in text]


@pytest.mark.parametrize("codes", [story.P1, story.P3])
def test_every_clause_is_explained_in_the_same_words_on_page_and_paper_and_to_a_program(
    cast: Cast, client_of: SignIn, codes: tuple[str, ...]
) -> None:
    client, registration = client_of(cast.alice), story.proqual(cast, codes)
    claim = story.claimed(cast, registration)
    answer = told(client, registration)
    assert (answer["frozen_at"], answer["outcome"]) == (claim.claimed_at.isoformat(), claim.outcome)
    words = sentences(answer["outcome"]["clauses"])
    assert len(words) >= 2 * 5
    assert missing(words, shown(client, registration)) == []
    assert missing(words, story.printed(claim.documents.get(kind="listing"))) == []


def test_what_is_short_and_what_mends_it_is_said_alike_before_the_claim(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.ready(cast, ["X/101"])
    answer = told(client, registration)
    assert (answer["frozen_at"], answer["outcome"]["met"]) == (None, False)
    words = sentences(answer["outcome"]["clauses"])
    assert "Achieve “Unit X/102” (X/102, 5 credits)." in words
    assert missing(words, shown(client, registration)) == []


def test_where_the_readings_differ_the_page_says_what_each_says_and_the_paper_what_the_confirmed_one_does(
    cast: Cast, client_of: SignIn
) -> None:
    client, registration = client_of(cast.alice), story.proqual(cast, story.P2)
    readings = told(client, registration)["outcome"]["readings"]
    assert [reading["met"] for reading in readings] == [False, True, False, True]
    page = shown(client, registration)
    assert missing([reading["label"] for reading in readings], page) == []
    for reading in readings:
        assert missing([clause["explain"] for clause in reading["clauses"]], page) == []
    claim = story.claimed(cast, registration, printed=False)
    client.post(reverse("confirm_claim", args=[claim.pk]), {"reference": "PQ/118"})
    story.work(claim)
    paper = story.printed(claim.documents.get(kind="listing"))
    assert missing(sentences(readings[1]["clauses"]), paper) == []
    assert f"the rule is read so: “{readings[1]['label']}”." in paper


def test_without_a_rule_there_is_no_verdict_to_tell(cast: Cast, client_of: SignIn) -> None:
    type(cast.specification).objects.filter(pk=cast.specification.pk).update(rule=None)
    assert told(client_of(cast.alice), cast.registration)["outcome"] is None


def test_a_unit_claim_freezes_no_verdict(cast: Cast, client_of: SignIn) -> None:
    story.claimed(cast, story.ready(cast, ["X/101"]), Kind.UNIT)
    answer = told(client_of(cast.alice), cast.registration)
    assert (answer["frozen_at"], answer["outcome"]["credits_achieved"]) == (None, 5)


def test_an_answer_that_is_at_hand_is_not_sent_again(cast: Cast, client_of: SignIn) -> None:
    client, path = client_of(cast.ivan), reverse("verdict", args=[story.ready(cast, ["X/101"]).pk])
    first = client.get(path)
    assert "private" in first["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    story.cleared(cast.registration, "X/102", assessor=cast.bob, iqa=cast.ivan)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
