"""Units of Carol's that are assessed as a whole, and what is entered about an attempt."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from assessment.models import UnitResult
from assessment.services.answer_correction import answer_correction
from assessment.services.propose_correction import propose_correction
from assessment.services.record_result import record_result
from assessment.sitting import Sitting
from centres.models import Membership
from portfolio.models import Registration, UnitEnrolment
from tests import factories
from tests.cast import Cast

TEST, ASSIGNMENT = "test", "assignment"


@dataclass
class Whole:
    """A test of 60 minutes with 3 and 2 questions, and an assignment of 180 minutes."""

    test: UnitEnrolment
    assignment: UnitEnrolment


def offered(cast: Cast, *, since: int = 30) -> Whole:
    """Carol, registered for `since` days, is on both; bob, bea, tess and the IQAs are competent for them."""
    units = [factories.whole_unit("T/1", TEST), factories.whole_unit("T/2", ASSIGNMENT)]
    for unit in units:
        cast.specification.structure.create(unit=unit, group="B", position=90)
    for person in (cast.bob, cast.bea, cast.tess, cast.ivan, cast.iris):
        factories.competence(person, cast.specification, recorded_by=cast.alice, units=units)
    day = timezone.localdate() - dt.timedelta(days=since)
    Registration.objects.filter(pk=cast.registration.pk).update(registered_on=day)
    cast.registration.refresh_from_db()
    test, assignment = (factories.whole_enrolment(cast.registration, unit) for unit in units)
    return Whole(test, assignment)


def sitting(passed: bool = True, *, days_ago: int = 3, **more: Any) -> Sitting:
    """Of a test, unless `more` says otherwise."""
    values = {
        "taken_on": timezone.localdate() - dt.timedelta(days=days_ago),
        "minutes": 48,
        "passed": passed,
        "words": "Pass" if passed else "Fail",
        "invigilator": "Ines Invigilator",
    }
    return Sitting(**(values | more))


def assignment(passed: bool = True, *, version: str = "A", **more: Any) -> Sitting:
    return sitting(passed, version=version, invigilator="", **more)


def marks(enrolment: UnitEnrolment, *numbers: int | None) -> dict[Any, int | None]:
    return dict(zip(enrolment.unit.outcomes.values_list("pk", flat=True), numbers, strict=True))


def recorded(actor: Membership, enrolment: UnitEnrolment, said: Sitting | None = None, **more: Any) -> UnitResult:
    return record_result(actor=actor, enrolment=enrolment, sitting=said or sitting(), **more)


def corrected(proposer: Membership, second: Membership, result: UnitResult, said: Sitting) -> UnitResult:
    """Proposed by one and confirmed by the other."""
    row = propose_correction(actor=proposer, result=result, sitting=said, reason="The slip says otherwise.")
    answer_correction(actor=second, correction=row, confirmed=True)
    return row
