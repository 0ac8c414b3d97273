"""Where a unit that is assessed as a whole stands: its attempts, and what they raise."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from assessment.models import QueryCode, UnitResult
from centres.gates import Blocker, owned_by
from portfolio.models import UnitEnrolment
from portfolio.whole import Standings, WholeStanding

PARTS = ("recorded_by__user", "competence", "answer__person__user", "adjustment")


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
    rows = list(UnitResult.objects.filter(enrolment=enrolment).standing().order_by("-attempt"))
    if any(row.passed for row in rows):
        return
    newest = rows[0] if rows else None
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
            **_second_person(correction, enrolment),
        )


def _second_person(correction: UnitResult, enrolment: UnitEnrolment) -> dict[str, Any]:
    """Whose move it is: the candidate's assessor, or where they proposed it themselves any admin."""
    assessor = enrolment.registration.assessor
    if correction.recorded_by.user_id == assessor.user_id:
        return {"owner": "Centre admin", "owner_role": "any of them"}
    return owned_by(assessor)


def is_passed() -> Exists:
    """As a condition on an enrolment."""
    return Exists(UnitResult.objects.filter(enrolment=OuterRef("pk")).standing().filter(passed=True))


def is_begun() -> Q:
    """Ditto: an attempt is recorded, whatever came of it."""
    return Q(Exists(UnitResult.objects.filter(enrolment=OuterRef("pk"))))


def whole_standings(enrolments: Sequence[UUID]) -> Standings:
    """Where each of these stands that has a result; one query (portfolio.whole.STANDINGS)."""
    found: Standings = {}
    for row in UnitResult.objects.filter(enrolment__in=enrolments).standing().order_by("passed", "attempt"):
        day = f"{row.taken_on:%-d %B %Y}"
        if row.passed:
            found[row.enrolment_id] = WholeStanding("ready", f"passed on {day}")
        else:
            found[row.enrolment_id] = WholeStanding("progress", f"attempt {row.attempt} not passed on {day}")
    return found


def query_words(result: UnitResult, code: str) -> tuple[str, str]:
    """What is in question, and what a person does about it."""
    unit = result.enrolment.unit
    if code == QueryCode.NO_MARKS:
        return "No marks by outcome are recorded.", "Enter them from the result slip, or note why there are none."
    extra = f", {result.allowed} with the extra time" if result.allowed != unit.minutes else ""
    said = f"{result.minutes} minutes, and {unit.minutes} are set{extra}."
    if unit.method == unit.Method.TEST:
        return said, "Find out why, and note it. The result stands as the body gave it."
    return said, "Ask the external verifier for guidance, and note the answer. The result stands."
