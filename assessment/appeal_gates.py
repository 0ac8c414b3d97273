"""What can stop an appeal, a step of it, the naming of who decides it, and of who decides anew what it upheld.

The subjects: `enrolment` with the decisions or the result (`about`) to appeal; `appeal` and `kind` for a step; for who
decides (`actor` is that person) the `appeal`; for who decides anew (`actor` again) `enrolment`, `decider`, `earlier`.
Upper apps register checks.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from assessment import duties, hands
from assessment.appeal_turns import NEXT, TURNS, Part, has_part, person_of
from assessment.models import (
    BY_THE_CENTRE,
    Appeal,
    AppealLine,
    AppealOutcome,
    AppealPoint,
    CriterionDecision,
    StepKind,
    UnitResult,
)
from assessment.states import OVER
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from centres.recall import recalled
from portfolio.conflicts import conflict_blockers
from portfolio.models import UnitEnrolment
from portfolio.states import CriterionState, UnitState

Found = Iterator[Blocker]
About = Sequence[CriterionDecision | UnitResult]
DECIDERS = (Role.ADMIN, Role.IQA, Role.ASSESSOR)


# To appeal --------------------------------------------------------------------------------------------------------
def is_the_candidates(*, actor: Membership, enrolment: UnitEnrolment, about: About) -> Found:
    """Theirs, or an admin's with their letter; never an admin's own in that role."""
    candidate = enrolment.registration.candidate
    if actor.role == Role.CANDIDATE and candidate.membership_id != actor.pk:
        yield Blocker("not_yours", "This belongs to another candidate.", "Go back to your own pages.")
    if actor.role == Role.ADMIN:
        yield from _acts_for_them(actor, enrolment)


def something_is_appealed(*, actor: Membership, enrolment: UnitEnrolment, about: About) -> Found:
    if not about:
        what = "Tick the decisions that you do not agree with."
        yield Blocker("nothing", "It is not said what the appeal is about.", what, yours=True)
    for one in about:
        if not is_appealable(one):
            yield Blocker(
                "not_appealable",
                f"{_named(one)} cannot be appealed as it stands now.",
                "Appeal what stands as not yet met, was reopened or is on hold, or the newest result.",
            )


def nothing_else_is_open(*, actor: Membership, enrolment: UnitEnrolment, about: About) -> Found:
    running = Appeal.objects.open().filter(enrolment=enrolment).first()
    if running:
        yield Blocker(
            "appeal_open",
            f"An appeal about {enrolment.unit.title} is open.",
            "Add to that one, or wait for its outcome.",
            since=running.lodged_at,
        )
    keys = [one.pk for one in about]
    # Withdrawn ones, too: whoever withdraws an appeal that is decided does not begin anew.
    decided = AppealLine.objects.filter(outcome__appeal__state__in=OVER)
    again = decided.filter(Q(point__decision__in=keys) | Q(point__result__in=keys))
    for line in again.select_related("point__decision__progress__criterion", "point__result"):
        yield Blocker("appealed_before", f"{line.point} was appealed and decided before.", "That outcome stands.")


appealing_gate = Gate("appeal", [is_the_candidates, something_is_appealed, nothing_else_is_open])


def is_appealable(one: CriterionDecision | UnitResult) -> bool:
    """The newest decision, where it did not end well or does not stand any more (domain.md 2.2, 2.7); a result that counts."""
    if isinstance(one, UnitResult):
        return UnitResult.objects.standing().filter(pk=one.pk).exists()
    newest = not CriterionDecision.objects.filter(progress=one.progress_id, attempt__gt=one.attempt).exists()
    reversed_ = one.progress.state in (CriterionState.NOT_YET, CriterionState.REOPENED)
    return newest and (reversed_ or one.verdict == "not_yet" or one.progress.enrolment.state == UnitState.HOLD)


def _named(one: CriterionDecision | UnitResult) -> str:
    return f"Attempt {one.attempt}" if isinstance(one, UnitResult) else str(one.progress)


def _acts_for_them(actor: Membership, enrolment: UnitEnrolment) -> Found:
    """An admin in the candidate's place, or in the centre's: neither the candidate nor somebody close to them."""
    candidate = enrolment.registration.candidate
    if actor.user_id == candidate.membership.user_id:
        yield Blocker("own_work", "This is your own appeal.", "Another centre admin does it.")
    yield from conflict_blockers(actor, candidate)


# A step -----------------------------------------------------------------------------------------------------------
def it_is_open(*, actor: Membership, appeal: Appeal, kind: StepKind, letter: bool) -> Found:
    if not appeal.is_open:
        said = f"This appeal is {appeal.get_state_display().lower()}."
        yield Blocker("over", said, "Nothing more can be added.", since=appeal.since)
    elif appeal.state not in TURNS[kind].states:
        owner = person_of(appeal, NEXT[appeal.state])
        yield Blocker(
            "not_now",
            f"The appeal is at another stage: {appeal.get_state_display().lower()}.",
            "Look at what happened in the meantime.",
            since=appeal.since,
            **owned_by(owner),
        )


def it_is_their_turn(*, actor: Membership, appeal: Appeal, kind: StepKind, letter: bool) -> Found:
    """What is the candidate's, an admin does where the candidate's letter is added."""
    part = TURNS[kind].of
    on_behalf = part == Part.CANDIDATE and actor.role == Role.ADMIN
    if on_behalf and not letter:
        yield Blocker("letter", "The candidate’s letter is missing.", "Add what they wrote or signed.", yours=True)
    if not on_behalf and not has_part(actor, appeal, part):
        owner = person_of(appeal, part)
        who = owner.name if owner else "a centre admin"
        yield Blocker("not_your_turn", f"This is done by {who}.", "Ask them.", **owned_by(owner))
    if actor.role == Role.ADMIN:
        yield from _acts_for_them(actor, appeal.enrolment)


def it_is_in_time(*, actor: Membership, appeal: Appeal, kind: StepKind, letter: bool) -> Found:
    """The candidate's own terms. Where the assessor has not explained anything, none runs yet."""
    theirs = NEXT.get(appeal.state) == Part.CANDIDATE
    if TURNS[kind].in_time and theirs and appeal.due_on and appeal.due_on < timezone.localdate():
        yield Blocker(
            "too_late",
            f"The last day for this was {appeal.due_on:%-d %B %Y}.",
            "Ask a centre admin to move the day, and say why it is late.",
            owner_role="centre admin",
        )


def it_is_over_the_day(*, actor: Membership, appeal: Appeal, kind: StepKind, letter: bool) -> Found:
    """Nobody closes an appeal while the candidate can still take it further."""
    if kind == StepKind.CLOSED and appeal.due_on and appeal.due_on >= timezone.localdate():
        yield Blocker(
            "still_time",
            f"The candidate has until {appeal.due_on:%-d %B %Y} to take it further.",
            "It can be closed after that day.",
        )


def still_uninvolved(*, actor: Membership, appeal: Appeal, kind: StepKind, letter: bool) -> Found:
    """Checked again at the act itself, whatever was true when they were named."""
    if TURNS[kind].of == Part.DECIDER and has_part(actor, appeal, Part.DECIDER):
        yield from deciding_gate.blockers(actor=actor, appeal=appeal)


step_gate = Gate("step", [it_is_open, it_is_their_turn, it_is_in_time, it_is_over_the_day, still_uninvolved])


# Who decides ------------------------------------------------------------------------------------------------------
def is_of_the_staff(*, actor: Membership, appeal: Appeal) -> Found:
    here = actor.centre_id == appeal.enrolment.registration.centre_id
    if actor.role not in DECIDERS or actor.ended_at is not None or not here:
        yield Blocker("not_staff", f"{actor.name} is not of this centre’s staff.", "Choose one from the list.")


def had_no_part(*, actor: Membership, appeal: Appeal) -> Found:
    """Nobody who decided, signed, countersigned, recorded, sampled or released anything in the unit (domain.md 5.3)."""
    every = (*hands.HANDS, *hands.ABOVE)
    parts = recalled(
        appeal, "hands", lambda rows: {row.pk: hands.everybodys_part(row.enrolment, every) for row in rows}
    )
    found = hands.no_part(actor, appeal.enrolment, every, parts or {})
    yield from (blocker for blocker in found if blocker.code != hands.DECIDED_APPEAL)


def has_not_decided_it(*, actor: Membership, appeal: Appeal) -> Found:
    before = (recalled(appeal, "deciders", _deciders_of) or {}).get(actor.user_id)
    if before:
        said = f"{actor.name} decided this appeal at an earlier stage."
        yield Blocker("decided_before", said, "Somebody else reviews it.", since=before)


def _deciders_of(appeals: Sequence[Appeal]) -> dict[UUID, dict[UUID | None, dt.datetime]]:
    rows = AppealOutcome.objects.filter(BY_THE_CENTRE, appeal__in=appeals).select_related("decider")
    found: dict[UUID, dict[UUID | None, dt.datetime]] = {appeal.pk: {} for appeal in appeals}
    for row in rows:
        found[row.appeal_id][row.decider.user_id] = row.at
    return found


def has_no_interest(*, actor: Membership, appeal: Appeal) -> Found:
    yield from duties.no_interest(actor, appeal.enrolment, assesses=False)


def decides_nothing_anew(*, actor: Membership, appeal: Appeal) -> Found:
    if actor.user_id in (recalled(appeal, "named", _named_in_the_units_of) or ()):
        said = f"{actor.name} was named to decide anew in this unit."
        yield Blocker("decides_anew", said, "Choose somebody who has no part in it.")


def _named_in_the_units_of(appeals: Sequence[Appeal]) -> dict[UUID, set[UUID | None]]:
    lines = AppealLine.objects.exclude(assessor=None)
    named = "assessor__user"
    return {
        appeal.pk: set(lines.filter(outcome__appeal__enrolment=appeal.enrolment_id).values_list(named, flat=True))
        for appeal in appeals
    }


def is_not_their_assessor(*, actor: Membership, appeal: Appeal) -> Found:
    """Also one who has not decided anything yet: the outcome is about their candidate."""
    assessor = appeal.enrolment.registration.assessor
    if actor.user_id in (assessor.user_id, assessor.countersigner and assessor.countersigner.user_id):
        said = f"{actor.name} assesses or countersigns for the candidate."
        yield Blocker("their_assessor", said, "Choose somebody who has no part in it.")


deciding_gate = Gate(
    "decision",
    [is_of_the_staff, had_no_part, has_not_decided_it, has_no_interest, decides_nothing_anew, is_not_their_assessor],
)


# Who decides anew -------------------------------------------------------------------------------------------------
def is_another_assessor(
    *, actor: Membership, enrolment: UnitEnrolment, decider: Membership | None, earlier: Sequence[AppealPoint]
) -> Found:
    """`decider` None: the body decided."""
    here = actor.centre_id == enrolment.registration.centre_id
    if actor.role != Role.ASSESSOR or actor.ended_at is not None or actor.trainee or not here:
        said = f"{actor.name} is not a qualified assessor of the centre."
        yield Blocker("not_assessor", said, "Choose one from the list.")
    if decider is not None and actor.user_id == decider.user_id:
        said = f"{actor.name} decides this appeal."
        yield Blocker("decides_appeal", said, "The new decision is made by somebody else.")
    if actor.user_id in _decided_before(enrolment, earlier):
        said = f"{actor.name} decided this before."
        yield Blocker("decided_it", said, "Another assessor decides it anew.")
    trainee = enrolment.registration.assessor
    if trainee.trainee and trainee.countersigner_id == actor.pk:
        said = f"{actor.name} countersigns for {trainee.name}, and nobody both assesses a unit and countersigns it."
        yield Blocker("countersigns", said, "Choose somebody else.")


def _decided_before(enrolment: UnitEnrolment, earlier: Sequence[AppealPoint]) -> set[UUID | None]:
    """Whoever made, or ever decided, what the points are about (by their user)."""
    criteria = [point.decision.progress_id for point in earlier if point.decision]

    def asked(units: Sequence[UnitEnrolment]) -> dict[UUID, set[UUID | None]]:
        decided = CriterionDecision.objects.filter(progress__in=criteria).values_list("assessor__user", flat=True)
        return {enrolment.pk: set(decided)}

    found = recalled(enrolment, ("decided", *criteria), asked) if criteria else None
    return (found or set()) | {point.made_by.user_id for point in earlier}


def may_decide_anew(
    *, actor: Membership, enrolment: UnitEnrolment, decider: Membership | None, earlier: Sequence[AppealPoint]
) -> Found:
    yield from duties.not_themself(actor, enrolment.registration)
    yield from duties.has_not_countersigned(actor, enrolment)
    yield from duties.has_decided_no_appeal(actor, enrolment)
    yield from duties.no_interest(actor, enrolment)
    yield from duties.competent_for(actor, enrolment)


redeciding_gate = Gate("new decision", [is_another_assessor, may_decide_anew])
