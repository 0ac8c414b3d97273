from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from claims.selectors.claims_list import GROUPS, ClaimsList


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
