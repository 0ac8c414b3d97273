from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.conflict_forms import DeclareForm, EndConflictForm, MitigateForm
from portfolio.models import ConflictOfInterest, Registration
from portfolio.services.declare_conflict import declare_conflict as declare
from portfolio.services.end_conflict import end_conflict as end
from portfolio.services.mitigate_conflict import mitigate_conflict as mitigate

READERS = (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA)
DECLARERS = (Role.ADMIN, Role.ASSESSOR, Role.IQA)


def _rows(request: ActorRequest) -> Any:
    parts = ("person__user", "candidate", "declared_by__user", "ending__ended_by__user")
    rows = ConflictOfInterest.objects.visible_to(request.actor).select_related(*parts)
    return rows.prefetch_related("mitigations__iqa__user", "mitigations__recorded_by__user")


@roles(*READERS)
@require_safe
def conflicts(request: ActorRequest) -> HttpResponse:
    page = Paginator(_rows(request), 50).get_page(request.GET.get("page"))
    holding = ConflictOfInterest.objects.visible_to(request.actor).on().count()
    context = {"page": page, "holding": holding, "today": timezone.localdate()}
    return render(request, "portfolio/conflicts.html", context)


@roles(*DECLARERS)
@require_http_methods(["GET", "HEAD", "POST"])
def declare_conflict(request: ActorRequest) -> HttpResponse:
    form = DeclareForm(request.POST or None, actor=request.actor, initial=_asked(request))
    blockers: Sequence[Blocker] = ()
    if request.method == "POST" and form.is_valid():
        try:
            conflict = declare(actor=request.actor, **form.facts())
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"Declared: {conflict}. From now on they have no part in this candidate's work.")
            return redirect("conflict", conflict.pk)
    context = {"form": form, "blockers": blockers}
    return render(request, "portfolio/declare_conflict.html", context, status=409 if blockers else 200)


def _asked(request: ActorRequest) -> dict[str, Any]:
    """From a candidate's page: whom it is about."""
    known = Registration.objects.visible_to(request.actor).filter(number=request.GET.get("candidate", ""))
    found = known.first()
    return {"candidate": found.number} if found else {}


@roles(*READERS)
@require_safe
def conflict(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(_rows(request), pk=pk))


def _page(
    request: ActorRequest, row: ConflictOfInterest, blockers: Sequence[Blocker] = (), **forms: Any
) -> HttpResponse:
    holds = row.last_day is None or row.last_day >= timezone.localdate()
    decides = request.actor.role == Role.ADMIN and holds and row.person.user_id != request.actor.user_id
    context = {
        "conflict": row,
        "holds": holds,
        "decides": decides,
        "blockers": blockers,
        "ending": EndConflictForm(action=reverse("end_conflict", args=[row.pk])),
        "mitigating": MitigateForm(conflict=row, action=reverse("mitigate_conflict", args=[row.pk])),
        **forms,
    }
    status = 409 if blockers or forms else 200
    return render(request, "portfolio/conflict.html", context, status=status)


@roles(Role.ADMIN)
@require_POST
def end_conflict(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_rows(request), pk=pk)
    form = EndConflictForm(request.POST, action=request.path)
    if not form.is_valid():
        return _page(request, row, ending=form, opened="end")
    try:
        end(actor=request.actor, conflict=row, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, row, refusal.blockers, ending=form)
    messages.success(request, f"{row}: it holds until the end of today.")
    return redirect("conflict", row.pk)


@roles(Role.ADMIN)
@require_POST
def mitigate_conflict(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_rows(request), pk=pk)
    form = MitigateForm(request.POST, conflict=row, action=request.path)
    if not form.is_valid():
        return _page(request, row, mitigating=form, opened="mitigate")
    try:
        made = mitigate(actor=request.actor, conflict=row, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, row, refusal.blockers, mitigating=form)
    messages.success(
        request, f"{row.person.name} may assess {row.candidate.name}; {made.iqa.name} sees every sign-off."
    )
    return redirect("conflict", row.pk)
