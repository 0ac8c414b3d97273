from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from claims.selectors.claims_list import GROUPS, open_rows


@roles(Role.ADMIN, Role.IQA, Role.EQA)
@require_safe
def claims(request: ActorRequest) -> HttpResponse:
    """Everybody who is registered, by what stops their claim."""
    rows = open_rows(request.actor)
    view = request.GET.get("view", "")
    counts = {name: sum(row.group == name for row in rows) for name in GROUPS}
    views = [{"label": "All", "url": "?", "count": len(rows), "current": view not in GROUPS}] + [
        {"label": label, "url": f"?view={name}", "count": counts[name], "current": name == view}
        for name, label in GROUPS.items()
    ]
    shown = [row for row in rows if row.group == view] if view in GROUPS else rows
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    context = {"page": page, "views": views, "view": view, "counts": counts}
    return render(request, "claims/claims.html", context)
