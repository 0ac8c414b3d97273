"""An assessor's record made on the spot: observation, discussion, questions, or something seen in place."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.arrangements import shown_for
from assessment.record_form import RecordForm
from assessment.services.make_record import make_record
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.models.base import uuid7
from centres.permissions import ActorRequest, roles
from portfolio import kinds
from portfolio.kinds import Kind
from portfolio.models import Evidence, Registration
from portfolio.selectors.drafting import ticks
from portfolio.selectors.registrations import with_people
from portfolio.services.store_upload import tidy
from portfolio.services.write_evidence import place_of
from portfolio.vault import store_stream


@roles(Role.ASSESSOR)
@require_safe
def choose_record(request: ActorRequest, pk: UUID) -> HttpResponse:
    offered = [{"kind": kind, "label": Kind(kind).label, "shape": kinds.SHAPES[kind]} for kind in _kinds()]
    context = {"registration": _registration(request, pk), "offered": offered}
    return render(request, "assessment/choose_record.html", context)


@roles(Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: ActorRequest, pk: UUID, kind: str) -> HttpResponse:
    registration = _registration(request, pk)
    if kind not in _kinds():
        raise Http404
    if request.method != "POST":
        form = RecordForm(
            initial={"key": uuid7(), "done_on": timezone.localdate()}, registration=registration, kind=kind
        )
        return _page(request, registration, form)
    form = RecordForm(request.POST, request.FILES, registration=registration, kind=kind)
    if not form.is_valid():
        return _page(request, registration, form, [])
    try:
        item = _make(request, registration, form)
    except Refused as refusal:
        return _page(request, registration, form, refusal.blockers)
    messages.success(request, f"{item} is signed and in {registration.candidate.name}'s evidence.")
    return redirect("evidence", item.pk)


def _kinds() -> list[str]:
    return kinds.made_by(kinds.ASSESSOR)


def _registration(request: ActorRequest, pk: UUID) -> Registration:
    found: Registration = get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)
    return found


def _make(request: ActorRequest, registration: Registration, form: RecordForm) -> Evidence:
    """The recording first, and outside the transaction: a lock on the database must not wait for a disk."""
    upload = form.cleaned_data["recording"]
    name = tidy(upload.name) if upload else ""
    stored = store_stream(upload, name=name, limit=settings.MAX_UPLOAD_BYTES) if upload else None
    return make_record(
        actor=request.actor,
        registration=registration,
        key=form.made,
        said=form.said(),
        progress=list(form.cleaned_data["criteria"]),
        recording=stored,
        recording_name=name,
        draft_mark=request.POST.get("draft_mark", ""),
    )


def _page(
    request: ActorRequest, registration: Registration, form: RecordForm, refused: list[Blocker] | None = None
) -> HttpResponse:
    ticked = {str(value) for value in form["criteria"].value() or []} if form.is_bound else set()
    context: dict[str, Any] = {
        "registration": registration,
        "form": form,
        "label": Kind(form.kind).label,
        "use": kinds.SHAPES[form.kind].use,
        "place": place_of(form.kind, registration),
        "refused": refused,
        "today": timezone.localdate(),
        "opened": request.GET.get("unit", ""),
        "arrangements": shown_for(request.actor, registration),
        **ticks(registration, ticked),
    }
    return render(request, "assessment/record.html", context, status=200 if refused is None else 409)
