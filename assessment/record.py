"""What an assessor records on the spot, before it is kept, and what can stop it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from assessment import duties
from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio import kinds
from portfolio.conflicts import conflict_blockers
from portfolio.models import CriterionProgress, Registration
from portfolio.states import UnitState


@dataclass(frozen=True, slots=True)
class Said:
    """`signed`: the box under the record was ticked."""

    kind: str
    title: str
    done_on: dt.date | None
    details: dict[str, Any]
    context: str
    confidential: bool
    signed: bool


Rows = Sequence[CriterionProgress]
Found = Iterator[Blocker]


def may_record(*, actor: Membership, registration: Registration, said: Said, rows: Rows) -> Found:
    """Who may decide on a unit may record what was seen there; the duties of the candidate's assessor come first."""
    yield from duties.not_themself(actor, registration)
    yield from duties.their_assessor(actor, registration)
    yield from conflict_blockers(actor, registration.candidate, assesses=True)
    yield from duties.registration_runs(registration)
    for enrolment in dict.fromkeys(row.enrolment for row in rows):
        yield from duties.has_not_countersigned(actor, enrolment)
        yield from duties.has_decided_no_appeal(actor, enrolment)
        yield from duties.competent_today(actor, enrolment.unit)


def units_are_open(*, actor: Membership, registration: Registration, said: Said, rows: Rows) -> Found:
    for enrolment in dict.fromkeys(row.enrolment for row in rows if row.enrolment.state != UnitState.PROGRESS):
        state = enrolment.get_state_display().lower()
        yield Blocker("unit_closed", f"{enrolment.unit.title} is {state}.", "Untick its criteria.", yours=True)


def it_says_enough(*, actor: Membership, registration: Registration, said: Said, rows: Rows) -> Found:
    label = kinds.Kind(said.kind).label
    for detail in kinds.missing(said.kind, said.details, kinds.ASSESSOR):
        yield Blocker("no_detail", f"“{detail.label}” is missing.", f"{label} needs it.", yours=True)
    if said.done_on is None:
        yield Blocker("no_day", "The day is missing.", "Enter the day on which it was.", yours=True)
    elif said.done_on > timezone.localdate():
        day = f"{said.done_on:%-d %B %Y}"
        yield Blocker("day_in_future", f"{day} is in the future.", "Enter the day on which it was.", yours=True)
    if not rows:
        yield Blocker("not_linked", "No criterion is ticked.", "Tick at least one that it shows.", yours=True)


def it_is_signed(*, actor: Membership, registration: Registration, said: Said, rows: Rows) -> Found:
    if not said.signed:
        yield Blocker("not_signed", "The record is not signed.", "Tick the box under it.", yours=True)


record_gate = Gate("record", [may_record, units_are_open, it_says_enough, it_is_signed])
