from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.forms import HandbookForm
from units.handbook_copies import Document, open_document
from units.handbooks import ReadUnit
from units.models import HandbookImport
from units.models.handbook import Severity
from units.services.draft_from_handbook import draft_from_handbook
from units.services.import_handbook import import_handbook as store
from units.services.preview_handbook import HandbookPreview
from units.services.preview_handbook import preview_handbook as read

KEPT_SECONDS = 3600  # between the preview and the decision; in the cache, which all web processes share
GRAVEST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


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
    """What was read. Its words are imported where they fit; units that do not are used as printed by ticking them."""
    document: Document | None = cache.get(_key(request, sha256))
    done = HandbookImport.objects.visible_to(request.actor).filter(sha256=sha256).first()
    if document is None or done is not None:
        return _without_file(request, done)
    blockers: list[Blocker] = []
    if request.method == "POST":
        try:
            return _as_printed(request, document) if "as_printed" in request.POST else _import(request, document)
        except Refused as refusal:
            blockers = refusal.blockers
    context = _preview_context(read(actor=request.actor, document=document))
    context |= {"blockers": blockers, "ticked": request.POST.getlist("unit")}
    return render(request, "units/preview_handbook.html", context, status=409 if blockers else 200)


def _import(request: ActorRequest, document: Document) -> HttpResponse:
    handbook = store(actor=request.actor, document=document)
    cache.delete(_key(request, document.sha256))
    said = f"{handbook.criteria_read} criteria have their official wording now."
    messages.success(request, said if handbook.criteria_read else f"{handbook.title}: compared with the catalogue.")
    return redirect(_register(handbook))


def _as_printed(request: ActorRequest, document: Document) -> HttpResponse:
    """The file stays at hand: its other units may still be imported."""
    drafts = draft_from_handbook(actor=request.actor, document=document, codes=request.POST.getlist("unit"))
    for draft in drafts[1:]:
        messages.info(request, f"Another draft was made, for {draft.title}.")
    return redirect("draft", drafts[0].pk)


def _without_file(request: ActorRequest, done: HandbookImport | None) -> HttpResponse:
    """A second press, or a preview that has grown old: the result of the first, or the way to begin again."""
    if done is not None:
        messages.info(request, f"This file was imported on {done.imported_at:%-d %B %Y}. Nothing was changed.")
        return redirect(_register(done))
    messages.warning(request, "This preview is more than an hour old. Choose the file again. Nothing was changed.")
    return redirect("import_handbook")


def _register(handbook: HandbookImport) -> str:
    return f"{reverse('corrections')}?document={handbook.pk}"


def _key(request: ActorRequest, sha256: str) -> str:
    return f"handbook:{request.actor.centre_id}:{sha256}"


def _preview_context(preview: HandbookPreview) -> dict[str, Any]:
    copy = preview.copy
    told = [issue for issue in copy.issues if not copy.other_edition or issue.severity != Severity.ERROR.value]
    issues = sorted(told, key=lambda issue: GRAVEST_FIRST[Severity(issue.severity)])
    counts = {severity.value: sum(issue.severity == severity for issue in issues) for severity in Severity}
    reasons: dict[str, list[str]] = {}
    for issue in copy.read.contradictions:
        reasons.setdefault(issue.subject, []).append(issue.reason)
    return {
        "preview": preview,
        "copy": copy,
        "units": [_row(unit, [issue.subject for issue in issues]) for unit in copy.read.units],
        "contradicting": [(unit, reasons.get(unit.code, [])) for unit in copy.contradicting],
        "counts": counts,
        "issues": issues,
        "to_look_at": [issue for issue in issues if issue.severity != Severity.INFO.value],
        "repairs": [issue for issue in issues if issue.severity == Severity.INFO.value],
        "editions": sorted({row.version for row in copy.specifications}),
    }


def _row(unit: ReadUnit, subjects: list[str]) -> dict[str, Any]:
    criteria = sum(len(outcome.criteria) for outcome in unit.outcomes)
    return {
        "unit": unit,
        "outcomes": len(unit.outcomes),
        "criteria": criteria,
        "corrections": subjects.count(unit.code),
    }
