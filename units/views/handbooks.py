from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.forms import HandbookForm
from units.handbook_copies import open_document
from units.models import HandbookImport, QualityIssue
from units.models.handbook import Severity
from units.services.accept_information import accept_information as accept_all
from units.services.accept_issue import accept_issue as accept
from units.services.import_handbook import import_handbook as store
from units.services.preview_handbook import HandbookPreview
from units.services.preview_handbook import preview_handbook as read

KEPT_SECONDS = 3600  # between the preview and the decision; in the cache, which all web processes share
GRAVEST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
VIEWS = {
    "open": ("To look at", Q(accepted_at=None) & ~Q(severity=Severity.INFO)),
    "information": ("For information", Q(accepted_at=None, severity=Severity.INFO)),
    "accepted": ("Accepted", Q(accepted_at__isnull=False)),
    "all": ("All", Q()),
}


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def import_handbook(request: ActorRequest) -> HttpResponse:
    """Takes the file, and shows what would be read of it before anything is stored."""
    form = HandbookForm(request.POST or None, request.FILES or None)
    blockers: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            opened = open_document(document.name, document.read())
            read(actor=request.actor, document=opened)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            cache.set(_key(request, opened.sha256), opened, KEPT_SECONDS)
            return redirect("preview_handbook", opened.sha256)
    earlier = HandbookImport.objects.visible_to(request.actor)
    context = {"form": form, "blockers": blockers, "earlier": earlier}
    return render(request, "units/import_handbook.html", context, status=409 if blockers else 200)


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def preview_handbook(request: ActorRequest, sha256: str) -> HttpResponse:
    kept = cache.get(_key(request, sha256))
    done = HandbookImport.objects.visible_to(request.actor).filter(sha256=sha256).first()
    if kept is None or done is not None:
        return _without_file(request, done)
    if request.method == "POST":
        handbook = store(actor=request.actor, document=kept)
        cache.delete(_key(request, sha256))
        messages.success(request, f"{handbook.criteria_read} criteria have their official wording now.")
        return redirect("handbook", handbook.pk)
    preview = read(actor=request.actor, document=kept)
    return render(request, "units/preview_handbook.html", _preview_context(preview))


def _without_file(request: ActorRequest, done: HandbookImport | None) -> HttpResponse:
    """A second press, or a preview that has grown old: the result of the first, or the way to begin again."""
    if done is not None:
        messages.info(request, f"This file was imported on {done.imported_at:%-d %B %Y}. Nothing was changed.")
        return redirect("handbook", done.pk)
    messages.warning(request, "This preview is more than an hour old. Choose the file again. Nothing was changed.")
    return redirect("import_handbook")


def _key(request: ActorRequest, sha256: str) -> str:
    return f"handbook:{request.actor.centre_id}:{sha256}"


def _preview_context(preview: HandbookPreview) -> dict[str, Any]:
    copy = preview.copy
    issues = sorted(copy.issues, key=lambda issue: GRAVEST_FIRST[Severity(issue.severity)])
    by_subject: dict[str, int] = {}
    for issue in issues:
        by_subject[issue.subject] = by_subject.get(issue.subject, 0) + 1
    units = [
        {
            "unit": unit,
            "outcomes": len(unit.outcomes),
            "criteria": sum(len(outcome.criteria) for outcome in unit.outcomes),
            "corrections": by_subject.get(unit.code, 0),
        }
        for unit in copy.read.units
    ]
    counts = {severity.value: sum(issue.severity == severity for issue in issues) for severity in Severity}
    to_look_at = [issue for issue in issues if issue.severity != Severity.INFO.value]
    repairs = [issue for issue in issues if issue.severity == Severity.INFO.value]
    lists = {"issues": issues, "to_look_at": to_look_at, "repairs": repairs}
    return {"preview": preview, "copy": copy, "units": units, "counts": counts, **lists}


@roles(Role.ADMIN, Role.IQA)
@require_safe
def handbook(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The register of what is stored otherwise than it is printed."""
    imports = HandbookImport.objects.visible_to(request.actor)
    row = get_object_or_404(imports.select_related("imported_by__user"), pk=pk)
    chosen = request.GET.get("view", "")
    chosen = chosen if chosen in VIEWS else "open"
    counts = row.issues.order_by().aggregate(**{name: Count("pk", filter=q) for name, (_, q) in VIEWS.items()})
    issues = row.issues.filter(VIEWS[chosen][1]).select_related("accepted_by__user")
    context = {
        "handbook": row,
        "page": Paginator(issues, 50).get_page(request.GET.get("page")),
        "views": [
            {"label": label, "url": f"?view={name}", "count": counts[name], "current": name == chosen}
            for name, (label, _) in VIEWS.items()
        ],
        "chosen": chosen,
        "counts": counts,
    }
    return render(request, "units/handbook.html", context)


@roles(Role.ADMIN, Role.IQA)
@require_POST
def accept_issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    issue = get_object_or_404(QualityIssue.objects.visible_to(request.actor), pk=pk)
    issue = accept(actor=request.actor, issue=issue)
    messages.success(request, f"Line {issue.line}, {issue.subject}: accepted.")
    return _back(request, issue.handbook_id)


@roles(Role.ADMIN, Role.IQA)
@require_POST
def accept_information(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(HandbookImport.objects.visible_to(request.actor), pk=pk)
    number = accept_all(actor=request.actor, handbook=row)
    messages.success(request, f"{number} corrections for information are accepted.")
    return _back(request, row.pk)


def _back(request: ActorRequest, handbook: UUID) -> HttpResponse:
    view = request.POST.get("view", "")
    return redirect(f"{reverse('handbook', args=[handbook])}?view={view if view in VIEWS else 'open'}")
