"""Beside the way: nothing was changed behind the program's back, and who must keep out."""

from playwright.sync_api import expect

from tests.journeys.cast import Journey
from tests.journeys.person import Person


def checks_the_seals(leila: Person) -> None:
    """Asked for by the IQA, made by the worker."""
    leila.finds_in_their_menu("Seals").looks("seals-none").submits("Check all that you may see")
    expect(leila.page.get_by_role("heading", name="Everything is as it was sealed")).to_be_visible(timeout=40_000)
    leila.looks("seal-check", other_width=True).finds_in_their_menu("Seals").looks("seals", other_width=True)
    leila.goes_to("Candidates").follows("Zofia").follows("See whether anything was changed since")
    leila.sees("on 10 units").looks("candidate-seals").page.locator("main ul.plain a").first.click()
    leila.sees("All as sealed").looks("unit-seals", other_width=True)


def declares_a_conflict(journey: Journey) -> None:
    """After all is done, so that nobody is kept out on the way."""
    leila, nadia, name = journey.leila, journey.nadia, journey.zofia.name
    leila.finds_in_their_menu("Conflicts of interest").looks("conflicts-none").follows("Declare a conflict")
    leila.types(candidate="Nobody").chooses("What it is", "Partner or close friend").submits("Declare it")
    leila.sees("No candidate here is called “Nobody”").looks("conflict-refused")
    leila.types(candidate=name).submits("Declare it").reads(f"{leila.name} has a conflict of interest with {name}")
    leila.looks("conflict", other_width=True)
    nadia.finds_in_their_menu("Conflicts of interest").sees(leila.name).looks("conflicts", other_width=True)
    nadia.follows(leila.name).unfolds("End it").types(reason="They parted.").submits("End it today")
    nadia.sees("it holds until the end of today.").looks("conflict-ended")
