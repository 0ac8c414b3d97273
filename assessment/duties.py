"""Who may act on a candidate's unit, and who no longer may because of what they did there before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from assessment.models import (
    BY_THE_CENTRE,
    AppealLine,
    AppealOutcome,
    Countersignature,
    CriterionDecision,
    UnitResult,
    UnitSignOff,
)
from centres.gates import Blocker, owned_by
from centres.models import Membership, Role
from centres.prepared import keys_of, prepared
from centres.recall import recalled, remember
from portfolio.conflicts import conflict_blocker, conflicts_of, unsafe_on
from portfolio.models import ConflictOfInterest, Registration, UnitEnrolment
from portfolio.states import RegistrationState
from units.models import Competence, Unit

# What the checks read of an enrolment; load it with these and a gate asks nothing twice.
ENROLMENT_PARTS = (
    "unit",
    "registration__candidate__membership__user",
    "registration__assessor__user",
    "registration__assessor__countersigner__user",
)


COUNTERSIGNED, COMPETENT = "countersigned", "competent"
# After an upheld appeal: named to decide something anew, not to decide it again, and who decided the appeal.
NAMED, REPLACED, DECIDED_APPEAL = "named", "replaced", "decided_appeal"
# What people did on units (asked for by their keys), or are to them: rows of (enrolment, part, whose, since when). Upper
# apps add theirs.
PARTS: list[Callable[[tuple[Membership, ...], tuple[UUID, ...]], Iterable["QuerySet[Any]"]]] = []


def parts_in(actor: Membership, enrolment: UnitEnrolment) -> dict[str, dt.datetime]:
    """Which of the PARTS this person has in the unit, and since when; one query for all of them."""
    return recalled(enrolment, ("parts", actor.pk), lambda units: _all_parts([actor], units)[actor.pk]) or {}


def ask_parts_of(people: Sequence[Membership], enrolment: UnitEnrolment) -> None:
    """Asks once what `parts_in` is going to be asked about each of them. The unit is one of rows that belong together."""
    for person, found in _all_parts(people, [enrolment]).items():
        remember([enrolment], ("parts", person), found)


Parts = dict[UUID, dict[str, dt.datetime]]


def _all_parts(people: Sequence[Membership], units: Sequence[UnitEnrolment]) -> dict[UUID, Parts]:
    """By the key of the membership, then by that of the unit."""
    found: dict[UUID, Parts] = {person.pk: defaultdict(dict) for person in people}
    for unit, name, whose, at in _parts(tuple(people), keys_of(units)):
        for person in people:
            if whose in (person.pk, person.user_id):
                parts = found[person.pk][unit]
                parts[name] = min(at, parts.get(name, at))
    return found


@prepared
def _parts(people: tuple[Membership, ...], units: tuple[UUID, ...]) -> "QuerySet[Any]":
    signed = Countersignature.objects.filter(by("countersigner", people), sign_off__enrolment__in=units)
    own: Any = part(signed, "sign_off__enrolment", COUNTERSIGNED, "countersigner__user")
    competent = Competence.objects.on().filter(membership__in=people, unit__enrolments__in=units)
    entitled = part(competent, "unit__enrolments", COMPETENT, "membership", at="recorded_at")
    others = [rows for ask in (_parts_by_appeal, *PARTS) for rows in ask(people, units)]
    rows: QuerySet[Any] = own.union(entitled, *others)
    return rows


def _parts_by_appeal(people: tuple[Membership, ...], units: tuple[UUID, ...]) -> Iterator["QuerySet[Any]"]:
    way = "outcome__appeal__enrolment"
    lines = AppealLine.objects.filter(outcome__appeal__enrolment__in=units).exclude(assessor=None)
    yield part(lines.filter(assessor__in=people), way, NAMED, "assessor")
    yield part(lines.filter(by("earlier", people)), way, REPLACED, "earlier__user")
    # Whoever stands in for a trainee is replaced with them.
    trainees = lines.filter(earlier__trainee=True, earlier__countersigner__in=people)
    yield part(trainees, way, REPLACED, "earlier__countersigner")
    decided = AppealOutcome.objects.filter(BY_THE_CENTRE, by("decider", people), appeal__enrolment__in=units)
    yield part(decided, "appeal__enrolment", DECIDED_APPEAL, "decider__user")


def part(rows: "QuerySet[Any]", enrolment: str, name: str, whose: str, at: str = "at") -> "QuerySet[Any]":
    """Rows of one of the PARTS: `enrolment` is the way to it, `whose` that to a membership or to the person behind it."""
    return rows.order_by().values_list(enrolment, Cast(Value(name), TextField()), whose, at)


def not_themself(actor: Membership, registration: Registration) -> Iterator[Blocker]:
    if actor.user_id is not None and actor.user_id == registration.candidate.membership.user_id:
        yield Blocker(
            "own_work",
            "This is your own work: another assessor has to assess it.",
            "Ask a centre admin who assesses you.",
        )


def their_assessor(actor: Membership, registration: Registration) -> Iterator[Blocker]:
    """The candidate's assessor, or the colleague who countersigns for that assessor while in training."""
    assessor = registration.assessor
    theirs = (assessor.pk, assessor.countersigner_id) if assessor.trainee else (assessor.pk,)
    if actor.role != Role.ASSESSOR or actor.pk not in theirs:
        yield Blocker(
            "not_their_assessor",
            f"{registration.candidate.name}'s assessor is {assessor.name}.",
            "Decisions and sign-offs are theirs. Ask a centre admin if that is out of date.",
            **owned_by(assessor),
        )


def assesses(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """The candidate's assessor, or whoever an upheld appeal named to decide something here anew."""
    found = list(their_assessor(actor, enrolment.registration))
    if found and NAMED not in parts_in(actor, enrolment):
        yield from found


def has_decided_no_appeal(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    found = parts_in(actor, enrolment).get(DECIDED_APPEAL)
    if found:
        yield Blocker(
            "decided_appeal",
            f"{actor.name} decided an appeal about this unit, so has no other part in it.",
            "Somebody else does it.",
            since=found,
        )


def no_interest(actor: Membership, enrolment: UnitEnrolment, *, assesses: bool = True) -> Iterator[Blocker]:
    """An assessor with a conflict of interest goes on only where a mitigation is recorded; nobody else does."""
    today, user = timezone.localdate(), actor.user_id
    for conflict in conflicts_about(enrolment):
        safe = assesses and conflict.mitigations.all()
        if user is not None and conflict.person.user_id == user and conflict.holds_on(today) and not safe:
            yield conflict_blocker(actor, enrolment.registration.candidate, conflict)
            return


def conflicts_about(enrolment: UnitEnrolment) -> list[ConflictOfInterest]:
    """All that were ever declared with the candidate of a unit."""
    return recalled(enrolment, "conflicts", _conflicts) or []


def _conflicts(units: Sequence[UnitEnrolment]) -> dict[UUID, list[ConflictOfInterest]]:
    found = conflicts_of(unit.registration.candidate_id for unit in units)
    return {unit.pk: [one for one in found if one.candidate_id == unit.registration.candidate_id] for unit in units}


def registration_runs(registration: Registration) -> Iterator[Blocker]:
    if registration.state != RegistrationState.ACTIVE:
        yield Blocker(
            "registration_closed",
            f"The registration of {registration.candidate.name} is {registration.get_state_display().lower()}.",
            "Decisions and sign-offs are for candidates who are registered.",
            owner_role="centre admin",
        )


def competent_for(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """`competent_today` for a unit that somebody is enrolled on, asked with the other PARTS."""
    if COMPETENT not in parts_in(actor, enrolment):
        yield from competent_today(actor, enrolment.unit)


def competent_today(actor: Membership, unit: Unit) -> Iterator[Blocker]:
    if Competence.objects.of(actor, unit) is None:
        yield Blocker(
            "not_competent",
            f"{actor.name} is not on record as competent for {unit} today.",
            "A centre admin records competence: for which unit, on what basis, from which day.",
            owner_role="centre admin",
        )


def has_not_countersigned(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """One person does not both assess and countersign one candidate's unit."""
    found = parts_in(actor, enrolment).get(COUNTERSIGNED)
    if found:
        yield Blocker(
            "countersigned_before",
            f"{actor.name} countersigned this unit, so cannot assess it as well.",
            f"{enrolment.registration.assessor.name} assesses it.",
            since=found,
        )


def has_not_assessed(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """The other side of `has_not_countersigned`."""
    judged = _marked(actor, enrolment) if enrolment.whole else _decided(actor, enrolment)
    signed = UnitSignOff.objects.filter(by("assessor", [actor]), enrolment=enrolment)
    first = [row for row in (rows.order_by("at").first() for rows in (judged, signed)) if row]
    if first:
        yield Blocker(
            "assessed_before",
            f"{actor.name} assessed this unit, so cannot countersign it as well.",
            "A centre admin names another qualified assessor as countersigner.",
            since=min(row.at for row in first),
        )


def _decided(actor: Membership, enrolment: UnitEnrolment) -> "QuerySet[CriterionDecision]":
    rows: QuerySet[CriterionDecision] = CriterionDecision.objects.on_unit(enrolment)
    return rows.filter(by("assessor", [actor]))


def _marked(actor: Membership, enrolment: UnitEnrolment) -> "QuerySet[UnitResult]":
    """Assignments alone: who writes down what the body gave for its test judges nothing."""
    rows: QuerySet[UnitResult] = UnitResult.objects.filter(enrolment=enrolment, competence__isnull=False)
    return rows.filter(by("recorded_by", [actor]))


def by(field: str, people: Sequence[Membership]) -> Q:
    """One of these people, in whatever role."""
    return Q(**{f"{field}__user__in": [person.user_id for person in people if person.user_id]})


def entitlement(actor: Membership, unit: Unit) -> Competence:
    """The record that a decision points at; the gate has found it before."""
    competence = Competence.objects.of(actor, unit)
    assert competence is not None
    return competence


def held_on(competence: Competence, day: dt.date) -> bool:
    return competence.valid_from <= day and (competence.valid_until is None or day <= competence.valid_until)


def conflict_then(decision: CriterionDecision, conflicts: list[ConflictOfInterest]) -> ConflictOfInterest | None:
    """Had the assessor an interest in this candidate on the day of the decision, with nothing recorded to make it safe?"""
    return unsafe_on(conflicts, decision.assessor, decision.at)


def entitled_then(decision: CriterionDecision) -> bool:
    """Was this a decision by an assessor who was on record as competent for the unit when they made it?

    What is recorded later, with a first day in the past, does not make an earlier decision sound.
    """
    competence = decision.competence
    return (
        decision.assessor.role == Role.ASSESSOR
        and competence.recorded_at <= decision.at
        and competence.membership_id == decision.assessor_id
        and competence.unit_id == decision.progress.enrolment.unit_id
        and held_on(competence, timezone.localdate(decision.at))
    )
