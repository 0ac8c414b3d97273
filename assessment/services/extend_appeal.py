import datetime as dt

from django.db import transaction
from django.utils import timezone

from assessment.appeal_gates import step_gate
from assessment.appealing import lock_appeal, repeated, require, wordless, write_step
from assessment.models import Appeal, AppealStep, StepKind
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def extend_appeal(*, actor: Membership, appeal: Appeal, due_on: dt.date | None, reason: str) -> AppealStep:
    """Moves the last day of the stage that is under way; the candidate reads the reason."""
    require_role(actor, Role.ADMIN)
    current, reason = lock_appeal(appeal), reason.strip()
    before = repeated(current, actor, StepKind.EXTENDED, reason)
    if before and before.due_on == due_on:
        return before
    require(
        *step_gate.blockers(actor=actor, appeal=current, kind=StepKind.EXTENDED, letter=False),
        *_objections(current, due_on),
        *wordless(reason, "The reason"),
    )
    return write_step(current, actor, StepKind.EXTENDED, reason, due_on=due_on)


def _objections(appeal: Appeal, due_on: dt.date | None) -> list[Blocker]:
    if due_on is None:
        return [Blocker("due_on", "The new day is missing.", "Enter the new last day.", yours=True)]
    if appeal.due_on is None:
        return [Blocker("no_term", "No day runs at this stage.", "It is with the awarding organisation.")]
    if due_on <= max(appeal.due_on, timezone.localdate()):
        said = f"{due_on:%-d %B %Y} is not later than the day that stands, {appeal.due_on:%-d %B %Y}, or has passed."
        return [Blocker("not_later", said, "Enter a later day.", yours=True)]
    return []
