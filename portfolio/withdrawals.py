"""What rests on evidence, which only upper apps know. They append to these lists in `AppConfig.ready()`."""

from collections.abc import Callable, Sequence
from uuid import UUID

from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence

# The criteria (ids of their progress) whose standing decision rests on an item.
RESTING: list[Callable[[Evidence], set[UUID]]] = []
# Told, in the transaction of the withdrawal, which criteria it has opened again.
REOPENED: list[Callable[[Membership, Evidence, Sequence[CriterionProgress]], None]] = []


def resting_on(evidence: Evidence) -> set[UUID]:
    return {progress for ask in RESTING for progress in ask(evidence)}


def tell_reopened(actor: Membership, evidence: Evidence, rows: Sequence[CriterionProgress]) -> None:
    for tell in REOPENED:
        tell(actor, evidence, rows)
