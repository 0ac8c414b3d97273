"""Who had a part in a candidate's unit. People are compared, not memberships: Pat, who is assessor and IQA, is one person.

Nobody acts in two of {assess, countersign, IQA, EQA, decide an appeal} on one unit (domain.md 5.3).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from assessment.models import (
    BY_THE_CENTRE,
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
    only: Q = Q()

    @property
    def rows(self) -> "QuerySet[Any]":
        return self.model._default_manager.filter(self.only, **{f"{self.at}__isnull": False})

    def of(self, actor: Membership) -> "QuerySet[Any]":
        """The rows of this person, in whatever role."""
        return self.rows.filter(**{f"{self.person}__user": actor.user_id})

    def in_unit(self, enrolment: UnitEnrolment) -> "QuerySet[Any]":
        """Whose, of which kind, since when."""
        rows = self.rows.filter(**{self.enrolment: enrolment, f"{self.person}__isnull": False}).order_by()
        return rows.values_list(f"{self.person}__user", Cast(Value(self.code), TextField()), self.at)


# Who assessed or recorded anything in a unit or its result, its countersigner, and who decided an appeal about it.
HANDS = (
    Hand("assessed", "assessed", CriterionDecision, "assessor", "progress__enrolment"),
    Hand("assessed", "assessed", UnitSignOff, "assessor", "enrolment"),
    Hand("entered_result", "recorded or confirmed the result of", UnitResult, "recorded_by", "enrolment"),
    Hand("entered_result", "recorded or confirmed the result of", ResultAnswer, "person", "result__enrolment"),
    Hand("recorded", "made a record of evidence in", Evidence, "made_by", "links__progress__enrolment", "submitted_at"),
    Hand("countersigned", "countersigned", Countersignature, "countersigner", "sign_off__enrolment"),
    Hand(DECIDED_APPEAL, "decided an appeal about", AppealOutcome, "decider", "appeal__enrolment", only=BY_THE_CENTRE),
)
# Upper apps add theirs in `AppConfig.ready()`: who quality assured or released a unit.
ABOVE: list[Hand] = []


def had_a_hand(actor: Membership) -> Q:
    """Enrolments in whose assessment this person had a part."""
    return reduce(or_, (Q(pk__in=hand.of(actor).values(hand.enrolment)) for hand in HANDS))


def no_part_in_assessment(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Neither the candidate nor one of the HANDS; one query for all of them."""
    yield from no_part(actor, enrolment, HANDS, everybodys_part(enrolment, HANDS))


def no_part(actor: Membership, enrolment: UnitEnrolment, hands: Sequence[Hand], parts: "Parts") -> Iterator[Blocker]:
    """`parts`: those of everybody in the unit, as `everybodys_part` finds them."""
    if enrolment.registration.candidate.membership.user_id == actor.user_id:
        yield Blocker("own_work", f"{actor.name} is the candidate of {enrolment.unit}.", SECOND_PERSON)
    since = parts.get(actor.user_id, {})
    for code, did in {hand.code: hand.did for hand in hands}.items():
        if code in since:
            yield part_blocker(actor, enrolment, code, did, since[code])


def part_blocker(actor: Membership, enrolment: UnitEnrolment, code: str, did: str, since: dt.datetime) -> Blocker:
    said = f"{actor.name} {did} {enrolment.unit} for {enrolment.registration.candidate.name}."
    return Blocker(code, said, SECOND_PERSON, since=since)


# By the person (their user) and the code of a hand: since when.
Parts = Mapping[UUID | None, Mapping[str, dt.datetime]]


def everybodys_part(enrolment: UnitEnrolment, hands: Sequence[Hand]) -> Parts:
    """Who did what in a unit; one query."""
    first, *others = [hand.in_unit(enrolment) for hand in hands]
    found: dict[UUID | None, dict[str, dt.datetime]] = defaultdict(dict)
    for user, code, at in first.union(*others):
        found[user][code] = min(at, found[user].get(code, at))
    return found
