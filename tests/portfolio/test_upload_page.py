"""One page from the file to the assessor."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from centres.models import Membership, Role
from portfolio.models import CriterionProgress, Evidence, StoredFile
from portfolio.services.submit_evidence import submit_evidence
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.acts import chosen, ready, states, uploaded

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    return [row for enrolment in chosen(cast, 2) for row in enrolment.criteria.in_order()]


@pytest.fixture
def carol(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.carol)


def new_batch(client: Client) -> str:
    """The address of the form on a fresh page."""
    return f"/my/upload/{client.get('/my/upload/').context['batch']}/"


def details(*items: Evidence, criteria: list[CriterionProgress] | None = None, **more: Any) -> dict[str, Any]:
    return {
        **{f"title_{item.pk}": f"Item {number}" for number, item in enumerate(items, 1)},
        "kind": "worksheet",
        "done_on": "2024-05-17",
        "shows": "How I helped",
        "criteria": [str(row.pk) for row in criteria or []],
        **more,
    }


def test_files_are_sent_described_and_submitted_in_one_place(
    cast: Cast, carol: Client, rows: list[CriterionProgress]
) -> None:
    address = new_batch(carol)
    sent = {
        "files": [files.upload(files.photo(), "a.jpg"), files.upload(files.pdf(), "b.pdf")],
        "photo": [files.upload(files.photo("red"), "c.jpg")],
    }
    assert carol.post(address, {"upload": "yes", **sent}).url == address
    items = list(Evidence.objects.order_by("arrived_at"))
    page = carol.get(address)
    text = page.content.decode()
    assert [item.file_name for item in items] == ["a.jpg", "b.pdf", "c.jpg"]
    assert all(item.receipt in text for item in items)
    assert "Submit to Bob" in text
    done = carol.post(address, details(*items, criteria=rows[2:4], declared="on", submit="yes"))
    assert done.url == "/my/evidence/"
    assert [(item.title, item.kind, item.state) for item in Evidence.objects.order_by("arrived_at")] == [
        ("Item 1", "worksheet", "sent"),
        ("Item 2", "worksheet", "sent"),
        ("Item 3", "worksheet", "sent"),
    ]
    assert states(cast.registration) == ["none", "none", "sent", "sent", "none", "none"]


def test_a_second_press_of_any_button_does_no_harm(cast: Cast, carol: Client, rows: list[CriterionProgress]) -> None:
    address = new_batch(carol)
    for _ in range(2):
        carol.post(address, {"upload": "yes", "files": files.upload(files.photo())})
    item = Evidence.objects.get()
    press = details(item, criteria=rows, declared="on", submit="yes")
    assert [carol.post(address, press).url for _ in range(2)] == [f"/evidence/{item.pk}/"] * 2
    assert carol.get(address).url == "/my/evidence/"
    assert carol.post(address, {"upload": "yes", "files": files.upload(files.photo())}).url == address
    assert Evidence.objects.get() == item


def test_a_refused_file_does_not_take_the_others_with_it(carol: Client, rows: list[CriterionProgress]) -> None:
    address = new_batch(carol)
    sent = [files.upload(files.photo(), "a.jpg"), files.upload(b"<svg/>", "b.svg"), files.upload(b"", "c.jpg")]
    response = carol.post(address, {"upload": "yes", "files": sent})
    assert response.status_code == 409
    assert [blocker.message for blocker in response.context["refused"]] == [
        "“b.svg” is an SVG drawing, which cannot be kept as evidence.",
        "“c.jpg” is empty.",
    ]
    assert [row["item"].file_name for row in response.context["rows"]] == ["a.jpg"]
    assert StoredFile.objects.count() == 1
    nothing = carol.post(address, {"upload": "yes"})
    assert "No file is chosen." in nothing.content.decode()


def test_a_file_over_the_limit_is_refused_with_both_figures(
    carol: Client, settings: Any, rows: list[CriterionProgress]
) -> None:
    settings.MAX_UPLOAD_BYTES = 2048
    response = carol.post(new_batch(carol), {"upload": "yes", "files": files.upload(b"x" * 3000, "long.txt")})
    assert "“long.txt” has 3 KB; a file may have 2 KB." in response.content.decode()


def test_a_refused_submission_says_everything_and_loses_nothing(
    cast: Cast, carol: Client, rows: list[CriterionProgress]
) -> None:
    first = uploaded(cast, batch=uuid4())
    second = uploaded(cast, files.pdf(), "b.pdf", batch=first.batch)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    typed = details(first, second, done_on=tomorrow.isoformat(), submit="yes") | {f"title_{second.pk}": ""}
    response = carol.post(f"/my/upload/{first.batch}/", typed)
    assert response.status_code == 409
    assert [(blocker.message, blocker.link) for blocker in response.context["stopping"]] == [
        ("“b.pdf” has no name yet.", "#files"),
        (f"{tomorrow:%-d %B %Y} is in the future.", "#id_done_on"),
        ("No criterion is ticked.", "#s3"),
        ("The declaration is not ticked.", ""),
    ]
    assert response.context["refused"] == []
    first.refresh_from_db()
    assert (first.title, first.shows, first.done_on, first.state) == ("Item 1", "How I helped", tomorrow, "draft")
    assert 'value="Item 1"' in response.content.decode()


def test_many_files_without_a_name_are_one_thing_to_do(
    cast: Cast, carol: Client, rows: list[CriterionProgress]
) -> None:
    first = uploaded(cast, batch=uuid4())
    for number in range(3):
        uploaded(cast, files.photo(size=(9 + number, 9)), f"{number}.jpg", batch=first.batch)
    page = carol.get(f"/my/upload/{first.batch}/").context["stopping"]
    assert [row.message for row in page if row.code == "no_title"] == ["4 items have no name yet."]


def test_what_cannot_be_read_is_said_at_its_field(cast: Cast, carol: Client, rows: list[CriterionProgress]) -> None:
    item = uploaded(cast)
    typed = details(item, criteria=rows, done_on="yesterday", draft="yes") | {f"title_{item.pk}": "x" * 121}
    response = carol.post(f"/my/upload/{item.batch}/", typed)
    assert response.context["form"].errors == {
        "done_on": ["“yesterday” is not a day. Choose it in the calendar, or write it like 2026-11-20."],
        f"title_{item.pk}": ["The name is too long: 120 letters are enough."],
    }
    text = response.content.decode()
    assert 'value="yesterday"' in text
    assert text.count(" checked") == len(rows)


def test_a_draft_is_kept_and_found_again(cast: Cast, carol: Client, rows: list[CriterionProgress]) -> None:
    item = uploaded(cast)
    address = f"/my/upload/{item.batch}/"
    assert carol.post(address, details(item, criteria=rows[:1], done_on="", draft="yes")).url == address
    page = carol.get(address)
    assert page.context["ticked"] == 1
    assert [blocker.code for blocker in page.context["stopping"]] == ["no_day", "not_declared"]
    elsewhere = carol.get("/my/upload/")
    assert [(batch.name, batch.url) for batch in elsewhere.context["others"]] == [("“Item 1”", address)]


def test_removing_and_setting_apart_keep_what_was_typed(
    cast: Cast, carol: Client, rows: list[CriterionProgress]
) -> None:
    batch = uuid4()
    one, two, three = (
        uploaded(cast, files.photo(colour), f"{colour}.jpg", batch=batch) for colour in ("red", "green", "blue")
    )
    address = f"/my/upload/{batch}/"
    typed = details(one, two, three, criteria=rows[:1])
    assert carol.post(address, typed | {"remove": str(one.pk)}).url == address
    alone = carol.post(address, typed | {"apart": str(two.pk)}).url
    assert alone != address
    found = {item.file_name: (item.state, item.title) for item in Evidence.objects.all()}
    assert found == {
        "red.jpg": ("withdrawn", "Item 1"),
        "green.jpg": ("draft", "Item 2"),
        "blue.jpg": ("draft", "Item 3"),
    }
    assert [row["item"] for row in carol.get(alone).context["rows"]] == [two]
    assert [row["item"] for row in carol.get(address).context["rows"]] == [three]


def test_the_same_file_again_is_a_new_item_with_a_note(
    cast: Cast, carol: Client, rows: list[CriterionProgress]
) -> None:
    ready(cast, rows[:1])
    address = new_batch(carol)
    carol.post(address, {"upload": "yes", "files": files.upload(files.photo())})
    assert Evidence.objects.count() == 2
    assert "The same file is in your evidence already" in carol.get(address).content.decode()


def test_what_is_typed_is_checked_without_being_saved(cast: Cast, carol: Client, rows: list[CriterionProgress]) -> None:
    item = uploaded(cast)
    typed = details(item, criteria=rows[:1])
    response = carol.post(f"/my/upload/{item.batch}/check/", typed)
    assert [blocker.code for blocker in response.context["blockers"]] == ["not_declared"]
    whole = carol.post(f"/my/upload/{item.batch}/check/", typed | {"declared": "on"})
    assert "Nothing is stopping this submission" in whole.content.decode()
    item.refresh_from_db()
    assert (item.title, item.links.count()) == ("", 0)


def test_upload_for_a_unit_opens_it(carol: Client, rows: list[CriterionProgress]) -> None:
    text = carol.get("/my/upload/", {"unit": str(rows[3].enrolment_id)}).content.decode()
    assert '<details data-unit="Unit X/102" open>' in text
    assert '<details data-unit="Unit X/101">' in text


def test_a_batch_of_somebody_else_is_not_there(
    cast: Cast, client_of: ClientOf, carol: Client, rows: list[CriterionProgress]
) -> None:
    item = uploaded(cast)
    for outsider in (cast.dan, cast.charlie[Role.CANDIDATE]):
        client = client_of(outsider)
        for address in (f"/my/upload/{item.batch}/", f"/my/upload/{item.batch}/check/"):
            assert client.post(address, details(item, submit="yes")).status_code == 404
        assert client.get(f"/my/upload/{item.batch}/").status_code == 404


def test_criteria_of_somebody_else_are_not_taken(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    mine = uploaded(cast)
    cast.registration.enrolments.filter(unit__code="X/102").update(registration=cast.other_registration)
    response = client_of(cast.carol).post(f"/my/upload/{mine.batch}/", details(mine, criteria=rows[3:], draft="yes"))
    assert "A criterion that was ticked is not open any more." in response.content.decode()
    assert not mine.links.exists()


@pytest.mark.parametrize("button", ["remove", "apart"])
def test_only_a_draft_of_this_form_is_removed_or_set_apart(
    cast: Cast, carol: Client, rows: list[CriterionProgress], button: str
) -> None:
    """A submitted item is withdrawn on its own page, where the candidate says why."""
    sent, draft = ready(cast, rows[:1]), uploaded(cast, files.photo("red"))
    Evidence.objects.filter(pk=sent.pk).update(batch=draft.batch)
    submit_evidence(actor=cast.carol, evidence=sent, declared=True)
    address = f"/my/upload/{draft.batch}/"
    for named in (str(sent.pk), str(uuid4()), "1", "\0"):
        assert carol.post(address, details(draft, **{button: named})).status_code == 404
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert carol.post(address, details(draft, **{button: str(draft.pk)})).status_code == 302
