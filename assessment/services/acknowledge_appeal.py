from django.db import transaction

from assessment.appeal_gates import deciding_gate, step_gate
from assessment.appealing import lock_appeal, repeated, require, set_decider, wordless, write_step
from assessment.models import Appeal, AppealStep, StepKind
from assessment.states import AppealState
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.permissions import require_role

KINDS = {AppealState.RECEIVED: StepKind.ACKNOWLEDGED, AppealState.REVIEW: StepKind.REVIEWER}


@transaction.atomic
def acknowledge_appeal(
    *, actor: Membership, appeal: Appeal, decider: Membership | None, text: str, kind: StepKind | None = None
) -> AppealStep:
    """Tells the candidate that it has arrived and names who decides it, or who reviews an outcome.

    While it is not decided, the same names somebody else, with the reason in `text`. `kind`: the step that the person saw
    themselves taking, so that nobody renames unseen whom another admin has just named; None takes the one that is due.
    """
    require_role(actor, Role.ADMIN)
    current, text = lock_appeal(appeal), text.strip()
    kind = kind or KINDS.get(AppealState(current.state), StepKind.NAMED)
    for step in (StepKind.ACKNOWLEDGED, StepKind.REVIEWER, StepKind.NAMED):
        before = repeated(current, actor, step, text)
        if before and before.decider_id == (decider and decider.pk):
            return before
    require(
        *step_gate.blockers(actor=actor, appeal=current, kind=kind, letter=False),
        *(deciding_gate.blockers(actor=decider, appeal=current) if decider else _nobody()),
        *wordless(text, "A word to the candidate"),
    )
    set_decider(current, decider)
    return write_step(current, actor, kind, text, decider=decider)


def _nobody() -> list[Blocker]:
    return [Blocker("nobody", "It is not said who decides.", "Choose somebody who had no part in it.", yours=True)]
