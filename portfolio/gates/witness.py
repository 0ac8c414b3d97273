"""What stops somebody from being asked to bear witness (domain.md 2.1, 5.3)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio.models import CriterionProgress, Registration
from portfolio.states import RegistrationState, UnitState

asking_gate = Gate("asking a witness")
Found = Iterator[Blocker]
OPEN_AT_MOST = 20
ASKED_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom, about what. `seen_on`: the day of what they saw. `expert_basis`: from an assessor alone."""

    name: str
    role: str
    email: str
    phone: str
    about: str
    seen_on: dt.date
    criteria: Sequence[CriterionProgress]
    expert_basis: str = ""


@asking_gate.register
def registration_runs(*, actor: Membership, registration: Registration, asked: Asked) -> Found:
    if registration.state != RegistrationState.ACTIVE:
        state = registration.get_state_display().lower()
        yield Blocker("registration_over", f"The registration is {state}.", "Ask your centre.")


@asking_gate.register
def somebody_else(*, actor: Membership, registration: Registration, asked: Asked) -> Found:
    """The candidate is no witness of their own work, and the assessor records what they see themselves."""
    people = {registration.candidate.membership: "the candidate", registration.assessor: "the assessor", actor: "you"}
    found = [who for person, who in people.items() if person.user and same_address(person.user.email, asked.email)]
    if found:
        yield Blocker(
            "own_address",
            f"{asked.email} is the address of {found[0]}.",
            "Enter the witness's own address, best that of their workplace, or leave it empty and share the link.",
            yours=True,
        )


def same_address(one: str, other: str) -> bool:
    return bool(other) and one.casefold() == other.strip().casefold()


@asking_gate.register
def the_day_can_be(*, actor: Membership, registration: Registration, asked: Asked) -> Found:
    yield from impossible_day(asked.seen_on, registration)


def impossible_day(day: dt.date, registration: Registration) -> Found:
    said = f"{day:%-d %B %Y}"
    if day > timezone.localdate():
        yield Blocker("day_in_future", f"{said} is in the future.", "Enter the day on which it was seen.", yours=True)
    if day < registration.candidate.date_of_birth:
        name = registration.candidate.name
        yield Blocker(
            "day_before_birth", f"{said} is before {name} was born.", "Enter the day on which it was seen.", yours=True
        )


@asking_gate.register
def about_something(*, actor: Membership, registration: Registration, asked: Asked) -> Found:
    if not asked.criteria:
        yield Blocker("no_criteria", "No criterion is ticked.", "Tick at least one that they saw.", yours=True)
    own = [row for row in asked.criteria if row.enrolment.registration_id == registration.pk]
    if len(own) < len(asked.criteria):
        yield Blocker("not_yours", "A criterion is of another candidate.", "Choose from these units.")
    for enrolment in sorted({row.enrolment for row in own}, key=lambda row: row.unit.code):
        if enrolment.state != UnitState.PROGRESS:
            state = enrolment.get_state_display().lower()
            yield Blocker("unit_closed", f"{enrolment.unit.title} is {state}.", "Untick its criteria.", yours=True)


@asking_gate.register
def not_too_many(*, actor: Membership, registration: Registration, asked: Asked) -> Found:
    """Mail goes to people who never asked for it: nobody sends it by the hundred."""
    requests = registration.witness_requests
    if requests.open().count() >= OPEN_AT_MOST:
        yield Blocker(
            "too_many_open", f"{OPEN_AT_MOST} witnesses have not answered yet.", "Cancel those that will not answer."
        )
    elif requests.filter(asked_at__gte=timezone.now() - dt.timedelta(days=1)).count() >= ASKED_A_DAY:
        yield Blocker("too_many_today", f"{ASKED_A_DAY} witnesses were asked within a day.", "Go on tomorrow.")
