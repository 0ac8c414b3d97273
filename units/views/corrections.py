"""The register of corrections: everything stored otherwise than printed, for an admin or IQA to work through."""

from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.forms import CorrectionsForm
from units.models import HandbookImport, QualityIssue
from units.models.handbook import Severity
from units.services.accept_information import accept_information as accept_all
from units.services.accept_issue import accept_issue as accept

VIEWS = {
    "open": ("To look at", Q(accepted_at=None) & ~Q(severity=Severity.INFO)),
    "information": ("For information", Q(accepted_at=None, severity=Severity.INFO)),
    "accepted": ("Accepted", Q(accepted_at__isnull=False)),
    "all": ("All", Q()),
}
KEPT = ("document", "q", "view", "page")  # of the address, when a line was accepted


@roles(Role.ADMIN, Role.IQA)
@require_safe
def corrections(request: ActorRequest) -> HttpResponse:
    """Of all the centre's documents, or of one; document by document, in the order of the lines."""
    form = CorrectionsForm(request.GET, actor=request.actor)
    issues = form.narrowed(QualityIssue.objects.visible_to(request.actor))
    chosen = request.GET.get("view", "")
    chosen = chosen if chosen in VIEWS else "open"
    counts = issues.order_by().aggregate(**{name: Count("pk", filter=q) for name, (_, q) in VIEWS.items()})
    rows = issues.filter(VIEWS[chosen][1]).select_related("handbook", "accepted_by__user")
    context = {
        "form": form,
        "handbook": form.handbook,
        "documents": HandbookImport.objects.visible_to(request.actor).count(),
        "page": Paginator(_in_order(rows), 50).get_page(request.GET.get("page")),
        "views": _views(request, counts, chosen),
        "chosen": chosen,
        "counts": counts,
        "back": urlencode({name: request.GET[name] for name in KEPT if name in request.GET}),
        "query": _query(request, view=chosen),
    }
    return render(request, "units/corrections.html", context)


def _in_order(rows: QuerySet[QualityIssue]) -> QuerySet[QualityIssue]:
    return rows.order_by("handbook__title", "handbook", "line", "id")


def _views(request: HttpRequest, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?{_query(request, view=name)}", "count": counts[name], "current": name == chosen}
        for name, (label, _) in VIEWS.items()
    ]


def _query(request: HttpRequest, **changes: str) -> str:
    kept = {name: request.GET[name] for name in ("document", "q") if request.GET.get(name)}
    return urlencode(kept | changes)


@roles(Role.ADMIN, Role.IQA)
@require_POST
def accept_issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    issue = get_object_or_404(QualityIssue.objects.visible_to(request.actor), pk=pk)
    issue = accept(actor=request.actor, issue=issue)
    messages.success(request, f"{issue.subject}, line {issue.line}: accepted.")
    return _back(request)


@roles(Role.ADMIN, Role.IQA)
@require_POST
def accept_information(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(HandbookImport.objects.visible_to(request.actor), pk=pk)
    number = accept_all(actor=request.actor, handbook=row)
    messages.success(request, f"{number} corrections for information are accepted.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the same list, whatever else the field says."""
    asked = parse_qs(request.POST.get("back", "")[:500])
    query = urlencode({name: asked[name][0] for name in KEPT if name in asked})
    return redirect(f"{reverse('corrections')}?{query}" if query else "corrections")
