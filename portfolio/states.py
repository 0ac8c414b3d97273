"""The states of criteria, units and evidence: enum, table of allowed moves, and the only functions that write them."""

from django.db import models
from django.utils import timezone


class CriterionState(models.TextChoices):
    """Words of ui-guide section 3; moves of domain.md 2.2."""

    NONE = "none", "Not started"
    DRAFT = "draft", "Draft"
    SENT = "sent", "Submitted"
    NOT_YET = "not_yet", "Not yet met"
    MET = "met", "Met"
    REOPENED = "reopened", "Reopened"


class UnitState(models.TextChoices):
    PROGRESS = "progress", "In progress"
    AWAITING = "awaiting", "Awaiting countersignature"
    SIGNED = "signed", "Signed off"
    HOLD = "hold", "On hold"


class EvidenceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SENT = "sent", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"


C, U, E = CriterionState, UnitState, EvidenceState
MOVES: dict[type[models.TextChoices], dict[str, frozenset[str]]] = {
    CriterionState: {
        C.NONE: frozenset({C.DRAFT, C.SENT}),
        C.DRAFT: frozenset({C.NONE, C.SENT}),
        C.SENT: frozenset({C.MET, C.NOT_YET, C.NONE}),
        C.NOT_YET: frozenset({C.SENT, C.MET}),
        C.MET: frozenset({C.REOPENED}),
        C.REOPENED: frozenset({C.SENT, C.MET, C.NOT_YET}),
    },
    UnitState: {
        U.PROGRESS: frozenset({U.AWAITING, U.SIGNED, U.HOLD}),
        U.AWAITING: frozenset({U.SIGNED, U.PROGRESS}),
        U.SIGNED: frozenset({U.HOLD, U.PROGRESS}),
        U.HOLD: frozenset({U.SIGNED, U.PROGRESS, U.AWAITING}),
    },
    EvidenceState: {
        E.DRAFT: frozenset({E.SENT, E.WITHDRAWN}),
        E.SENT: frozenset({E.WITHDRAWN}),
        E.WITHDRAWN: frozenset(),
    },
}


class IllegalMoveError(Exception):
    """A use case tried a move that the table does not have: a defect in the use case, never a person's doing."""


def can(machine: type[models.TextChoices], old: str, new: str) -> bool:
    return new in MOVES[machine][old]


def move(row: models.Model, machine: type[models.TextChoices], new: str) -> None:
    """The only writer of `state`. Refuses when the row has left the state in which the caller read it."""
    old = row.state  # type: ignore[attr-defined]
    if old == new:
        return
    if not can(machine, old, new):
        raise IllegalMoveError(f"{type(row).__name__} {row.pk}: {old} to {new}")
    written = {"state": new} | ({"since": timezone.now()} if hasattr(row, "since") else {})
    if not type(row)._default_manager.filter(pk=row.pk, state=old).update(**written):
        raise IllegalMoveError(f"{type(row).__name__} {row.pk} is no longer {old}")
    for name, value in written.items():
        setattr(row, name, value)
