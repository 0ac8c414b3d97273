"""Who had a part in a candidate's unit. People are compared, not memberships: Pat, who is assessor and IQA, is one person.

Nobody acts in two of {assess, countersign, IQA, EQA, decide an appeal} on one unit (domain.md 5.3).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from assessment.duties import part
from assessment.models import (
    AppealOutcome,
    Countersignature,
    CriterionDecision,
    ResultAnswer,
    UnitResult,
    UnitSignOff,
)
from centres.gates import Blocker
from centres.models import Membership
from portfolio.models import Evidence, UnitEnrolment

SECOND_PERSON = "Somebody who has had no part in this unit does it."
DECIDED_APPEAL = "decided_appeal"


class Hand(NamedTuple):
    """An act that makes somebody a part of the assessment of a unit: which rows say so, of whom, and by which way."""

    code: str
    did: str
    model: type[Model]
    person: str
    enrolment: str
    at: str = "at"

    @property
    def rows(self) -> "QuerySet[Any]":
        return self.model._default_manager.filter(**{f"{self.at}__isnull": False})

    def of(self, actor: Membership) -> "QuerySet[Any]":
        """The rows of this person, in whatever role."""
        return self.rows.filter(**{f"{self.person}__user": actor.user_id})


# Who assessed or recorded anything in a unit or its result, its countersigner, and who decided an appeal about it.
HANDS = (
    Hand("assessed", "assessed", CriterionDecision, "assessor", "progress__enrolment"),
    Hand("assessed", "assessed", UnitSignOff, "assessor", "enrolment"),
    Hand("entered_result", "recorded or confirmed the result of", UnitResult, "recorded_by", "enrolment"),
    Hand("entered_result", "recorded or confirmed the result of", ResultAnswer, "person", "result__enrolment"),
    Hand("recorded", "made a record of evidence in", Evidence, "made_by", "links__progress__enrolment", "submitted_at"),
    Hand("countersigned", "countersigned", Countersignature, "countersigner", "sign_off__enrolment"),
    Hand(DECIDED_APPEAL, "decided an appeal about", AppealOutcome, "decider", "appeal__enrolment"),
)
# Upper apps add theirs in `AppConfig.ready()`: who quality assured or released a unit.
ABOVE: list[Hand] = []


def had_a_hand(actor: Membership) -> Q:
    """Enrolments in whose assessment this person had a part."""
    return reduce(or_, (Q(pk__in=hand.of(actor).values(hand.enrolment)) for hand in HANDS))


def no_part_in_assessment(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Neither the candidate nor one of the HANDS; one query for all of them."""
    yield from no_part(actor, enrolment, HANDS)


def no_part(actor: Membership, enrolment: UnitEnrolment, hands: Sequence[Hand]) -> Iterator[Blocker]:
    if enrolment.registration.candidate.membership.user_id == actor.user_id:
        yield Blocker("own_work", f"{actor.name} is the candidate of {enrolment.unit}.", SECOND_PERSON)
    first, *others = [
        part(hand.of(actor).filter(**{hand.enrolment: enrolment}), hand.enrolment, hand.code, hand.at) for hand in hands
    ]
    since: dict[str, dt.datetime] = {}
    for _, code, at in first.union(*others):
        since[code] = min(at, since.get(code, at))
    for code, did in {hand.code: hand.did for hand in hands}.items():
        if code in since:
            yield part_blocker(actor, enrolment, code, did, since[code])


def part_blocker(actor: Membership, enrolment: UnitEnrolment, code: str, did: str, since: dt.datetime) -> Blocker:
    said = f"{actor.name} {did} {enrolment.unit} for {enrolment.registration.candidate.name}."
    return Blocker(code, said, SECOND_PERSON, since=since)


def involved(enrolment: UnitEnrolment) -> set[UUID]:
    """The people (by their user) with any part in a unit, its candidate among them; one query."""
    first, *others = [
        hand.rows.filter(**{hand.enrolment: enrolment}).order_by().values_list(f"{hand.person}__user")
        for hand in (*HANDS, *ABOVE)
    ]
    found = {user for (user,) in first.union(*others) if user}
    candidate = enrolment.registration.candidate.membership.user_id
    return found | ({candidate} if candidate else set())
