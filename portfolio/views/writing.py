"""Choosing the kind of evidence, and the pages of the kinds that need no file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.models.base import uuid7
from centres.permissions import ActorRequest, roles
from portfolio import kinds
from portfolio.forms import WriteForm
from portfolio.kinds import Kind
from portfolio.models import Evidence, Registration
from portfolio.selectors.drafting import carried_over, said_of, ticks
from portfolio.selectors.registrations import own_registration
from portfolio.services.set_replaced import set_replaced
from portfolio.services.submit_drafts import submit_drafts
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.services.write_evidence import place_of, write_evidence
from portfolio.states import EvidenceState
from portfolio.views.upload import older_of

WRITTEN = [kind for kind in kinds.made_by(kinds.CANDIDATE) if kinds.file_of(kind, kinds.CANDIDATE) != kinds.NEEDED]


@roles(Role.CANDIDATE)
@require_safe
def add_evidence(request: ActorRequest) -> HttpResponse:
    """Which kind, in everyday words: those with a file lead to the upload, the others to their own page."""
    offered = [
        {"kind": kind, "label": Kind(kind).label, "shape": kinds.SHAPES[kind], "written": kind in WRITTEN}
        for kind in kinds.made_by(kinds.CANDIDATE)
    ]
    context = {"registration": own_registration(request), "offered": offered}
    return render(request, "portfolio/add_evidence.html", context)


@roles(Role.CANDIDATE)
@require_safe
def write(request: ActorRequest, kind: str) -> HttpResponse:
    """A form of its own: what it sends twice is one item."""
    return _page(request, own_registration(request), _known(kind), uuid7())


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def write_batch(request: ActorRequest, kind: str, batch: UUID) -> HttpResponse:
    registration = own_registration(request)
    draft = _draft(registration, batch)
    if draft is not None and draft.state != EvidenceState.DRAFT:
        return redirect("evidence", draft.pk)
    kind = draft.kind if draft else _known(kind)
    if request.method == "POST":
        return _posted(request, registration, kind, batch)
    return _page(request, registration, kind, batch)


def _known(kind: str) -> str:
    if kind not in WRITTEN:
        raise Http404
    return kind


def _draft(registration: Registration, batch: UUID) -> Evidence | None:
    rows = registration.evidence.filter(batch=batch, file=None).select_related("replaces", "registration__candidate")
    found: Evidence | None = rows.exclude(state=EvidenceState.WITHDRAWN).first()
    return found


def _posted(request: ActorRequest, registration: Registration, kind: str, batch: UUID) -> HttpResponse:
    """Whichever button was pressed, what was typed is saved before anything else."""
    form = WriteForm(request.POST, registration=registration, kind=kind)
    if not form.is_valid():
        return _page(request, registration, kind, batch, form)
    older = older_of(request)
    try:
        draft = write_evidence(
            actor=request.actor,
            registration=registration,
            batch=batch,
            title=form.cleaned_data["title"],
            said=form.description(),
            draft_place=place_of(kind, older or registration),
            draft_mark=request.POST.get("draft_mark", ""),
        )
        if older and draft.replaces_id is None:
            draft = set_replaced(actor=request.actor, evidence=draft, older=older)
        return _pressed(request, registration, draft)
    except Refused as refusal:
        return _page(request, registration, kind, batch, form, refusal.blockers)


def _pressed(request: ActorRequest, registration: Registration, draft: Evidence) -> HttpResponse:
    if "submit" in request.POST:
        submit_drafts(actor=request.actor, items=[draft], declared="declared" in request.POST)
        messages.success(request, f"Submitted to {registration.assessor.name}: {draft}.")
        return redirect("evidence", draft.pk)
    if "remove" in request.POST:
        withdraw_evidence(actor=request.actor, evidence=draft, reason="Removed before it was submitted.")
        messages.success(request, f"{draft} is removed.")
        return redirect("my_evidence")
    messages.success(request, "Kept as a draft. Your assessor does not see it yet.")
    return redirect("write_batch", draft.kind, draft.batch)


def _page(
    request: ActorRequest,
    registration: Registration,
    kind: str,
    batch: UUID,
    form: WriteForm | None = None,
    refused: list[Blocker] | None = None,
) -> HttpResponse:
    draft, older = _draft(registration, batch), older_of(request)
    older = draft.replaces if draft and draft.replaces else older
    said = draft or older
    if form is None:
        initial = said_of(said) | {"title": said.title} if said else {}
        form = WriteForm(initial=initial, registration=registration, kind=kind)
    ticked = _ticked(form, draft, older)
    context: dict[str, Any] = {
        "registration": registration,
        "label": Kind(kind).label,
        "use": kinds.SHAPES[kind].use,
        "kind": kind,
        "batch": batch,
        "form": form,
        "draft": draft,
        "place": f"upload:{batch}" if draft else place_of(kind, older or registration),
        "older": older,
        "refused": refused,
        "declared": "declared" in request.POST,
        "opened": request.GET.get("unit", ""),
        **ticks(registration, ticked),
    }
    return render(request, "portfolio/write.html", context, status=409 if refused else 200)


def _ticked(form: WriteForm, draft: Evidence | None, older: Evidence | None) -> set[str]:
    if form.is_bound:
        return {str(value) for value in form["criteria"].value() or []}
    if draft:
        return {str(pk) for pk in draft.links.values_list("progress_id", flat=True)}
    return carried_over(older) if older else set()
