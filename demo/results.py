"""A thirteenth candidate, on a certificate whose units are assessed by one test or assignment each."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from assessment.models import UnitResult
from assessment.services.propose_correction import propose_correction
from assessment.services.record_result import record_result
from assessment.sitting import Sitting
from centres.models import Membership
from demo.clock import moment
from demo.documents import record
from demo.people import BASIS, OPENED, Staff
from demo.portfolios import Portfolio
from units.models import Qualification
from units.services.approve_qualification import approve_qualification
from units.services.record_competence import record_competence

TEST, ASSIGNMENT = "4417-201", "4417-202"
INVIGILATOR = "Hazel Firth"


def by_results(staff: Staff) -> None:
    """Leah failed her test in 78 minutes of 75 and passed it later; her assignment waits for a second person's yes."""
    leah = Portfolio(offering(staff), "Leah Sutcliffe", staff.priya, born=dt.date(2000, 3, 27), days_ago=70)
    leah.chooses(TEST, ASSIGNMENT, days_ago=68)
    result(staff.maureen, leah, TEST, days_ago=40, passed=False, minutes=78, marks=(8, 4, 5, 2, 4))
    result(staff.maureen, leah, TEST, days_ago=19, passed=True, minutes=66, marks=(13, 8, 6, 4, 7))
    leah.is_signed_off(TEST, days_ago=18)
    failed = result(staff.priya, leah, ASSIGNMENT, days_ago=6, passed=False, minutes=165, version="B")
    with moment(1):
        said = sitting(failed.taken_on, passed=True, minutes=165, version="B")
        reason = "The last page had slipped behind the cover and was not marked. With it the assignment is a pass."
        propose_correction(actor=staff.priya, result=failed, sitting=said, reason=reason)


def offering(staff: Staff) -> Staff:
    """The staff on the Level 2 certificate, which the centre has offered since it opened."""
    qualification = Qualification.objects.get(code="cg-4417-2")
    with moment(OPENED):
        today = timezone.localdate()
        approve_qualification(
            actor=staff.maureen, qualification=qualification, approved_from=today, direct_claims_from=today
        )
        specification = qualification.current_for(staff.maureen.centre_id)
        for person in (staff.priya, staff.anil, staff.tom, staff.grace):
            record_competence(
                actor=staff.maureen,
                membership=person,
                qualification=qualification,
                units=list(specification.units.all()),
                basis=BASIS[person.name],
                valid_from=today,
            )
    return replace(staff, specification=specification)


def sitting(taken_on: dt.date, *, passed: bool, minutes: int, version: str = "") -> Sitting:
    words, invigilator = "Pass" if passed else "Fail", "" if version else INVIGILATOR
    return Sitting(taken_on, minutes, passed, words, version=version, invigilator=invigilator)


def result(
    actor: Membership,
    leah: Portfolio,
    code: str,
    *,
    days_ago: float,
    passed: bool,
    minutes: int,
    marks: tuple[int, ...] = (),
    version: str = "",
) -> UnitResult:
    """Recorded two days after it was taken, a test with its slip."""
    enrolment = leah.unit(code)
    with moment(days_ago) as day:
        said = sitting((day - dt.timedelta(days=2)).date(), passed=passed, minutes=minutes, version=version)
        keys = enrolment.unit.outcomes.values_list("pk", flat=True) if marks else ()
        said = replace(said, marks=dict(zip(keys, marks, strict=True)))
        slip = record("Result slip", leah.registration.candidate.name, f"{said.taken_on:%-d %B %Y}", SLIP)
        return record_result(actor=actor, enrolment=enrolment, sitting=said, files=[slip] if marks else [])


SLIP = [("Result", "As the awarding organisation gave it, outcome by outcome. Kept with the attempt.")]
