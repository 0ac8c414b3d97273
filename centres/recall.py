"""Questions about several rows of one page, each asked once for all of them.

A check asks the database about its one subject. A page that asks the same checks about several subjects, or one subject
twice, says first that they belong `together`. Use cases read their rows afresh under a lock, and recall
nothing but what was read with them there.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

Answer = TypeVar("Answer")
Subject = TypeVar("Subject", bound=models.Model)


class Peers:
    """The rows of a page that are asked about together, and what was answered so far."""

    def __init__(self, rows: Sequence[models.Model]) -> None:
        self.rows = rows
        self.answers: dict[Hashable, Mapping[Any, Any]] = {}


def together(rows: Iterable[Subject]) -> list[Subject]:
    """The same rows; from now on a question about one of them is asked about all."""
    found = list(rows)
    peers = Peers(found)
    for row in found:
        row.__dict__["_peers"] = peers
    return found


def remember(rows: Sequence[models.Model], question: Hashable, answers: Mapping[UUID, Any]) -> None:
    """What the page has read anyway, for rows that belong together."""
    if rows:
        rows[0].__dict__["_peers"].answers[question] = answers


def recalled(
    subject: Subject, question: Hashable, ask: Callable[[Sequence[Subject]], Mapping[UUID, Answer]]
) -> Answer | None:
    """What `ask` finds for the subject; `question` names what is asked, with everything that it depends on."""
    peers: Peers | None = subject.__dict__.get("_peers")
    if peers is None:
        return ask([subject]).get(subject.pk)
    if question not in peers.answers:
        peers.answers[question] = ask(peers.rows)  # type: ignore[arg-type]
    return peers.answers[question].get(subject.pk)
