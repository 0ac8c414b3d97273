"""The files that nobody can open, for the admin of the centre, who sees their names and never their content."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker
from centres.models import Membership
from portfolio.models import Disposal, Evidence
from portfolio.states import FileState

IN_QUARANTINE = (FileState.WAITING, FileState.INFECTED)
PATIENCE = dt.timedelta(minutes=10)
MOST = 200  # rows of the page, oldest first


def quarantined(actor: Membership) -> Any:
    """Also drafts and what was withdrawn; not what the centre has given up."""
    given_up = Disposal.objects.filter(centre=actor.centre_id).values("file")
    rows = Evidence.objects.filter(registration__centre=actor.centre_id, file__state__in=IN_QUARANTINE)
    return rows.exclude(file__in=given_up).select_related("file", "registration__candidate__membership__user")


def quarantine_page(actor: Membership) -> dict[str, Any]:
    rows = list(quarantined(actor).order_by("arrived_at")[:MOST])
    removed = Disposal.objects.filter(centre=actor.centre_id).select_related("file", "by__user")
    return {
        "infected": [row for row in rows if row.file.state == FileState.INFECTED],
        "waiting": [row for row in rows if row.file.state == FileState.WAITING],
        "removed": removed.order_by("-at")[:MOST],
    }


def quarantine_waiting(actor: Membership) -> Iterator[Blocker]:
    """For the admin's first page: what the scanner found, and what it has not answered for longer than is usual."""
    infected, late = Q(file__state=FileState.INFECTED), Q(file__state=FileState.WAITING)
    late &= Q(arrived_at__lt=timezone.now() - PATIENCE)
    found = (
        quarantined(actor)
        .order_by()
        .aggregate(
            infected=Count("pk", filter=infected),
            late=Count("pk", filter=late),
            found_at=Min("file__scanned_at", filter=infected),
            oldest=Min("arrived_at", filter=late),
        )
    )
    link: dict[str, Any] = {"link": reverse("quarantine"), "link_text": "Look at them", "yours": True}
    if found["infected"]:
        said = f"{_files(found['infected'])} with a virus in quarantine"
        yield Blocker("infected", said, "Nobody can open them.", since=found["found_at"], **link)
    if found["late"]:
        said = f"{_files(found['late'])} without an answer of the virus scanner"
        detail = "Nobody can open them before it answers. Ask whoever runs this installation whether the scanner runs."
        yield Blocker("scanner_late", said, detail, since=found["oldest"], **link)


def _files(number: int) -> str:
    return f"{number} file{'s' if number != 1 else ''}"
