"""Step 3, and the candidate's part of step 4: units, uploads, description, declaration, mapping, on a phone."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys import files
from tests.journeys.cast import AND_A_LITTLE, BY_HAND, QUALIFICATION, UNITS
from tests.journeys.person import Person

SHOWS = "What I planned and what came of it, as my manager saw it."


def chooses_units(zofia: Person) -> None:
    """Nothing ticked is refused; ten units reach the whole rule, and the page says so before they are added."""
    zofia.reads("Hello, Zofia").sees(QUALIFICATION).looks("home-new", other_width=True)
    zofia.goes_to("Units").looks("units-none").follows("Choose units").submits("Add the ticked units")
    zofia.sees("No unit is ticked.").looks("choose-refused")
    zofia.ticks(*UNITS).reads("10 units: 50 of 50 credits").looks("choose", other_width=True)
    zofia.submits("Add the ticked units").sees("10 units chosen.").looks("units")


def picks(zofia: Person, *chosen: FilePayload) -> None:
    with zofia.page.expect_file_chooser() as asked:
        zofia.presses("Choose files")
    asked.value.set_files(list(chosen))


def uploads(zofia: Person, film: FilePayload) -> None:
    """Three files are stored, each with its receipt; a web page that calls itself a photo and an empty file are not."""
    zofia.goes_to("Upload").looks("upload-empty")
    picks(zofia, files.photo(), files.SCRIPT, files.record(), files.EMPTY, film)
    stored = zofia.page.locator("#files .receipt")
    expect(stored).to_have_count(3)
    expect(stored).to_contain_text(["Stored and verified"] * 3)
    zofia.sees("“photo.jpg” is a web page, which cannot be kept as evidence.", "“empty.pdf” is empty.")
    zofia.looks("upload-stored", other_width=True)


def submits_the_film(zofia: Person) -> None:
    """Described on its own. Refused with every reason at once, and nothing that was typed is lost."""
    zofia.submits("Describe call.mp4 on its own")
    expect(zofia.page.locator("#files .receipt")).to_have_count(1)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    zofia.fills("Name of call.mp4", "A call, recorded").types(shows=SHOWS, done_on=tomorrow.isoformat())
    zofia.submits("Submit to Owen").reads("3 things are stopping this submission")
    zofia.sees("is in the future.", "No criterion is ticked.", "The declaration is not ticked.").looks("submit-refused")
    expect(zofia.page.locator("#id_shows")).to_have_value(SHOWS)
    ticks_criteria(zofia, BY_HAND, first=2)
    ticks_criteria(zofia, AND_A_LITTLE, first=1)
    zofia.types(done_on=yesterday()).ticks("This is my own work").reads("Nothing is stopping this submission")
    zofia.looks("submit").submits("Submit to Owen").sees("Submitted to Owen Pritchard: A call, recorded.")
    zofia.sees(UNITS[BY_HAND], UNITS[AND_A_LITTLE]).looks("evidence-film", other_width=True)


def submits_the_rest(zofia: Person) -> None:
    """The draft waited. Photo and PDF together: all criteria of one unit and some of another."""
    zofia.goes_to("Home").sees("whiteboard").looks("home-draft")
    zofia.goes_to("Upload").reads("1 draft to finish").follows("whiteboard")
    zofia.fills("Name of whiteboard.jpg", "The whiteboard").fills("Name of plan.pdf", "My plan")
    zofia.types(shows=SHOWS, done_on=yesterday())
    ticks_criteria(zofia, BY_HAND)
    ticks_criteria(zofia, AND_A_LITTLE, first=3)
    zofia.ticks("This is my own work").reads("Nothing is stopping this submission").submits("Submit to Owen")
    zofia.sees("Submitted to Owen Pritchard:", "The whiteboard", "My plan").looks("evidence-list", other_width=True)


def answers_the_feedback(zofia: Person, number: str) -> None:
    zofia.goes_to("Feedback").reads("1 criterion asks for more evidence").looks("feedback", other_width=True)
    zofia.follows("Add evidence")
    picks(zofia, files.answer())
    expect(zofia.page.locator("#files .receipt")).to_have_count(1)
    zofia.fills("Name of answer.txt", "What my manager heard").types(shows=SHOWS, done_on=yesterday())
    unit = criteria_of(zofia, BY_HAND)
    unit.filter(has_text=number).get_by_role("checkbox").check()
    zofia.ticks("This is my own work").reads("Nothing is stopping this submission").submits("Submit to Owen")
    zofia.sees("Submitted to Owen Pritchard: What my manager heard.").looks("evidence-answer")
    zofia.goes_to("Units").follows(UNITS[BY_HAND]).looks("unit-submitted", other_width=True)


def yesterday() -> str:
    return (timezone.localdate() - dt.timedelta(days=1)).isoformat()


def criteria_of(zofia: Person, code: str) -> Locator:
    """The lines of a unit on the upload page, opened."""
    unit = zofia.page.locator(f"details[data-unit='{UNITS[code]}']")
    if unit.get_attribute("open") is None:
        unit.locator("summary").tap()
    return unit.locator(".form-check")


def ticks_criteria(zofia: Person, code: str, *, first: int | None = None) -> None:
    for line in criteria_of(zofia, code).all()[:first]:
        line.get_by_role("checkbox").check()
