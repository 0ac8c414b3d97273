"""Bytes that nobody is given: why, in the one sentence that a page, a refusal and the submission gate share; and what holds them.

An upper app that keeps files of its own adds a holder to HOLDERS in `AppConfig.ready()`, and calls `prepare_file` for each
file: a file of which nobody asks the scanner stays closed.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from centres.gates import Blocker
from portfolio.models import Evidence, StoredFile
from portfolio.states import FileState

IN_QUARANTINE = (FileState.WAITING, FileState.INFECTED)


def why_closed(stored: StoredFile | None, name: str) -> Blocker | None:
    if stored is None or stored.is_open:
        return None
    if stored.state == FileState.WAITING:
        return Blocker(
            "being_checked",
            f"“{name}” is being checked for viruses.",
            "It opens as soon as the virus scanner has answered, usually within a minute.",
        )
    if stored.state == FileState.REMOVED:
        return Blocker("infected_removed", f"“{name}” contained a virus ({stored.threat}) and was deleted.")
    what = f"“{name}” contains a virus ({stored.threat})."
    return Blocker("infected", what, "It is locked away: nobody can open it. Send a clean copy.")


@dataclass(frozen=True, slots=True)
class Held:
    """A row that holds a file, for people: `name` of the file, `whose` it is, `label` such as its receipt."""

    row: models.Model
    file: StoredFile
    name: str
    whose: str
    label: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """`rows()` have a foreign key `file`; `centre` leads from them to the centre's key; `held` puts one into words."""

    rows: Callable[[], Any]
    centre: str
    held: Callable[[Any], Held]

    def of_centre(self, centre_id: UUID) -> Any:
        return self.rows().filter(**{self.centre: centre_id})

    def centres_of(self, stored: StoredFile) -> set[UUID]:
        return set(self.rows().filter(file=stored).order_by().values_list(self.centre, flat=True).distinct())


def _evidence_rows() -> Any:
    return Evidence.objects.select_related("file", "registration__candidate__membership__user")


def _evidence_held(row: Evidence) -> Held:
    assert row.file is not None, "held by its file"
    person = row.registration.candidate.name
    return Held(row, row.file, row.file_name, person, f"receipt {row.receipt}", row.arrived_at)


HOLDERS = [Holder(_evidence_rows, "registration__centre_id", _evidence_held)]


def centres_that_hold(stored: StoredFile) -> set[UUID]:
    return set().union(*(holder.centres_of(stored) for holder in HOLDERS))


def held_in(centre_id: UUID, stored: StoredFile) -> Iterator[Held]:
    for holder in HOLDERS:
        yield from map(holder.held, holder.of_centre(centre_id).filter(file=stored))
