"""From the handbook to the certificate: five people, each with a browser of their own, and a real worker."""

import os
import subprocess

import pytest
from playwright.sync_api import Browser, FilePayload

from tests.journeys import assessing, assuring, candidate, claiming, files, opening, sealing, services
from tests.journeys.cast import Journey
from tests.journeys.conftest import Arrive
from tests.journeys.person import Person


def test_the_real_handbook_is_at_hand() -> None:
    """Without it the journey leaves its first step out, and the units keep our own labels."""
    if not opening.HANDBOOK.exists() and not os.environ.get("CI"):
        pytest.skip(f"{opening.HANDBOOK} is not here: the journey goes without importing it.")
    assert opening.HANDBOOK.exists()


def test_from_the_handbook_to_the_certificate(
    arrive: Arrive, browser: Browser, worker: "subprocess.Popen[bytes]"
) -> None:
    journey = Journey(
        nadia=arrive("Nadia Farrell"),
        owen=arrive("Owen Pritchard"),
        leila=arrive("Leila Haddad"),
        zofia=arrive("Zofia Król", phone=True),
    )
    the_centre_opens(journey)
    the_candidate_begins(journey, files.film(browser))
    the_assessor_decides(journey)
    services.the_other_units_are_assessed(journey)
    quality_is_assured(journey)
    the_certificate_is_claimed(journey, arrive("A Stranger", phone=True))


def the_centre_opens(journey: Journey) -> None:
    nadia, owen, leila, zofia = journey.nadia, journey.owen, journey.leila, journey.zofia
    opening.opens_the_centre(nadia)
    opening.signs_in(nadia)
    if opening.HANDBOOK.exists():
        opening.imports_the_handbook(nadia)
    opening.records_the_approval(nadia)
    opening.invites(nadia, owen, "Assessor")
    opening.invites(nadia, leila, "IQA")
    opening.accepts(owen)
    opening.accepts(leila)
    opening.records_competence(nadia, owen)
    opening.records_competence(nadia, leila)
    opening.registers(nadia, zofia, owen)


def the_candidate_begins(journey: Journey, film: FilePayload) -> None:
    zofia = journey.zofia
    opening.accepts(zofia)
    candidate.chooses_units(zofia)
    candidate.uploads(zofia, film)
    candidate.submits_the_film(zofia)
    candidate.submits_the_rest(zofia)


def the_assessor_decides(journey: Journey) -> None:
    assessing.opens_the_queue(journey.owen, "3 items wait for a decision")
    assessing.decides_on_the_film(journey)
    assessing.cannot_sign_off_yet(journey)
    assessing.decides_on_the_rest(journey)
    candidate.answers_the_feedback(journey.zofia, "1.2")
    assessing.decides_on_the_answer(journey)
    assessing.signs_the_unit_off(journey)


def quality_is_assured(journey: Journey) -> None:
    assuring.sets_the_policy(journey.leila)
    assuring.samples_the_unit(journey.leila)
    assuring.demands_action(journey.leila)
    claiming.cannot_claim_yet(journey)
    assuring.never_their_own(journey)
    assuring.answers_the_action(journey.owen)
    assuring.agrees_after_the_answer(journey.leila)
    assuring.draws_and_closes_a_round(journey.leila)
    sealing.checks_the_seals(journey.leila)


def the_certificate_is_claimed(journey: Journey, stranger: Person) -> None:
    claiming.claims(journey)
    paths = claiming.takes_the_documents(journey)
    claiming.is_confirmed(stranger, journey, paths)
    claiming.reaches_the_candidate(journey.zofia)
    sealing.declares_a_conflict(journey)
