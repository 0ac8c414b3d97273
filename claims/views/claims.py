from collections.abc import Callable, Iterable

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.csv_files import download
from centres.models import Role
from centres.permissions import ActorRequest, roles
from claims.check_records import as_csv, as_json
from claims.selectors.centre_check import Check, check
from claims.selectors.claims_list import GROUPS, ClaimsList, open_registrations

WRITERS: dict[str, tuple[str, Callable[[Iterable[Check]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
}


@roles(Role.ADMIN, Role.IQA, Role.EQA)
@require_safe
def claims(request: ActorRequest) -> HttpResponse:
    """Everybody who is registered, by what stops their claim."""
    everybody = ClaimsList(request.actor)
    view = request.GET.get("view", "")
    counts = {name: everybody.count(name) for name in GROUPS}
    views = [{"label": "All", "url": "?", "count": len(everybody.entries), "current": view not in GROUPS}] + [
        {"label": label, "url": f"?view={name}", "count": counts[name], "current": name == view}
        for name, label in GROUPS.items()
    ]
    shown = [entry for entry in everybody.entries if view not in GROUPS or entry.group == view]
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": everybody.rows(page), "views": views, "view": view, "counts": counts}
    return render(request, "claims/claims.html", context)


@roles(Role.ADMIN, Role.IQA)
@require_safe
def verdicts(request: ActorRequest, kind: str) -> HttpResponse:
    """Everybody who is registered, and what the rule says of them today, as a file."""
    if kind not in WRITERS:
        raise Http404
    content_type, write = WRITERS[kind]
    return download(write(check(open_registrations(request.actor))), "verdicts", kind, content_type)
