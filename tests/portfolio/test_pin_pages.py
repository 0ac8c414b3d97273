"""Pinpoints on pages: typed without script, shown as chips that open the item at the place, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence, Pinpoint
from portfolio.pin_forms import PinForm
from portfolio.pinpoints import Place
from tests import factories
from tests.assessment.acts import judge
from tests.assessment.linking import link_of
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    return list(factories.enrolment(cast.registration, cast.specification.units.first()).criteria.in_order())


def item(cast: Cast, rows: list[CriterionProgress], media_type: str, pages: int = 0) -> Evidence:
    file = factories.stored_file(media_type=media_type)
    image = factories.stored_file(b"\xff\xd8\xff", "image/jpeg")
    for page in range(1, pages + 1):
        file.previews.create(page=page, image=image, width=600, height=800)
    file.pages = pages or None
    file.save(update_fields=["pages"])
    return factories.evidence(cast.registration, progress=rows, file=file, title="The call")


def post(client: Client, found: Evidence, *rows: CriterionProgress, **fields: Any) -> Any:
    links = [str(link_of(found, row).pk) for row in rows]
    return client.post(reverse("add_pinpoint", args=[found.pk]), {"link": links, **fields})


@pytest.mark.parametrize(
    ("media_type", "pages", "typed", "place"),
    [
        ("video/mp4", 0, {"start": "1:20", "until": "125"}, Place("time", start=80, until=125)),
        ("audio/mpeg", 0, {"start": "1:02:05", "label": " Sorry "}, Place("time", start=3725, label="Sorry")),
        ("application/pdf", 3, {"page": "2", "last_page": "3"}, Place("page", page=2, last_page=3)),
        (
            "application/pdf",
            3,
            {"page": "2", "left": "10", "top": "20.5", "width": "30", "height": "5"},
            Place("region", page=2, left=1000, top=2050, width=3000, height=500),
        ),
        (
            "image/png",
            1,
            {"left": "0", "top": "0", "width": "100", "height": "100"},
            Place("region", page=1, left=0, top=0, width=10000, height=10000),
        ),
    ],
)
def test_what_is_typed_becomes_the_place(
    cast: Cast,
    client_of: ClientOf,
    rows: list[CriterionProgress],
    media_type: str,
    pages: int,
    typed: dict[str, str],
    place: Place,
) -> None:
    found = item(cast, rows, media_type, pages)
    answer = post(client_of(cast.carol), found, rows[0], **typed)
    pin = Pinpoint.objects.get()
    assert {name: getattr(pin, name) for name in place.columns()} == place.columns()
    assert answer.headers["Location"] == f"{reverse('evidence', args=[found.pk])}?pin={pin.pk}#{pin.fragment}"


def test_a_refused_pinpoint_says_why_and_keeps_what_was_typed(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    found, client = item(cast, rows, "video/mp4"), client_of(cast.carol)
    for fields, said in (
        ({"start": "soon", "label": "My words"}, "“soon” is no time."),
        ({"start": "2:00", "until": "1:00", "label": "My words"}, "It ends at 1:00, and starts at 2:00."),
        ({"label": "My words"}, "The start is missing."),
    ):
        answer = post(client, found, rows[0], **fields)
        page = answer.content.decode()
        assert (answer.status_code, said in page, 'value="My words"' in page) == (409, True, True)
    assert "No criterion is chosen." in post(client, found, start="1:00").content.decode()
    assert Pinpoint.objects.count() == 0


def test_everybody_who_sees_the_item_jumps_to_the_place(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    film, letter = item(cast, rows[:1], "video/mp4"), item(cast, rows[1:], "application/pdf", 2)
    post(client_of(cast.carol), film, rows[0], start="1:20", until="2:05")
    post(client_of(cast.carol), letter, rows[1], page="2", left="10", top="20", width="30", height="5")
    time, area = Pinpoint.objects.order_by("kind").last(), Pinpoint.objects.order_by("kind").first()
    for person in (cast.carol, cast.bob, cast.ivan, cast.eve):
        client = client_of(person)
        page = client.get(f"{reverse('evidence', args=[film.pk])}?pin={time.pk}").content.decode()
        assert "#t=80,125" in page
        assert "1:20 to 2:05" in page
        page = client.get(f"{reverse('evidence', args=[letter.pk])}?pin={area.pk}").content.decode()
        assert f'class="pin is-open" data-pin="{area.pk}" x="10.00" y="20.00" width="30.00" height="5.00"' in page
        assert f"?pin={area.pk}#page-2" in page
    page = client_of(cast.bob).get(f"{reverse('marking', args=[film.pk])}?pin={time.pk}").content.decode()
    assert "#t=80,125" in page
    for view, pk in (("unit", rows[0].enrolment_id), ("marking", letter.pk)):
        assert "p. 2, marked area" in client_of(cast.bob).get(reverse(view, args=[pk])).content.decode()


def test_the_assessor_comes_back_to_the_marking_page_and_never_to_a_strangers(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    found, client = item(cast, rows, "application/pdf", 2), client_of(cast.bob)
    back = f"{reverse('marking', args=[found.pk])}?item={found.pk}"
    answer = post(client, found, rows[0], page="2", next=back)
    assert answer.headers["Location"] == f"{back}&pin={Pinpoint.objects.get().pk}"
    answer = post(client, found, rows[1], page="2", next="https://elsewhere.example/")
    assert answer.headers["Location"].startswith(reverse("evidence", args=[found.pk]))


def test_ones_own_pinpoint_is_removed_and_a_strangers_is_not_there(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    found = item(cast, rows, "application/pdf", 2)
    post(client_of(cast.carol), found, rows[0], page="2")
    path = reverse("remove_pinpoint", args=[Pinpoint.objects.get().pk])
    assert client_of(cast.dan).post(path).status_code == 404
    assert client_of(cast.bob).post(path).status_code == 409
    assert "Removed: p. 2." in client_of(cast.carol).post(path, follow=True).content.decode()
    assert Pinpoint.objects.count() == 0


def test_a_draft_is_pinned_before_it_is_submitted(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    file = factories.stored_file(media_type="video/mp4")
    draft = factories.evidence(cast.registration, state="draft", progress=rows[:1], file=file, title="The call")
    client = client_of(cast.carol)
    assert "Pinpoint a place" in client.get(f"{reverse('evidence', args=[draft.pk])}?pin=").content.decode()
    post(client, draft, rows[0], start="0:05")
    assert Pinpoint.objects.count() == 1


def test_nothing_is_offered_where_nothing_can_be_pinned(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]
) -> None:
    found = item(cast, rows, "application/pdf", 2)
    for row in rows:
        judge(cast.bob, row)
    for person in (cast.carol, cast.bob, cast.ivan):
        page = client_of(person).get(reverse("evidence", args=[found.pk])).content.decode()
        assert "Pinpoint a place" not in page


def test_the_form_has_the_fields_of_its_file_alone(cast: Cast, rows: list[CriterionProgress]) -> None:
    def names(media_type: str, pages: int = 0) -> set[str]:
        found = item(cast, rows, media_type, pages)
        return set(PinForm(item=found, links=[]).fields) - {"label", "link"}

    sides = {"left", "top", "width", "height"}
    assert names("video/mp4") == {"start", "until"}
    assert names("application/pdf", 2) == {"page", "last_page"} | sides
    assert names("image/jpeg", 1) == sides
    assert names("text/plain") == set()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_with_pinpoints_take_at_most_fifteen_queries(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], number: int
) -> None:
    found = item(cast, rows[:number], "application/pdf", 2)
    for row in rows[:number]:
        link_of(found, row).pinpoints.create(kind="page", page=1, made_by=cast.carol)
        link_of(found, row).pinpoints.create(kind="page", page=2, made_by=cast.bob)
    client = client_of(cast.bob)
    pages = [reverse(name, args=[found.pk]) for name in ("marking", "evidence")]
    pages.append(reverse("unit", args=[rows[0].enrolment_id]))
    assert {path: many for path in pages if (many := queries_of(client, path)) > 15} == {}
