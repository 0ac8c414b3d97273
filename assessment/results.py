"""Where a unit that is assessed as a whole stands: its attempts, and what they raise."""

from collections.abc import Iterator
from typing import Any

from assessment.models import QueryCode, UnitResult
from centres.gates import Blocker, owned_by
from portfolio.models import UnitEnrolment

PARTS = ("recorded_by__user", "competence", "answer__person__user")


def standing_results(enrolment: UnitEnrolment) -> list[UnitResult]:
    """One an attempt, the newest first; two queries."""
    rows = UnitResult.objects.filter(enrolment=enrolment).standing().select_related(*PARTS).prefetch_related("marks")
    return list(rows.order_by("-attempt"))


def passed_result(enrolment: UnitEnrolment) -> UnitResult | None:
    """The result on which the unit can be signed off."""
    rows = UnitResult.objects.filter(enrolment=enrolment).standing().filter(passed=True)
    found: UnitResult | None = rows.select_related(*PARTS).order_by("-attempt").first()
    return found


def open_correction(enrolment: UnitEnrolment) -> UnitResult | None:
    """The correction of any of its attempts that waits for the second person."""
    rows = UnitResult.objects.filter(enrolment=enrolment).proposed().select_related("recorded_by__user")
    found: UnitResult | None = rows.first()
    return found


def unpassed(enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Why the unit cannot be signed off yet on its result."""
    if passed_result(enrolment):
        return
    newest = UnitResult.objects.filter(enrolment=enrolment).standing().order_by("-attempt").first()
    what, registration = enrolment.unit.get_method_display().lower(), enrolment.registration
    if newest is None:
        said, rest = f"No result of the {what} is recorded.", "Record it as the awarding organisation gave it."
        yield Blocker("no_result", said, rest, **owned_by(registration.assessor))
    else:
        said = f"Attempt {newest.attempt} was not passed: “{newest.words}”."
        who: dict[str, Any] = owned_by(registration.candidate.membership)
        yield Blocker("not_passed", said, f"The next attempt at the {what} is to come.", since=newest.taken_on, **who)


def correction_waits(enrolment: UnitEnrolment) -> Iterator[Blocker]:
    correction = open_correction(enrolment)
    if correction:
        yield Blocker(
            "correction_waits",
            f"A correction of attempt {correction.attempt} waits for a second person.",
            "Somebody other than its proposer confirms it or turns it down.",
            since=correction.at,
            owner=f"not {correction.recorded_by.name}",
        )


def over_by(result: UnitResult) -> int:
    """Minutes over the time that the body sets; 0 where none is known."""
    return max(result.minutes - (result.enrolment.unit.minutes or result.minutes), 0)


def query_words(result: UnitResult, code: str) -> tuple[str, str]:
    """What is in question, and what a person does about it."""
    unit = result.enrolment.unit
    if code == QueryCode.NO_MARKS:
        return "No marks by outcome are recorded.", "Enter them from the result slip, or note why there are none."
    said = f"{result.minutes} minutes, and {unit.minutes} are set."
    if unit.method == unit.Method.TEST:
        return said, "Find out why, and note it. The result stands as the body gave it."
    return said, "Ask the external verifier for guidance, and note the answer. The result stands."
