"""A test is failed, passed, corrected by two people and signed off: at desks, and read by the candidate on a phone."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories
from tests.assessment.sittings import Whole, offered
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def whole(cast: Cast) -> Whole:
    return offered(cast)


def test_a_test_is_recorded_corrected_by_two_and_signed_off(arrive: Arrive, cast: Cast, whole: Whole) -> None:
    unit = f"/caseload/unit/{whole.test.pk}/"
    bob, alice = comes(arrive, cast.bob), comes(arrive, cast.alice)
    for person in (bob, alice):
        signs_in(person, factories.PASSWORD)
    bob.opens(unit).reads("The test is not taken yet").follows("Record attempt 1")
    records(bob, minutes="62", result="Fail").sees("62 minutes, and 60 are set.")
    proposes(bob)
    alice.goes_to("Results").sees("62 minutes, and 60 are set.").looks("results", other_width=True)
    alice.opens(unit).looks("correction", other_width=True).submits("Confirm the correction").sees("Passed")
    bob.opens(unit).ticks("I sign this as").submits("Sign the unit off").sees("Signed off by Bob Brown")
    carol = comes(arrive, cast.carol, phone=True)
    signs_in(carol, factories.PASSWORD)
    carol.opens(f"/my/units/{whole.test.pk}/").reads("1 attempt at the test").sees("62 minutes of 60")
    carol.looks("my-result", other_width=True)


def records(bob: Person, *, minutes: str, result: str) -> Person:
    bob.looks("record-result", other_width=True).submits("Record the result").sees("Fill this in.")
    bob.types(taken_on=f"{timezone.localdate() - dt.timedelta(days=2):%Y-%m-%d}", minutes=minutes)
    bob.types(invigilator="Ines Invigilator", marks_1="3", marks_2="1")
    bob.page.get_by_role("radio", name=result).check()
    return bob.submits("Record the result").reads("1 attempt at the test")


def proposes(bob: Person) -> None:
    bob.follows("Propose a correction")
    bob.page.get_by_role("radio", name="Pass").check()
    bob.types(reason="I read the wrong line of the slip.").submits("Propose the correction")
    bob.sees("You proposed it, so somebody else confirms it").looks("proposed")
