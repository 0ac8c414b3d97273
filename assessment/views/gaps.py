"""The gap view: what is still needed, criterion by criterion, for the candidate and for their staff."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from assessment.gaps_table import table_of
from assessment.selectors.gaps import GapView
from assessment.views.tasks import STAFF, registration_of
from centres.csv_files import csv_bytes, download
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration
from portfolio.selectors.registrations import own_registration
from portfolio.states import RegistrationState

ASKED = ("view", "unit", "open", "at")


@roles(Role.CANDIDATE)
@require_safe
def my_gaps(request: ActorRequest) -> HttpResponse:
    return _page(request, own_registration(request), reverse("my_gaps"), reverse("plan_my_task"))


@roles(*STAFF)
@require_safe
def gaps_of(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = registration_of(request, pk)
    plans = request.actor.role == Role.ASSESSOR
    return _page(
        request, registration, reverse("gaps_of", args=[pk]), reverse("plan_task_for", args=[pk]) if plans else ""
    )


def _page(request: ActorRequest, registration: Registration, url: str, plan_url: str) -> HttpResponse:
    """`?format=csv`: the same list as a file. `?view=`, `?unit=` narrow it; `?open=all` unfolds every unit.

    `?part=`: the criteria of one unit alone, for a page that has unfolded it.
    """
    asked = {name: request.GET.get(name, "") for name in ASKED}
    kept = {name: asked[name] for name in ("view", "unit")}
    part = request.GET.get("part", "")
    asked["unit"] = part or asked["unit"]
    gaps = GapView(request.actor, registration, asked)
    if request.GET.get("format") == "csv":
        return download(csv_bytes(table_of(gaps)), "gaps", "csv")
    context = {
        "registration": registration,
        "gaps": gaps,
        "asked": asked,
        "views": [_view(url, kept, view.code, view.label, number, gaps.view.code) for view, number in gaps.views],
        "plan_url": plan_url if registration.state == RegistrationState.ACTIVE else "",
        "kept": urlencode({name: value for name, value in kept.items() if value}),
        "csv_url": address(url, kept, format="csv"),
        "open_url": address(url, kept, open="all"),
        "here": url,
    }
    if part:
        unit = next(iter(gaps.units), None)
        return render(request, "assessment/_gap_rows.html", context | {"unit": unit})
    return render(request, "assessment/gaps.html", context)


def _view(url: str, kept: dict[str, str], code: str, label: str, count: int, current: str) -> dict[str, Any]:
    return {"label": label, "count": count, "url": address(url, kept, view=code), "current": code == current}


def address(url: str, kept: dict[str, str], **other: str) -> str:
    said = {name: value for name, value in (kept | other).items() if value}
    return f"{url}?{urlencode(said)}" if said else url
