"""Rows that the tests of quality assurance begin with."""

import datetime as dt
from typing import Any

from django.utils import timezone

from assessment.models import UnitSignOff
from assessment.services.decide import decide
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Blocker
from centres.models import Membership, Role
from iqa.models import Finding, Sample, SamplingPolicy
from iqa.services.record_finding import record_finding
from portfolio.models import Registration, UnitEnrolment
from portfolio.states import CriterionState
from tests import factories
from tests.cast import Cast

AGREED = {"outcome": "agreed", "competent": True, "fair": True, "recorded": True, "comment": ""}
ADVICE = AGREED | {"outcome": "advice", "comment": "Name the witness in the record."}


def asking(outcome: str = "action", **more: Any) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "competent": True,
        "fair": True,
        "recorded": False,
        "comment": "The observation record has no date.",
        "asks": "Add the date and say who was there.",
        "due_on": timezone.localdate() + dt.timedelta(days=10),
    } | more


def signed(
    cast: Cast, number: int = 0, *, registration: Registration | None = None, assessor: Membership | None = None
) -> UnitSignOff:
    """The `number`-th unit of Carol's (or another's) registration, signed off by Bob (or another)."""
    unit = cast.specification.units.order_by("code")[number]
    enrolment = factories.enrolment(registration or cast.registration, unit)
    return factories.sign_off(enrolment, assessor=assessor or cast.bob)


def sampled(cast: Cast, sign_off: UnitSignOff | None = None, *, iqa: Membership | None = None) -> Sample:
    return Sample.objects.create(sign_off=sign_off or signed(cast), iqa=iqa or cast.ivan, reason="by hand")


def held(cast: Cast, sample: Sample | None = None) -> Finding:
    """A finding that asks for action; the unit is on hold."""
    return record_finding(actor=cast.ivan, sample=sample or sampled(cast), **asking())


def policy(cast: Cast, percent: int = 25, trainee_percent: int = 100) -> SamplingPolicy:
    return SamplingPolicy.objects.create(
        centre=cast.centre, percent=percent, trainee_percent=trainee_percent, set_by=cast.ivan
    )


def also(member: Membership, role: Role, cast: Cast) -> Membership:
    """The same person in a second role, competent for every unit."""
    second = Membership.objects.create(user=member.user, centre=member.centre, role=role)
    if role in (Role.ASSESSOR, Role.IQA):
        factories.competence(second, cast.specification, recorded_by=cast.alice)
    return second


def sign_off_again(cast: Cast, enrolment: UnitEnrolment) -> UnitSignOff:
    """Through the assessor's own use cases: reopen one criterion, decide it again, sign off."""
    row = enrolment.criteria.in_order().first()
    reopen_unit(actor=cast.bob, enrolment=enrolment, progress=[row], reason="The record had no date.")
    row.refresh_from_db()
    assert row.state == CriterionState.REOPENED
    rules = {"valid": True, "authentic": True, "current": True, "sufficient": True}
    decide(actor=cast.bob, progress=row, verdict="met", **rules)
    return sign_off_unit(actor=cast.bob, enrolment=enrolment)


def codes(blockers: list[Blocker]) -> list[str]:
    return sorted(blocker.code for blocker in blockers)
