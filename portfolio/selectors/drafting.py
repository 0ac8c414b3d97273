"""The page on which drafts that came through one form are described and put forward."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from centres.permissions import ActorRequest
from portfolio.forms import DescribeForm
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration, Upload
from portfolio.selectors.evidence import open_criteria
from portfolio.selectors.home import draft_batches
from portfolio.selectors.registrations import Loaded, own_registration, registrations_of, with_people
from portfolio.states import CriterionState, EvidenceState, UnitState


def drafts_of(registration: Registration, batch: UUID) -> list[Evidence]:
    rows = registration.evidence.filter(batch=batch, state=EvidenceState.DRAFT, file__isnull=False)
    return list(rows.select_related("file", "replaces", "registration__candidate").order_by("arrived_at", "pk"))


def registration_of_batch(request: ActorRequest, batch: UUID, loaded: Loaded = with_people) -> Registration:
    """Of the batch, once there is something in it; somebody else's is not there."""
    first = Evidence.objects.filter(batch=batch).values_list("registration_id", flat=True).first()
    if first is None:
        return own_registration(request, registrations_of(request.actor, loaded))
    return get_object_or_404(loaded(Registration.objects.visible_to(request.actor)), pk=first)


def drafting_row(item: Evidence) -> dict[str, Any]:
    """The line of one draft alone, for a script that has the rest of the page."""
    form = DescribeForm(registration=item.registration, items=[item])
    same = _same_elsewhere(item.registration, [item]).get(item.file_id or "")
    many = len(drafts_of(item.registration, item.batch)) > 1
    return {"item": item, "title": form[f"title_{item.pk}"], "same": same, "many": many}


def drafting_page(
    registration: Registration,
    batch: UUID,
    form: DescribeForm | None = None,
    older: Evidence | None = None,
    kind: str = "",
    wanted: Iterable[str] = (),
) -> dict[str, Any]:
    """`form`: the posted one, so that nothing that was typed is lost. `older`: what the first file is a new version of.

    `wanted`: the criteria that the page was opened for, ticked until something is said.
    """
    items = drafts_of(registration, batch)
    older = next((item.replaces for item in items if item.replaces), older)
    offered = None if form or any(item.done_on for item in items) else offered_day(items)
    if form is None or [item.pk for item in form.items] != [item.pk for item in items]:
        initial = said_of(older) if older and not any(item.replaces_id for item in items) else _as_saved(items, offered)
        initial = initial or {"kind": kind}
        form = DescribeForm(initial=initial, registration=registration, items=items)
    for item in items:
        item.done_on = item.done_on or offered  # what the page offers is not missing
    ticked = _ticked(form, items) or (
        carried_over(older) if older and not form.is_bound and not _saved(items) else set()
    )
    ticked = ticked or (set() if form.is_bound else set(wanted))
    same = _same_elsewhere(registration, items)
    return {
        "registration": registration,
        "batch": batch,
        "form": form,
        "offered": offered,
        "rows": [
            {
                "item": item,
                "title": form[f"title_{item.pk}"],
                "same": same.get(item.file_id or ""),
                "many": len(items) > 1,
            }
            for item in items
        ],
        **ticks(registration, ticked),
        "older": older,
        "unfinished": Upload.objects.unfinished().filter(registration=registration),
        "others": [other for other in draft_batches(registration) if other.id != batch],
    }


def _as_saved(items: list[Evidence], offered: dt.date | None) -> dict[str, Any]:
    """What was said of the batch before; a file that came later has nothing said of it yet."""
    said = next((item for item in items if item.done_on or item.shows), items[0] if items else None)
    return said_of(said) | {"done_on": said.done_on or offered} if said else {}


def said_of(item: Evidence) -> dict[str, Any]:
    """For the form: what was said of an item."""
    return {
        "kind": item.kind,
        "done_on": item.done_on,
        "shows": item.shows,
        "details": item.details,
        "context": item.is_simulated,
        "confidential": item.confidential,
    }


def carried_over(older: Evidence) -> set[str]:
    """What a new version is put forward for unless the candidate says otherwise: what is still open of the older one's."""
    links = EvidenceLink.objects.that_count().filter(evidence=older)
    rows = CriterionProgress.objects.filter(pk__in=links.values("progress"), enrolment__state=UnitState.PROGRESS)
    return {str(pk) for pk in rows.exclude(state=CriterionState.MET).values_list("pk", flat=True)}


def ticks(registration: Registration, ticked: set[str]) -> dict[str, Any]:
    """For templates/portfolio/_ticks.html: each open unit with its criteria, ticked or not, and how many are."""
    units = [
        (enrolment, [(row, str(row.pk) in ticked) for row in rows], sum(str(row.pk) in ticked for row in rows))
        for enrolment, rows in open_criteria(registration)
    ]
    return {"units": units, "ticked": sum(number for *_, number in units)}


def _saved(items: list[Evidence]) -> bool:
    return any(item.replaces_id for item in items)


def offered_day(items: list[Evidence]) -> dt.date | None:
    """When the last of them was captured: the work was done by then. Only offered; the candidate says when it was."""
    days = [timezone.localdate(item.captured_at) for item in items if item.captured_at]
    return min(max(days), timezone.localdate()) if days else None


def _ticked(form: DescribeForm, items: list[Evidence]) -> set[str]:
    if form.is_bound:
        return {str(value) for value in form["criteria"].value() or []}
    links = EvidenceLink.objects.filter(evidence__in=items)
    return {str(pk) for pk in links.values_list("progress_id", flat=True)}


def _same_elsewhere(registration: Registration, items: list[Evidence]) -> dict[str, Evidence]:
    """By file: another item of this candidate with the very same bytes."""
    rows = (
        Evidence.objects.filter(registration=registration, file__in=[item.file_id for item in items])
        .exclude(state=EvidenceState.WITHDRAWN)
        .exclude(pk__in=[item.pk for item in items])
    )
    return {row.file_id or "": row for row in rows}
