"""The stages of an appeal as data: which step is taken from which states, by whom, where it leads and by when (domain.md 2.13, 5.2)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from assessment import appeal_policies as policies
from assessment.models import Appeal, StepKind
from assessment.states import AppealState
from centres.models import Membership, Role
from centres.policy import Policy, policy_on
from centres.working_days import after_working_days

A, K = AppealState, StepKind
UNDECIDED = (A.ACKNOWLEDGED, A.INVESTIGATED, A.REVIEWING)


class Part(StrEnum):
    """Whose turn a step is."""

    CANDIDATE = "candidate"
    ASSESSOR = "assessor"
    ADMIN = "admin"
    DECIDER = "decider"


@dataclass(frozen=True, slots=True)
class Turn:
    """`to`: where it leads, None where it stays. `term`: the policy for whoever is next; None keeps the day that stands."""

    of: Part
    states: tuple[AppealState, ...]
    to: AppealState | None = None
    term: Policy | None = None
    ends_term: bool = False  # nobody in the centre has a day to keep after it
    in_time: bool = False  # only until the last day of the stage


OPEN = tuple(state for state in A if state not in (A.CLOSED, A.WITHDRAWN))
TURNS: dict[StepKind, Turn] = {
    K.EXPLAINED: Turn(Part.ASSESSOR, (A.INFORMAL,), A.ANSWERED, policies.WRITE_DAYS),
    K.LODGED: Turn(Part.CANDIDATE, (A.INFORMAL, A.ANSWERED), A.RECEIVED, policies.ACKNOWLEDGE_DAYS, in_time=True),
    K.ACKNOWLEDGED: Turn(Part.ADMIN, (A.RECEIVED,), A.ACKNOWLEDGED, policies.OUTCOME_DAYS),
    K.NAMED: Turn(Part.ADMIN, UNDECIDED),
    K.INVESTIGATED: Turn(Part.DECIDER, (A.ACKNOWLEDGED,), A.INVESTIGATED),
    K.DECIDED: Turn(Part.DECIDER, (A.INVESTIGATED,), A.DECIDED, policies.WRITE_DAYS),
    K.REVIEW_ASKED: Turn(Part.CANDIDATE, (A.DECIDED,), A.REVIEW, policies.REVIEW_DAYS, in_time=True),
    K.REVIEWER: Turn(Part.ADMIN, (A.REVIEW,), A.REVIEWING),
    K.REVIEWED: Turn(Part.DECIDER, (A.REVIEWING,), A.REVIEWED, policies.WRITE_DAYS),
    K.ESCALATED: Turn(Part.CANDIDATE, (A.REVIEWED,), A.ESCALATED, policies.ACKNOWLEDGE_DAYS, in_time=True),
    K.REFERRED: Turn(Part.ADMIN, (A.ESCALATED,), ends_term=True),
    K.BODY_ANSWERED: Turn(Part.ADMIN, (A.ESCALATED,), A.CLOSED, ends_term=True),
    K.ACCEPTED: Turn(Part.CANDIDATE, (A.ANSWERED, A.DECIDED, A.REVIEWED), A.CLOSED, ends_term=True),
    K.CLOSED: Turn(Part.ADMIN, (A.ANSWERED, A.DECIDED, A.REVIEWED), A.CLOSED, ends_term=True),
    K.EXTENDED: Turn(Part.ADMIN, OPEN),
    K.WITHDRAWN: Turn(Part.CANDIDATE, OPEN, A.WITHDRAWN, ends_term=True),
}
NEXT: dict[str, Part] = {
    A.INFORMAL: Part.ASSESSOR,
    A.ANSWERED: Part.CANDIDATE,
    A.RECEIVED: Part.ADMIN,
    A.ACKNOWLEDGED: Part.DECIDER,
    A.INVESTIGATED: Part.DECIDER,
    A.DECIDED: Part.CANDIDATE,
    A.REVIEW: Part.ADMIN,
    A.REVIEWING: Part.DECIDER,
    A.REVIEWED: Part.CANDIDATE,
    A.ESCALATED: Part.ADMIN,
}
WAITS_FOR: dict[str, str] = {
    A.INFORMAL: "explains the decision",
    A.ANSWERED: "accepts the explanation, or appeals in writing",
    A.RECEIVED: "acknowledges it and names who decides",
    A.ACKNOWLEDGED: "looks into it",
    A.INVESTIGATED: "decides it",
    A.DECIDED: "accepts the outcome, or asks for a review",
    A.REVIEW: "names who reviews the outcome",
    A.REVIEWING: "reviews the outcome",
    A.REVIEWED: "accepts the outcome, or takes it to the awarding organisation",
    A.ESCALATED: "records what the awarding organisation answers",
}


def person_of(appeal: Appeal, part: Part) -> Membership | None:
    """None for an admin: any of the centre's."""
    registration = appeal.enrolment.registration
    people = {
        Part.CANDIDATE: registration.candidate.membership,
        Part.ASSESSOR: registration.assessor,
        Part.DECIDER: appeal.decider,
    }
    return people.get(part)


def has_part(actor: Membership, appeal: Appeal, part: Part) -> bool:
    person = person_of(appeal, part)
    return actor.role == Role.ADMIN if part == Part.ADMIN else person is not None and person.pk == actor.pk


def whose_turn(appeal: Appeal) -> str:
    """ "Priya Shah", or "A centre admin"; nothing once it is over."""
    part = NEXT.get(appeal.state)
    if part is None:
        return ""
    person = person_of(appeal, part)
    return person.name if person else "A centre admin"


def term(appeal: Appeal, policy: Policy, day: dt.date | None = None) -> tuple[dt.date, int]:
    """The last day of a stage that begins on `day`, today unless one is given, and its working days."""
    day = day or timezone.localdate()
    days = policy_on(appeal.enrolment.registration.centre_id, policy, day)
    return after_working_days(day, days), days
