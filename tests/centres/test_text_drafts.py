"""What is typed is kept: for each window by itself, until it is submitted or its owner throws it away."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from centres.models import Membership, TextDraft
from centres.services.close_text_drafts import close_text_drafts
from centres.services.save_text_draft import save_text_draft
from centres.tasks import sweep_text_drafts
from tests.at_once import needs_connections, together
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]
HERE, THERE = UUID(int=1 << 76), UUID(int=2 << 76)
PLACE = "marking:1"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"


def typed(actor: Membership, words: str, window: UUID = HERE, turn: int = 1, place: str = PLACE) -> TextDraft:
    fields = {"feedback": [words]}
    return save_text_draft(actor=actor, place=place, window=window, turn=turn, fields=fields, device="computer")


def left(actor: Membership, place: str = PLACE) -> list[str]:
    return sorted(draft.fields["feedback"][0] for draft in TextDraft.objects.visible_to(actor).at(place))


@pytest.mark.core
def test_two_windows_never_overwrite_each_other(cast: Cast) -> None:
    typed(cast.bob, "here"), typed(cast.bob, "there", THERE), typed(cast.bob, "here, more", turn=2)
    typed(cast.bea, "mine"), typed(cast.bob, "elsewhere", place="marking:2")
    assert left(cast.bob) == ["here, more", "there"]


@pytest.mark.core
def test_a_save_that_was_overtaken_on_its_way_changes_nothing(cast: Cast) -> None:
    typed(cast.bob, "new", turn=2)
    assert typed(cast.bob, "old", turn=1).fields == {"feedback": ["new"]}
    assert left(cast.bob) == ["new"]


@pytest.mark.core
def test_submitting_closes_every_window_and_a_late_save_does_not_bring_the_words_back(cast: Cast) -> None:
    typed(cast.bob, "sent"), typed(cast.bob, "there", THERE), typed(cast.bob, "elsewhere", place="marking:2")
    close_text_drafts(actor=cast.bob, place=PLACE, mark=f"{HERE.hex}:3")
    typed(cast.bob, "sent, on its way", turn=3)
    assert (left(cast.bob), left(cast.bob, "marking:2")) == ([], ["elsewhere"])
    typed(cast.bob, "a new thought", turn=4), typed(cast.bob, "still open there", THERE, turn=2)
    assert left(cast.bob) == ["a new thought", "still open there"]


@pytest.mark.core
@pytest.mark.parametrize("mark", ["", "nonsense", f"{HERE}", f"{HERE}:x", f"{HERE}:-5", f"{HERE}:{10**30}"])
def test_a_mark_that_no_script_sends_closes_as_well(cast: Cast, mark: str) -> None:
    typed(cast.bob, "sent")
    close_text_drafts(actor=cast.bob, place=PLACE, mark=mark)
    assert left(cast.bob) == []


@pytest.mark.core
def test_the_mark_closes_a_window_whose_first_save_is_still_on_its_way(cast: Cast) -> None:
    close_text_drafts(actor=cast.bob, place=PLACE, mark=f"{HERE}:7")
    typed(cast.bob, "late", turn=6)
    assert left(cast.bob) == []


@pytest.mark.core
def test_what_was_forgotten_long_ago_is_swept(cast: Cast) -> None:
    old, new = typed(cast.bob, "old"), typed(cast.bob, "new", THERE)
    age = dt.timedelta(days=settings.TEXT_DRAFT_DAYS, minutes=1)
    TextDraft.objects.filter(pk=old.pk).update(saved_at=new.saved_at - age)
    assert (sweep_text_drafts(), left(cast.bob)) == (1, ["new"])


@needs_connections
@pytest.mark.django_db(transaction=True)
def test_ten_saves_of_one_window_at_once_leave_the_last(cast: Cast) -> None:
    together(*(lambda turn=turn: typed(cast.bob, str(turn), turn=turn) for turn in range(1, 11)))
    assert left(cast.bob) == ["10"]


def post(client: Client, actor: Membership, **more: Any) -> Any:
    texts = json.dumps(more.pop("texts", {"feedback": ["words"]}))
    data = {"actor": actor.pk, "place": PLACE, "window": HERE.hex, "turn": 5, "texts": texts} | more
    return client.post("/typing/", data)


def test_the_page_saves_finds_and_discards_its_own(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    saved = post(client, cast.bob).json()
    assert (saved["turn"], saved["closed"]) == (5, False)
    [found] = client.get("/typing/", {"place": PLACE}, headers={"user-agent": PHONE}).json()["drafts"]
    assert (found["window"], found["fields"]) == (str(HERE), {"feedback": ["words"]})
    assert (found["where"], found["saved"]) == (f"On your computer, {saved['saved']}", saved["saved"])
    assert client.get("/typing/", {"place": PLACE}).json()["drafts"][0]["where"].startswith("In another window, ")
    for _ in range(2):
        assert client.post("/typing/discard/", {"draft": found["id"]}).status_code == 204
    assert client.get("/typing/", {"place": PLACE}).json() == {"drafts": []}
    assert TextDraft.objects.get().fields == {}


def test_nobody_reads_or_discards_what_another_types(cast: Cast, client_of: ClientOf) -> None:
    draft = typed(cast.bob, "mine alone")
    client = client_of(cast.alice)
    assert client.get("/typing/", {"place": PLACE}).json() == {"drafts": []}
    client.post("/typing/discard/", {"draft": draft.pk})
    assert left(cast.bob) == ["mine alone"]


def test_words_typed_in_another_role_are_not_saved_under_this_one(cast: Cast, client_of: ClientOf) -> None:
    answer = post(client_of(cast.bea), cast.bob)
    assert (answer.status_code, TextDraft.objects.exists()) == (409, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "no place"},
        {"window": "x"},
        {"turn": 0},
        {"turn": 2**70},
        {"texts": ["a"]},
        {"texts": {"a": "b"}},
        {"texts": {"a": [1]}},
        {"texts": {"a": ["x" * 200_001]}},
    ],
)
def test_what_no_form_sends_is_refused(cast: Cast, client_of: ClientOf, wrong: dict[str, Any]) -> None:
    answer = post(client_of(cast.bob), cast.bob, **wrong)
    assert (answer.status_code, TextDraft.objects.exists()) == (400, False)


def test_characters_that_no_database_keeps_are_left_out(cast: Cast, client_of: ClientOf) -> None:
    assert post(client_of(cast.bob), cast.bob, texts={"feedback": ["a\0b\ud800c 😀"]}).status_code == 200
    assert left(cast.bob) == ["abc 😀"]
