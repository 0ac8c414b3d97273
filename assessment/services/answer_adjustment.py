import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.adjustment_gates import ANSWERERS, answering_gate
from assessment.appealing import wordless
from assessment.arrangement_mails import tell_answered
from assessment.locks import lock_registration
from assessment.models import Adjustment
from assessment.states import AdjustmentState
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.permissions import require_role
from portfolio.states import move


@transaction.atomic
def answer_adjustment(
    *,
    actor: Membership,
    adjustment: Adjustment,
    agreed: bool,
    answer: str = "",
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    reference: str = "",
) -> Adjustment:
    """Agreed from a day on, today or later, or refused with the reason. It changes the arrangement, never the standard.

    `reference`: of the awarding organisation, where it had to approve. The same answer twice is one.
    """
    require_role(actor, *ANSWERERS)
    lock_registration(adjustment.registration)
    current: Adjustment = Adjustment.objects.select_related("registration__candidate__membership").get(pk=adjustment.pk)
    state = AdjustmentState.AGREED if agreed else AdjustmentState.REFUSED
    said: dict[str, Any] = {"answer": answer.strip(), "reference": reference.strip()}
    said |= {"valid_from": valid_from, "valid_until": valid_until} if agreed else {}
    if current.state == state and current.decided_by_id == actor.pk and _says(current, said):
        return current
    blockers = [
        *answering_gate.blockers(actor=actor, asked=current),
        *_objections(current, agreed, valid_from, valid_until),
    ]
    blockers += [] if agreed else wordless(answer.strip(), "The reason")
    if blockers:
        raise Refused(*blockers)
    _write(current, said | {"decided_by": actor})
    move(current, AdjustmentState, state)
    record(actor, f"adjustment.{state}", current)
    tell_answered(current, actor)
    return current


def _says(current: Adjustment, said: dict[str, Any]) -> bool:
    return all(getattr(current, name) == value for name, value in said.items())


def _write(current: Adjustment, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(current, name, value)
    current.save(update_fields=[*values])


def _objections(current: Adjustment, agreed: bool, first: dt.date | None, last: dt.date | None) -> list[Blocker]:
    found = []
    if current.state != AdjustmentState.ASKED:
        said = f"It is {current.get_state_display().lower()} already."
        found.append(Blocker("answered", said, "Look at the answer.", since=current.since))
    if agreed and first is None:
        found.append(Blocker("valid_from", "The first day is missing.", "Enter from when it holds.", yours=True))
    if agreed and first and first < timezone.localdate():
        what = "What has been taken is not rearranged: that is special consideration. Enter today or later."
        found.append(Blocker("in_the_past", f"{first:%-d %B %Y} has passed.", what, yours=True))
    if agreed and first and last and last < first:
        said = f"The last day, {last:%-d %B %Y}, is before the first, {first:%-d %B %Y}."
        found.append(Blocker("backwards", said, "Enter a later last day, or none.", yours=True))
    return found
