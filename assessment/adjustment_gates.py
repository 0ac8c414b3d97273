"""What can stop a reasonable adjustment and special consideration. Neither says anything about a criterion.

The subjects: `registration` to ask; `adjustment` or `consideration` (`asked`) to answer; `about` what is to be considered.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from assessment.appeal_policies import CONSIDERATION_DAYS
from assessment.duties import registration_runs
from assessment.models import Asked, PlannedTask, UnitResult
from centres.gates import Blocker, Gate
from centres.models import Membership, Role
from centres.policy import policy_on
from centres.working_days import after_working_days
from portfolio.conflicts import conflict_blockers
from portfolio.models import Registration

Found = Iterator[Blocker]
ANSWERERS = (Role.ADMIN, Role.IQA)


# To ask -----------------------------------------------------------------------------------------------------------
def may_ask(*, actor: Membership, registration: Registration) -> Found:
    """The candidate, or whoever of the staff the candidate is open to."""
    if not Registration.objects.visible_to(actor).filter(pk=registration.pk).exists():
        yield Blocker("not_yours", "This candidate is not one of yours.", "Ask a centre admin.")
    yield from registration_runs(registration)


asking_gate = Gate("request", [may_ask])


def is_an_attempt_or_a_day(*, actor: Membership, registration: Registration, about: Any) -> Found:
    """Competence is shown or not: nothing that happened stands for a criterion (domain.md 2.13)."""
    if not isinstance(about, UnitResult | PlannedTask):
        yield Blocker(
            "stands_for_nothing",
            "Special consideration cannot stand in for a criterion that is not met.",
            "Ask for a later day to show it, or for another attempt at a test or assignment.",
        )
    elif _registration_of(about) != registration.pk:
        yield Blocker("elsewhere", "This belongs to another candidate.", "Choose from the list.")


def it_is_in_time(*, actor: Membership, registration: Registration, about: Any) -> Found:
    day = about.taken_on if isinstance(about, UnitResult) else getattr(about, "due_on", None)
    last = last_day_to_ask(registration, day) if day else None
    if last and last < timezone.localdate() and actor.role != Role.ADMIN:
        yield Blocker(
            "too_late",
            f"It was to be asked for by {last:%-d %B %Y}.",
            "A centre admin can still ask for it, with the reason why it is late.",
            owner_role="centre admin",
        )


considering_gate = Gate("request", [is_an_attempt_or_a_day, it_is_in_time])


def last_day_to_ask(registration: Registration, day: dt.date) -> dt.date:
    return after_working_days(day, policy_on(registration.centre_id, CONSIDERATION_DAYS, day))


def _registration_of(about: UnitResult | PlannedTask) -> object:
    return about.enrolment.registration_id if isinstance(about, UnitResult) else about.registration_id


# To answer --------------------------------------------------------------------------------------------------------
def may_answer(*, actor: Membership, asked: Asked) -> Found:
    candidate = asked.registration.candidate
    if actor.user_id == candidate.membership.user_id:
        yield Blocker("own_work", "This is your own request.", "Somebody else decides it.")
    if not type(asked).objects.visible_to(actor).filter(pk=asked.pk).exists():
        yield Blocker("not_yours", "This candidate is not one of yours.", "Ask a centre admin.")
    yield from conflict_blockers(actor, candidate)


answering_gate = Gate("answer", [may_answer])
