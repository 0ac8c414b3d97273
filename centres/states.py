"""State machines: a table of moves for each, and the only function that writes a `state`."""

from collections.abc import Mapping, Sequence
from typing import Any

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
    move_all([row], machine, new)


def move_all(rows: Sequence[Any], machine: Machine, new: str) -> None:
    """Several rows of one kind, in one query for each state that they leave."""
    for old in sorted({row.state for row in rows} - {new}):
        _leave(old, [row for row in rows if row.state == old], machine, new)


def _leave(old: str, rows: Sequence[Any], machine: Machine, new: str) -> None:
    model = type(rows[0])
    if not can(machine, old, new):
        raise IllegalMoveError(f"{model.__name__} {rows[0].pk}: {old} to {new}")
    written = {"state": new} | ({"since": timezone.now()} if hasattr(rows[0], "since") else {})
    moved = model._default_manager.filter(pk__in=[row.pk for row in rows], state=old).update(**written)
    if moved != len(rows):
        raise IllegalMoveError(f"{model.__name__} {', '.join(str(row.pk) for row in rows)} is no longer {old}")
    for row in rows:
        for name, value in written.items():
            setattr(row, name, value)
