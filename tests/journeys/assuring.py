"""Step 5: a sample by hand with an action and its answer, a round, and nobody on their own decision."""

import datetime as dt

from django.utils import timezone

from centres.models import Role
from iqa.models import Finding, Sample
from tests.journeys import opening
from tests.journeys.cast import BY_HAND, UNITS, Journey
from tests.journeys.person import Person

HEADINGS = ("Made by a competent assessor", "Sound and fair", "Recorded accurately")
DEMAND = {
    "comment": "The feedback does not say which of the calls showed it.",
    "asks": "Name the call in your notes.",
}


def sets_the_policy(leila: Person) -> None:
    leila.goes_to("Sampling").types(percent="0", trainee_percent="100").submits("Set the policy")
    leila.sees("0 is too little. Enter at least 1").types(percent="25").submits("Set the policy")
    leila.sees("The policy holds for every round drawn from now on.").looks("sampling", other_width=True)


def samples_the_unit(leila: Person) -> None:
    """From its cell in the grid, with a reason."""
    leila.page.locator("a.sample", has_text=UNITS[BY_HAND]).click()
    leila.reads("Sample it").submits("Add it to the sample").sees("The reason is missing.").looks("sample-refused")
    leila.types(reason="The assessor's first sign-off of this unit").submits("Add it to the sample")
    leila.sees("Added: the sample is yours.").looks("sample", other_width=True)


def demands_action(leila: Person) -> None:
    """What is incomplete is refused with all that is missing; then the unit is on hold."""
    leila.ticks(*HEADINGS, "Action required").submits("Record the finding")
    leila.reads("4 things are stopping your finding")
    leila.sees("but all three headings are ticked.", "The finding has no words.", "The due date is missing.")
    leila.looks("finding-refused")
    due = timezone.localdate() + dt.timedelta(days=7)
    leila.page.get_by_label(HEADINGS[2]).uncheck()
    leila.types(**DEMAND, due_on=due.isoformat()).submits("Record the finding")
    leila.sees("Recorded. Owen Pritchard is asked to answer, and the unit is on hold.").looks("sample-action")


def answers_the_action(owen: Person) -> None:
    owen.goes_to("IQA actions").reads("1 action to answer").sees(DEMAND["asks"])
    owen.submits("Answer Leila").sees("Say what you did, or why nothing has to be done.").looks("action-refused")
    owen.page.get_by_role("textbox", name="Your answer").fill("It was the call of Monday; my note names it now.")
    owen.submits("Answer Leila").sees("Answered. Leila Haddad looks at it next.").looks("actions", other_width=True)


def agrees_after_the_answer(leila: Person) -> None:
    leila.goes_to("Findings").reads("1 answer to look at").looks("findings", other_width=True)
    leila.goes_to("Sampling").follows("Read the answer").sees("It was the call of Monday")
    agrees(leila)
    leila.looks("sample-agreed")


def agrees(leila: Person) -> None:
    leila.ticks(*HEADINGS)
    leila.page.get_by_label("Agreed", exact=True).check()
    leila.submits("Record the finding").sees("Recorded. The unit is cleared.")


def draws_and_closes_a_round(leila: Person) -> None:
    """Of nine sign-offs the seed picks three. The round closes when each has a finding, and clears the other six."""
    leila.goes_to("Sampling").submits("Draw the round").sees("Drawn: 3 of 9 signed-off units are to be sampled.")
    leila.reads("3 things are stopping the closing").looks("round", other_width=True)
    address = leila.page.url
    for _ in range(3):
        leila.opens(address).follows("Open the sample")
        agrees(leila)
    leila.opens(address).submits("Draw again from the seed").reads("Identical: the seed gives the same 3 picks")
    leila.looks("round-again").submits("Close the round").sees("Closed: 6 that were not picked are cleared.")
    leila.looks("round-closed").goes_to("Sampling").reads("10 of 10 signed-off units cleared").looks("sampling-done")


def never_their_own(journey: Journey) -> None:
    """Owen becomes an IQA as well: a second role of the same person, who may not look at what he decided himself."""
    owen, nadia = journey.owen, journey.nadia
    opening.invites(nadia, owen, "IQA")
    opening.joins_again(owen, "IQA")
    nadia.goes_to("People").page.locator("tr", has_text="IQA").get_by_role("link", name=owen.name).click()
    opening.finds_competent(nadia, owen)
    sample = Sample.objects.get(sign_off__enrolment=journey.enrolment)
    said = f"{owen.name} assessed"
    owen.opens(f"/iqa/sampling/samples/{sample.pk}/").reads("stopping your finding").sees(said).looks("own-decision")
    ticked = {"competent": "on", "fair": "on", "recorded": "on", "outcome": "agreed"}
    refused = owen.sends(f"/iqa/sampling/samples/{sample.pk}/", **ticked)
    assert refused.status == 409
    assert said in refused.text()
    assert not Finding.objects.filter(iqa=journey.role_of(owen, Role.IQA)).exists()
    owen.unfolds(owen.name).submits("Assessor").reads("Caseload")
