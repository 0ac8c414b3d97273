"""A candidate maps a film on a phone and points at the moment; the assessor turns one proposal down without losing a word
of what is being typed, draws an area, and the IQA lands on the place."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from portfolio.models import Evidence, EvidenceLink, Pinpoint
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Carol has a film and a letter of two pages for the first criterion of a unit; a second unit is untouched."""
    cast = assemble()
    first, second = cast.specification.units.order_by("code")[:2]
    rows = list(factories.enrolment(cast.registration, first).criteria.in_order())
    factories.enrolment(cast.registration, second)
    film = factories.stored_file(media_type="video/mp4")
    factories.evidence(cast.registration, title="The call", progress=rows[:1], file=film)
    factories.evidence(cast.registration, title="The letter", progress=rows[:1], file=letter())
    return cast


def letter() -> object:
    file, out = factories.stored_file(media_type="application/pdf"), io.BytesIO()
    Image.new("RGB", (600, 800), "#f4f4f4").save(out, "webp")
    image = factories.stored_file(out.getvalue(), "image/webp")
    for page in (1, 2):
        file.previews.create(page=page, image=image, width=600, height=800)
    file.pages = 2
    file.save(update_fields=["pages"])
    return file


def test_from_a_tick_to_the_place_that_was_judged(arrive: Arrive, cast: Cast) -> None:
    carol, bob, ivan = comes(arrive, cast.carol, phone=True), comes(arrive, cast.bob), comes(arrive, cast.ivan)
    for person in (carol, bob, ivan):
        signs_in(person, factories.PASSWORD)
    maps_the_film(carol)
    points_at_a_moment(carol)
    turns_one_down(bob)
    draws_an_area(bob)
    is_told_why(carol)
    lands_on_the_place(ivan, cast)


def maps_the_film(carol: Person) -> None:
    carol.goes_to("Evidence").follows("Mapping").reads("Mapping").follows("The call").reads("The call")
    carol.unfolds("Unit X/102").ticks("1.1 Show thing 1.1").looks("mapping", other_width=True)
    box = carol.page.locator("details[data-unit='Unit X/102'] input[type=checkbox]").first
    box.check()
    expect(carol.page.locator("#ticked")).to_have_text("2 ticked")
    carol.submits("Save what is ticked").sees("1 change saved.")
    assert EvidenceLink.objects.filter(evidence__title="The call").count() == 2
    carol.opens("/my/mapping/?by=criterion").looks("mapping-by-criterion", other_width=True)


def points_at_a_moment(carol: Person) -> None:
    item = Evidence.objects.get(title="The call")
    carol.opens(f"/evidence/{item.pk}/").unfolds("Pinpoint a place")
    carol.page.locator(".pin-links input").first.check()
    carol.types(start="1:20", until="2:05", label="The apology").looks("pinpoint", other_width=True)
    carol.submits("Pinpoint it").sees("Pinpointed: 1:20 to 2:05: The apology.")
    assert Pinpoint.objects.get().until == 125


def turns_one_down(bob: Person) -> None:
    """What was typed into the decisions beside it is still there."""
    item = Evidence.objects.get(title="The call")
    bob.opens(f"/marking/{item.pk}/").sees("1:20 to 2:05: The apology")
    words = bob.page.locator("[data-criterion] textarea[maxlength='4000']")
    words.first.fill("Well said.")
    line = bob.page.locator("[data-criterion]").last
    line.locator("summary", has_text="It does not show this").click()
    line.locator("textarea[name=reason]").fill("The call breaks off before.")
    bob.looks("marking-links", other_width=True)
    bob.submits("Do not accept it", within=line).sees("Not accepted. The candidate sees your reason.")
    expect(words.first).to_have_value("Well said.")
    assert EvidenceLink.objects.get(state="refused").reason == "The call breaks off before."


def draws_an_area(bob: Person) -> None:
    item = Evidence.objects.get(title="The letter")
    bob.opens(f"/marking/{item.pk}/").unfolds("Pinpoint a place").presses("Draw an area on the page")
    page = bob.page.locator("#page-1 img").bounding_box()
    assert page
    mouse = bob.page.mouse
    mouse.move(page["x"] + page["width"] * 0.1, page["y"] + page["height"] * 0.1)
    mouse.down()
    mouse.move(page["x"] + page["width"] * 0.5, page["y"] + page["height"] * 0.3, steps=4)
    mouse.up()
    bob.sees("An area on page 1 is marked.").submits("Pinpoint it").sees("Pinpointed: p. 1, marked area.")
    pin = Pinpoint.objects.get(kind="region")
    assert (abs(pin.left - 1000) < 150, abs(pin.width - 4000) < 150) == (True, True)


def is_told_why(carol: Person) -> None:
    carol.goes_to("Home").sees("Look at “The call” again", "The call breaks off before.")
    carol.follows("Open it").sees("Not accepted").looks("not-accepted", other_width=True)


def lands_on_the_place(ivan: Person, cast: Cast) -> None:
    pin = Pinpoint.objects.select_related("link").get(kind="region")
    ivan.opens(f"/evidence/{pin.link.evidence_id}/?pin={pin.pk}#page-1")
    expect(ivan.page.locator(f"rect[data-pin='{pin.pk}']")).to_have_class("pin is-open")
    ivan.looks("landed", other_width=True)
