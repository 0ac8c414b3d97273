"""State machines: a table of moves for each, and the only function that writes a `state`."""

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

Machine = type[models.TextChoices]
MOVES: dict[Machine, dict[str, frozenset[str]]] = {}


class IllegalMoveError(Exception):
    """A move that the table does not have, or of a row that somebody moved meanwhile: a defect in the use case."""


def define(machine: Machine, moves: Mapping[str, set[str]]) -> None:
    """Each app's `states.py` gives the moves of its machines. A state without a line is final."""
    MOVES[machine] = {state: frozenset(moves.get(state, ())) for state in machine.values}


def can(machine: Machine, old: str, new: str) -> bool:
    return new in MOVES[machine][old]


def move(row: models.Model, machine: Machine, new: str) -> None:
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
