from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from assessment.caseload_table import table_of
from assessment.promise import Promises
from assessment.selectors.caseload import (
    SORTS,
    CaseloadRow,
    in_order,
    narrowed,
    qualifications_of,
    summary,
    views_of,
)
from assessment.selectors.caseload import caseload as read_caseload
from centres.csv_files import csv_bytes, download
from centres.models import Role
from centres.permissions import ActorRequest, roles

ASKED = ("view", "q", "qualification", "sort")


@require_safe
@roles(Role.ASSESSOR)
def caseload(request: ActorRequest) -> HttpResponse:
    """The assessor's home: who waits, who is ready, who has gone quiet. Every list of it is an address to keep."""
    promises, asked = Promises(request.actor.centre_id), _asked(request)
    rows = read_caseload(request.actor, promises)
    current = asked["view"] or "all"
    views = [
        {"label": view.label, "count": number, "url": _address(asked, view=view.code), "current": view.code == current}
        for view, number in views_of(rows)
    ]
    context = {
        "rows": _chosen(rows, asked),
        "views": views,
        "asked": asked,
        "sorts": {name: _sort(asked, name) for name in SORTS},
        "export_url": _address(asked, "caseload_export"),
        "qualifications": qualifications_of(rows),
        "summary": summary(rows),
        "days_to_decide": promises.days,
        "trainees": current == "trainees",
        "may_write": current not in ("trainees", "past"),
    }
    return render(request, "assessment/caseload.html", context)


@require_safe
@roles(Role.ASSESSOR)
def export(request: ActorRequest) -> HttpResponse:
    """The list as it is on the page, for a spreadsheet program."""
    rows = _chosen(read_caseload(request.actor), _asked(request))
    return download(csv_bytes(table_of(rows)), "caseload", "csv")


def _asked(request: ActorRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ASKED}


def _chosen(rows: list[CaseloadRow], asked: dict[str, str]) -> list[CaseloadRow]:
    found = narrowed(rows, view=asked["view"], words=asked["q"], qualification=asked["qualification"])
    return in_order(found, asked["sort"])


def _address(asked: dict[str, str], name: str = "caseload", **other: str) -> str:
    said = {key: value for key, value in (asked | other).items() if value and (key, value) != ("view", "all")}
    return reverse(name) + (f"?{urlencode(said)}" if said else "")


def _sort(asked: dict[str, str], name: str) -> dict[str, Any]:
    """The heading's link: by this column, or the other way round where it is by this one already."""
    current = asked["sort"] or "waiting"
    directions = {name: "ascending", f"-{name}": "descending"}
    turned = f"-{name}" if current == name else name
    return {"url": _address(asked, sort=turned), "direction": directions.get(current, "")}
