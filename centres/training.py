"""Who may be in training, and who countersigns for them."""

from collections.abc import Iterator

from centres.gates import Blocker
from centres.models import Membership, Role


def training_blockers(
    actor: Membership, role: str, trainee: bool, countersigner: Membership | None
) -> Iterator[Blocker]:
    if not trainee:
        return
    if role != Role.ASSESSOR:
        yield Blocker(
            "not_assessor", "Only an assessor is in training.", "Choose the role of assessor, or no training."
        )
    if countersigner is None:
        said = "A trainee's decisions count once a qualified assessor has countersigned them."
        yield Blocker("no_countersigner", "The countersigner is missing.", f"{said} Choose one.")
    elif not _may_countersign(actor, countersigner):
        said = f"{countersigner.name} is no qualified assessor of this centre."
        yield Blocker("not_qualified", said, "Choose an assessor who is not in training.")


def _may_countersign(actor: Membership, countersigner: Membership) -> bool:
    qualified = countersigner.role == Role.ASSESSOR and not countersigner.trainee
    return qualified and countersigner.ended_at is None and countersigner.centre_id == actor.centre_id
