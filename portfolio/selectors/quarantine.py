"""The files that nobody can open, for the admin of the centre, who sees their names and never their content."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker
from centres.models import Membership
from portfolio.models import Disposal, StoredFile
from portfolio.quarantine import HOLDERS, IN_QUARANTINE, Held, Holder
from portfolio.states import FileState

PATIENCE = dt.timedelta(minutes=10)
MOST = 200  # rows of the page, oldest first


def quarantine_page(actor: Membership) -> dict[str, Any]:
    found = sorted(
        (held for holder in HOLDERS for held in _held(actor, holder)), key=lambda held: (held.since, str(held.row.pk))
    )[:MOST]
    removed = Disposal.objects.filter(centre=actor.centre_id).select_related("file", "by__user")
    return {
        "infected": [held for held in found if held.file.state == FileState.INFECTED],
        "waiting": [held for held in found if held.file.state == FileState.WAITING],
        "removed": removed.order_by("-at")[:MOST],
    }


def quarantined(actor: Membership, sha256: str) -> StoredFile | None:
    """The file, if this centre holds it and has not given it up."""
    rows = (_rows(actor, holder).filter(file=sha256).first() for holder in HOLDERS)
    return next((row.file for row in rows if row is not None), None)


def _rows(actor: Membership, holder: Holder) -> Any:
    """Also drafts and what was withdrawn; not what the centre has given up."""
    given_up = Disposal.objects.filter(centre=actor.centre_id).values("file")
    return holder.of_centre(actor.centre_id).filter(file__state__in=IN_QUARANTINE).exclude(file__in=given_up)


def _held(actor: Membership, holder: Holder) -> Iterator[Held]:
    return map(holder.held, _rows(actor, holder).order_by("pk")[:MOST])


def quarantine_waiting(actor: Membership) -> Iterator[Blocker]:
    """For the admin's first page: what the scanner found, and what it has not answered for longer than is usual."""
    figures = [_figures(actor, holder) for holder in HOLDERS]
    link: dict[str, Any] = {"link": reverse("quarantine"), "link_text": "Look at them", "yours": True}
    infected, late = (sum(row[name] for row in figures) for name in ("infected", "late"))
    if infected:
        since = min(row["found_at"] for row in figures if row["found_at"])
        yield Blocker(
            "infected", f"{_files(infected)} with a virus in quarantine", "Nobody can open them.", since=since, **link
        )
    if late:
        since = min(row["oldest"] for row in figures if row["oldest"])
        detail = "Nobody can open them before it answers. Ask whoever runs this installation whether the scanner runs."
        yield Blocker(
            "scanner_late", f"{_files(late)} without an answer of the virus scanner", detail, since=since, **link
        )


def _figures(actor: Membership, holder: Holder) -> dict[str, Any]:
    late = Q(file__state=FileState.WAITING, file__verified_at__lt=timezone.now() - PATIENCE)
    infected = Q(file__state=FileState.INFECTED)
    figures: dict[str, Any] = (
        _rows(actor, holder)
        .order_by()
        .aggregate(
            infected=Count("pk", filter=infected),
            late=Count("pk", filter=late),
            found_at=Min("file__scanned_at", filter=infected),
            oldest=Min("file__verified_at", filter=late),
        )
    )
    return figures


def _files(number: int) -> str:
    return f"{number} file{'s' if number != 1 else ''}"
