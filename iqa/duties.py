"""Nobody acts in two of {assess, countersign, IQA, EQA} on one candidate's unit.

The checks compare people, not memberships: Pat, who is assessor and IQA, is one person.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from assessment.duties import part, parts_in
from assessment.models import Countersignature, CriterionDecision, ResultAnswer, UnitResult, UnitSignOff
from centres.gates import Blocker
from centres.models import Membership
from iqa.models import Clearance, ExternalRelease, Finding
from portfolio.conflicts import conflict_blockers
from portfolio.models import Evidence, Registration, UnitEnrolment
from units.gates import competence_blockers

ASSURED, RELEASED = "assured", "released"
SECOND_PERSON = "Somebody who has had no part in this unit does it."


class Hand(NamedTuple):
    """An act that makes somebody a part of the assessment of a unit: which rows say so, of whom, and by which way."""

    code: str
    did: str
    model: type[Model]
    person: str
    enrolment: str
    at: str = "at"

    def of(self, actor: Membership) -> "QuerySet[Any]":
        """The rows of this person, in whatever role."""
        rows: QuerySet[Any] = self.model._default_manager.filter(
            **{f"{self.person}__user": actor.user_id, f"{self.at}__isnull": False}
        )
        return rows


# Who assessed or recorded anything in a unit or its result, and its countersigner (domain.md 5.3).
HANDS = (
    Hand("assessed", "assessed", CriterionDecision, "assessor", "progress__enrolment"),
    Hand("assessed", "assessed", UnitSignOff, "assessor", "enrolment"),
    Hand("entered_result", "recorded or confirmed the result of", UnitResult, "recorded_by", "enrolment"),
    Hand("entered_result", "recorded or confirmed the result of", ResultAnswer, "person", "result__enrolment"),
    Hand("recorded", "made a record of evidence in", Evidence, "made_by", "links__progress__enrolment", "submitted_at"),
    Hand("countersigned", "countersigned", Countersignature, "countersigner", "sign_off__enrolment"),
)


def had_a_hand(actor: Membership) -> Q:
    """Enrolments in whose assessment this person had a part."""
    return reduce(or_, (Q(pk__in=hand.of(actor).values(hand.enrolment)) for hand in HANDS))


def no_part_in_assessment(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Neither the candidate nor one of the HANDS; one query for all of them."""
    if enrolment.registration.candidate.membership.user_id == actor.user_id:
        yield Blocker("own_work", f"{actor.name} is the candidate of {enrolment.unit}.", SECOND_PERSON)
    first, *others = [
        part(hand.of(actor).filter(**{hand.enrolment: enrolment}), hand.enrolment, hand.code, hand.at) for hand in HANDS
    ]
    since: dict[str, dt.datetime] = {}
    for _, code, at in first.union(*others):
        since[code] = min(at, since.get(code, at))
    for code, did in {hand.code: hand.did for hand in HANDS}.items():
        if code in since:
            yield _part(actor, enrolment, code, did, since[code])


def no_part_in_quality_assurance(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Neither a finding, nor a clearance, on any sign-off of it."""
    found = parts_in(actor, enrolment).get(ASSURED)
    if found:
        yield _part(actor, enrolment, "quality_assured", "quality assured", found)


def no_part_in_release(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    found = parts_in(actor, enrolment).get(RELEASED)
    if found:
        yield _part(actor, enrolment, "released", "released", found)


def parts_above(actor: Membership, units: Sequence[UnitEnrolment]) -> "Iterator[QuerySet[Any]]":
    """What assessment asks about a person, in one query with its own."""
    user: Any = actor.user_id
    findings = Finding.objects.filter(sample__sign_off__enrolment__in=units, iqa__user_id=user)
    yield part(findings, "sample__sign_off__enrolment", ASSURED)
    yield part(
        Clearance.objects.filter(sign_off__enrolment__in=units, iqa__user_id=user), "sign_off__enrolment", ASSURED
    )
    yield part(ExternalRelease.objects.filter(enrolment__in=units, eqa__user_id=user), "enrolment", RELEASED)


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


def _part(actor: Membership, enrolment: UnitEnrolment, code: str, did: str, since: dt.datetime) -> Blocker:
    said = f"{actor.name} {did} {enrolment.unit} for {enrolment.registration.candidate.name}."
    return Blocker(code, said, SECOND_PERSON, since=since)


def _first(*acts: "QuerySet[Any]") -> dt.datetime | None:
    """When the earliest of some append-only rows was written; one query for all the tables."""
    times = [rows.order_by().values_list("at", flat=True) for rows in acts]
    earliest: dt.datetime | None = times[0].union(*times[1:]).order_by("at").first()
    return earliest
