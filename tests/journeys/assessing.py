"""Step 4: the queue, evidence beside its criteria, decisions, and the sign-off that opens when its list is empty."""

from playwright.sync_api import Locator, expect

from assessment.models import UnitSignOff
from tests.journeys.cast import BY_HAND, UNITS, Journey
from tests.journeys.person import Person
from tests.journeys.post import worker_is_done

RULES = ("Valid", "Authentic", "Current", "Sufficient")
ASKS = "You say what you planned. Show how you knew that it helped: two lines from your manager are enough."


def opens_the_queue(owen: Person, heading: str) -> None:
    owen.goes_to("Marking").reads(heading).looks("queue", other_width=True).follows("Take the next")


def watches_the_film(owen: Person) -> None:
    film = owen.page.locator("video")
    expect(film).to_be_visible()
    film.evaluate("film => { film.muted = true; film.play(); }")
    owen.page.wait_for_function(
        "() => { const film = document.querySelector('video'); return film.currentTime > 0.2; }"
    )
    assert film.evaluate("film => film.duration") > 0.5


def decides_on_the_film(journey: Journey) -> None:
    """What contradicts itself is refused with every reason, and what was entered stays."""
    owen = journey.owen
    owen.reads("3 criteria to decide").looks("marking-film", other_width=True)
    watches_the_film(owen)
    first, second = line_of(journey, "1.1"), line_of(journey, "1.2")
    decides(first, "met", *RULES[:3])
    decides(second, "notyet", *RULES)
    owen.submits("Save 2 decisions, next").reads("Nothing was saved: 3 things to put right")
    owen.sees("and sufficient is not ticked", "but all four rules are ticked", "not yet met needs feedback")
    owen.looks("marking-refused")
    expect(first.get_by_label("Current", exact=True)).to_be_checked()
    first.get_by_label("Sufficient", exact=True).check()
    second.get_by_label("Sufficient", exact=True).uncheck()
    second.get_by_role("textbox").fill(ASKS)
    owen.submits("Save 2 decisions, next").sees("Saved: ")


def cannot_sign_off_yet(journey: Journey) -> None:
    """The page gives all the reasons at once, and so does the answer to a request that a page should not have sent."""
    owen = journey.owen
    owen.follows(UNITS[BY_HAND]).reads("2 things are stopping sign-off")
    owen.sees("11 criteria wait for a decision.", "1 criterion is not yet met.").looks("unit-stopped", other_width=True)
    owen.page.get_by_role("button", name="Sign the unit off").press("Enter")
    assert owen.page.evaluate("document.activeElement.id") == "sign-off", "a press leads to the list"
    refused = owen.sends(f"/caseload/unit/{journey.enrolment.pk}/sign-off/", signed="on")
    assert refused.status == 409
    assert "11 criteria wait for a decision." in refused.text()
    assert "1 criterion is not yet met." in refused.text()
    assert not UnitSignOff.objects.exists()


def decides_on_the_rest(journey: Journey) -> None:
    """The worker has made the pages of photo and PDF. The four rules by keyboard: M and N, and 1 to 4."""
    owen = journey.owen
    worker_is_done()
    owen.goes_to("Marking").reads("3 items wait for a decision").follows("My plan")
    pages = owen.page.locator(".viewer-stage img")
    expect(pages).to_have_count(2)
    owen.reads("14 criteria to decide").looks("marking-pdf", other_width=True).follows("The whiteboard")
    expect(pages).to_have_count(1)
    assert pages.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 300
    owen.looks("marking-photo")
    for number in _open_criteria(journey):
        line_of(journey, number).locator("label[for$='-met']").click()
        for key in "1234":
            owen.page.keyboard.press(key)
    owen.submits("Save 11 decisions, next").sees("Saved: 11 met.").looks("marking-next")


def _open_criteria(journey: Journey) -> list[str]:
    rows = journey.enrolment.criteria.filter(state="sent").in_order()
    return [row.criterion.number for row in rows.select_related("criterion")]


def decides_on_the_answer(journey: Journey) -> None:
    owen = journey.owen
    owen.goes_to("Marking").sees("After feedback").follows("What my manager heard").looks("marking-answer")
    decides(line_of(journey, "1.2"), "met", *RULES)
    owen.submits("Save 1 decision, next").sees("every criterion is met.")
    owen.follows("Sign the unit off")


def signs_the_unit_off(journey: Journey) -> None:
    """Not without the signature; and once, however often the button is pressed."""
    owen, path = journey.owen, f"/caseload/unit/{journey.enrolment.pk}/sign-off/"
    owen.reads("Nothing is stopping sign-off").submits("Sign the unit off").sees("Tick the box to sign.")
    owen.looks("unit-unsigned").ticks(f"I sign this as {owen.name}")
    owen.page.get_by_role("button", name="Sign the unit off").dblclick()
    owen.sees("Signed off.", f"Signed off by {owen.name}").looks("unit-signed")
    assert owen.sends(path, signed="on").status == 302
    assert UnitSignOff.objects.filter(enrolment=journey.enrolment).count() == 1
    owen.goes_to("Caseload").looks("caseload", other_width=True)


def line_of(journey: Journey, number: str) -> Locator:
    """A criterion of the unit assessed by hand, on the marking page."""
    progress = journey.enrolment.criteria.get(criterion__number=number)
    return journey.owen.page.locator(f"#decide-{progress.pk}")


def decides(line: Locator, verdict: str, *rules: str) -> None:
    line.locator(f"label[for$='-{verdict}']").click()
    for rule in rules:
        line.get_by_label(rule, exact=True).check()
