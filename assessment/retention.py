"""How long why an arrangement was needed is kept, and what keeps it longer (domain.md 2.11).

The clock starts when the arrangement is over or was refused, when the certificate was issued, or when the candidate
withdrew, whichever is first.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from django.db.models import Max
from django.utils import timezone

from assessment.appeal_policies import NEED_MONTHS
from assessment.models import Adjustment, Appeal, Asked, Need
from assessment.states import AdjustmentState, ConsiderationState
from centres.gates import Blocker, Gate
from centres.models import AuditEvent, Membership
from centres.policy import policy_on
from centres.working_days import months_after
from portfolio.models import Registration, UnitEnrolment
from portfolio.states import RegistrationState, UnitState

Found = Iterator[Blocker]
# Upper apps add when they certified a candidate.
CERTIFIED_ON: list[Callable[[Registration], dt.date | None]] = []
WAITING = (AdjustmentState.ASKED, ConsiderationState.ASKED, ConsiderationState.FORWARDED)


def asked_of(need: Need) -> Asked:
    found: Asked | None = need.adjustment or need.consideration
    assert found is not None, "a need is one of something"
    return found


def over_on(asked: Asked) -> dt.date | None:
    """None while it holds or waits for an answer."""
    days = [ask(asked.registration) for ask in CERTIFIED_ON]
    days += [_ended_on(asked), _left_on(asked)]
    return min((day for day in days if day), default=None)


def _ended_on(asked: Asked) -> dt.date | None:
    if asked.state in WAITING:
        return None
    if isinstance(asked, Adjustment) and asked.state == AdjustmentState.AGREED:
        day: dt.date | None = asked.valid_until
        return day if day and day < timezone.localdate() else None
    return timezone.localdate(asked.since)


def _left_on(asked: Asked) -> dt.date | None:
    """When the candidate withdrew: no column says it, so the day of the last act on record about the registration."""
    if asked.registration.state != RegistrationState.WITHDRAWN:
        return None
    last = AuditEvent.objects.about(asked.registration).aggregate(at=Max("at"))["at"]
    return timezone.localdate(max(asked.since, last or asked.since))


def months_of(need: Need) -> int:
    return policy_on(asked_of(need).registration.centre_id, NEED_MONTHS)


def its_time_has_come(*, actor: Membership, need: Need) -> Found:
    asked = asked_of(need)
    over = over_on(asked)
    if over is None:
        said = f"{asked} holds or waits for an answer."
        yield Blocker("not_over", said, "Why it is needed is kept until it is over.", since=asked.since)
    elif months_after(over, months_of(need)) > timezone.localdate():
        until = months_after(over, months_of(need))
        yield Blocker("too_early", f"Why it was needed is kept until {until:%-d %B %Y}.", "The policy says so.")


def nothing_is_disputed(*, actor: Membership, need: Need) -> Found:
    """What an appeal or an investigation may ask for is kept until that is over."""
    registration = asked_of(need).registration_id
    appeal = Appeal.objects.open().filter(enrolment__registration=registration).first()
    if appeal:
        yield Blocker(
            "appeal_open", "An appeal of the candidate is open.", "It is kept so long.", since=appeal.lodged_at
        )
    if UnitEnrolment.objects.filter(registration=registration, state=UnitState.HOLD).exists():
        yield Blocker("on_hold", "A unit of the candidate is on hold.", "It is kept so long.")


disposing_gate = Gate("disposal", [its_time_has_come, nothing_is_disputed])
