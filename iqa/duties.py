"""What quality assurance adds to `assessment.hands`: who may do it, and who took a part in it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessment.duties import by, part, parts_in
from assessment.hands import Hand, no_part_in_assessment, part_blocker
from centres.gates import Blocker
from centres.models import Membership
from iqa.models import Clearance, ExternalRelease, Finding
from portfolio.conflicts import conflict_blockers
from portfolio.models import Registration, UnitEnrolment
from units.gates import competence_blockers

ASSURED, RELEASED = "assured", "released"
HANDS = (
    Hand("quality_assured", "quality assured", Finding, "iqa", "sample__sign_off__enrolment"),
    Hand("quality_assured", "quality assured", Clearance, "iqa", "sign_off__enrolment"),
    Hand("released", "released", ExternalRelease, "eqa", "enrolment"),
)


def no_part_in_quality_assurance(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Neither a finding, nor a clearance, on any sign-off of it."""
    found = parts_in(actor, enrolment).get(ASSURED)
    if found:
        yield part_blocker(actor, enrolment, "quality_assured", "quality assured", found)


def no_part_in_release(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    found = parts_in(actor, enrolment).get(RELEASED)
    if found:
        yield part_blocker(actor, enrolment, "released", "released", found)


def parts_above(people: tuple[Membership, ...], units: tuple[UUID, ...]) -> "Iterator[QuerySet[Any]]":
    """What assessment asks about people, in one query with its own."""
    findings = Finding.objects.filter(by("iqa", people), sample__sign_off__enrolment__in=units)
    yield part(findings, "sample__sign_off__enrolment", ASSURED, "iqa__user")
    cleared = Clearance.objects.filter(by("iqa", people), sign_off__enrolment__in=units)
    yield part(cleared, "sign_off__enrolment", ASSURED, "iqa__user")
    released = ExternalRelease.objects.filter(by("eqa", people), enrolment__in=units)
    yield part(released, "enrolment", RELEASED, "eqa__user")


def no_part_in_quality_of(actor: Membership, registration: Registration) -> Iterator[Blocker]:
    """Neither a finding, nor a clearance, nor a release, on any unit of a candidate."""
    user: Any = actor.user_id
    found = _first(
        Finding.objects.filter(sample__sign_off__enrolment__registration=registration, iqa__user_id=user),
        Clearance.objects.filter(sign_off__enrolment__registration=registration, iqa__user_id=user),
        ExternalRelease.objects.filter(enrolment__registration=registration, eqa__user_id=user),
    )
    if found:
        said = f"{actor.name} quality assured units of {registration.candidate}, so cannot assess them."
        yield Blocker("quality_assured", said, "Choose an assessor who has had no part in that.", since=found)


def may_quality_assure(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Who the person is and did; what state the sample is in is another matter."""
    yield from competence_blockers(actor, enrolment.unit)
    yield from conflict_blockers(actor, enrolment.registration.candidate)
    yield from no_part_in_assessment(actor, enrolment)
    yield from no_part_in_release(actor, enrolment)


def _first(*acts: "QuerySet[Any]") -> dt.datetime | None:
    """When the earliest of some append-only rows was written; one query for all the tables."""
    times = [rows.order_by().values_list("at", flat=True) for rows in acts]
    earliest: dt.datetime | None = times[0].union(*times[1:]).order_by("at").first()
    return earliest
