"""A centre of 2,000 candidates on real rules: everybody's verdict and prospect, and the page that lists them.

The baseline reads the same rows and judges nothing.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.models import UnitSignOff
from bench.measure import Line, milliseconds
from centres.models import Centre, Membership, Role, User
from claims.selectors.centre_check import check
from claims.selectors.claims_list import ClaimsList
from iqa.models import Clearance, SamplingPolicy, SamplingRound
from portfolio.models import Candidate, Registration, UnitEnrolment
from portfolio.states import UnitState
from units.models import Competence, QualificationApproval, Specification
from units.services.load_catalogue import load_catalogue

CANDIDATES, UNITS, ROUNDS, PAGE = 2000, 12, 3, 50
FIRST = 4  # of the structure's units, which everybody has


def checking() -> Iterator[Line]:
    people = open_centre()
    everybody = Registration.objects.visible_to(people.admin).order_by("number")
    ours = min(milliseconds(lambda: read_out(everybody)) for _ in range(ROUNDS))
    yield Line(f"{CANDIDATES:,} candidates checked", ours, bare(everybody), "ms", "reading the same rows")
    one = everybody.filter(pk=everybody[0].pk)
    yield Line("queries for that", queries(everybody), queries(one), "queries", "for one candidate")
    page = min(milliseconds(lambda: first_page(people.admin)) for _ in range(ROUNDS))
    yield Line("list of claims, its first page", page, bare(everybody), "ms", "reading the rows of the check")


def read_out(registrations: Any) -> list[tuple[object, ...]]:
    """All that the check tells of each: both verdicts, credits, and what fails."""
    return [
        (one.may_pass, one.prospect and one.prospect.met, one.credits, [clause.title for clause in one.failing])
        for one in check(registrations)
    ]


def first_page(admin: Membership) -> None:
    everybody = ClaimsList(admin)
    everybody.rows(everybody.entries[:PAGE])


def queries(registrations: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        check(registrations)
    return len(captured)


def bare(registrations: Any) -> float:
    def read() -> None:
        cleared = UnitSignOff.objects.filter(enrolment__registration__in=registrations, clearance__isnull=False)
        list(registrations.values_list("pk", "number", "candidate__name", "specification"))
        list(UnitEnrolment.objects.filter(registration__in=registrations).values_list("registration", "unit"))
        list(cleared.values_list("enrolment__registration", "enrolment__unit"))

    return min(milliseconds(read) for _ in range(ROUNDS))


@dataclass
class People:
    centre: Centre
    admin: Membership
    assessor: Membership
    iqa: Membership


def open_centre() -> People:
    """On the qualifications whose rule is over units enough; each unit with the criteria of the catalogue, some 20."""
    load_catalogue()
    centre = Centre.objects.create(name="Large", number="large", address="-", email="large@example.org")
    roles = (Role.ADMIN, Role.ASSESSOR, Role.IQA)
    people = People(centre, *_members(centre, [(f"staff-{role}@example.org", role) for role in roles]))
    large = Specification.objects.exclude(rule=None).annotate(size=Count("structure")).filter(size__gte=UNITS)
    specifications = list(large.order_by("qualification__code"))
    for number, specification in enumerate(specifications):
        share = range(number, CANDIDATES, len(specifications))
        _fill(people, specification, [f"large-{candidate:04}" for candidate in share])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portfolio_criterionprogress (id, enrolment_id, criterion_id, state, since, returns_to)"
            " SELECT gen_random_uuid(), e.id, c.id, CASE e.state WHEN 'signed' THEN 'met' ELSE 'none' END, now(), 'none'"
            " FROM portfolio_unitenrolment e JOIN units_outcome o ON o.unit_id = e.unit_id"
            " JOIN units_criterion c ON c.outcome_id = o.id"
        )
        cursor.execute("ANALYZE")
    return people


def _members(centre: Centre, who: list[tuple[str, str]]) -> list[Membership]:
    users = User.objects.bulk_create(User(email=email, name=email.partition("@")[0], password="!") for email, _ in who)
    roles = zip(users, who, strict=True)
    return Membership.objects.bulk_create(Membership(user=user, centre=centre, role=role) for user, (_, role) in roles)


def _fill(people: People, specification: Specification, numbers: list[str]) -> None:
    chance, today = random.Random(specification.qualification_id.int), timezone.localdate()
    approved = {"approved_from": today, "direct_claims_from": today}
    QualificationApproval.objects.create(
        centre=people.centre, qualification_id=specification.qualification_id, **approved
    )
    competences = _competences(people, specification)
    members = _members(people.centre, [(f"{number}@example.org", Role.CANDIDATE) for number in numbers])
    registrations = _registrations(people, specification, list(zip(numbers, members, strict=True)))
    units = [place.unit for place in specification.structure.select_related("unit")]
    enrolments = []
    for registration in registrations:
        signed = chance.randint(0, UNITS)
        for place, unit in enumerate(_chosen(units, chance)):
            state = UnitState.SIGNED if place < signed else UnitState.PROGRESS
            enrolments.append(UnitEnrolment(registration=registration, unit=unit, state=state))
    UnitEnrolment.objects.bulk_create(enrolments, batch_size=5000)
    _clear(people, specification, [row for row in enrolments if row.state == UnitState.SIGNED], competences)


def _chosen(units: list[Any], chance: random.Random) -> list[Any]:
    first, rest = units[:FIRST], units[FIRST:]
    return first + chance.sample(rest, UNITS - FIRST)


def _competences(people: People, specification: Specification) -> dict[Any, Competence]:
    facts = {"qualification_id": specification.qualification_id, "basis": "-", "valid_from": timezone.localdate()}
    rows = Competence.objects.bulk_create(
        Competence(membership=people.assessor, unit=unit, recorded_by=people.admin, **facts)
        for unit in specification.units.all()
    )
    return {row.unit_id: row for row in rows}


def _registrations(
    people: People, specification: Specification, members: list[tuple[str, Membership]]
) -> list[Registration]:
    born, today = dt.date(1990, 5, 17), timezone.localdate()
    candidates = Candidate.objects.bulk_create(
        Candidate(centre=people.centre, membership=member, name=number, date_of_birth=born)
        for number, member in members
    )
    facts = {"centre": people.centre, "specification": specification, "registered_on": today}
    staff = {"assessor": people.assessor, "recorded_by": people.admin}
    return Registration.objects.bulk_create(
        Registration(candidate=candidate, number=candidate.name, **facts, **staff) for candidate in candidates
    )


def _clear(
    people: People, specification: Specification, enrolments: list[UnitEnrolment], competences: dict[Any, Competence]
) -> None:
    """All but every tenth, which a round has not reached yet."""
    signed = {"assessor": people.assessor, "round": 1, "needs_countersignature": False}
    sign_offs = UnitSignOff.objects.bulk_create(
        (UnitSignOff(enrolment=row, competence=competences[row.unit_id], **signed) for row in enrolments),
        batch_size=5000,
    )
    policy = SamplingPolicy.objects.create(centre=people.centre, percent=10, set_by=people.iqa)
    facts = {"policy": policy, "seed": "-", "algorithm": "-", "population": [], "drawn_by": people.iqa}
    drawn = SamplingRound.objects.create(
        centre=people.centre, qualification_id=specification.qualification_id, closed_at=timezone.now(), **facts
    )
    reached = (row for number, row in enumerate(sign_offs) if number % 10)
    Clearance.objects.bulk_create(
        (Clearance(sign_off=row, round=drawn, iqa=people.iqa) for row in reached), batch_size=5000
    )
