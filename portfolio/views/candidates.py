from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio import panels
from portfolio.forms import AssessorForm, CandidateFilter, RegisterForm
from portfolio.models import Evidence, Registration
from portfolio.selectors.candidates import candidate_list
from portfolio.selectors.editions import on_an_earlier_edition, other_editions
from portfolio.selectors.planned import plan_standing
from portfolio.selectors.registrations import with_people
from portfolio.selectors.units import signed_off, unit_lines
from portfolio.services.change_assessor import change_assessor as change
from portfolio.services.register_candidate import register_candidate as register
from portfolio.states import RegistrationState

EARLIER = "earlier"  # the view of those who are still on an earlier edition
STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)


@roles(Role.IQA, Role.ADMIN, Role.EQA)
@require_safe
def candidates(request: ActorRequest) -> HttpResponse:
    form = CandidateFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "view": ""}
    words, earlier = asked["q"].strip(), asked["view"] == EARLIER
    rows = candidate_list(request.actor, words)
    behind = on_an_earlier_edition(rows, request.actor)
    page = Paginator(behind if earlier else rows, 50).get_page(request.GET.get("page"))
    counts = [page.paginator.count, (rows if earlier else behind).count()]
    views = _views(*(reversed(counts) if earlier else counts), earlier=earlier)
    context = {"page": page, "form": form, "words": words, "views": views, "earlier": earlier}
    return render(request, "portfolio/candidates.html", context)


def _views(everybody: int, behind: int, *, earlier: bool) -> list[dict[str, Any]]:
    """None while all are on the newest edition."""
    views = [
        {"label": "All", "url": "?", "count": everybody, "current": not earlier},
        {"label": "On an earlier edition", "url": f"?view={EARLIER}", "count": behind, "current": earlier},
    ]
    return views if behind or earlier else []


@roles(*STAFF)
@require_safe
def candidate(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _candidate_page(request, _registration(request, pk))


def _registration(request: ActorRequest, pk: UUID) -> Registration:
    return get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)


def _candidate_page(
    request: ActorRequest,
    registration: Registration,
    form: AssessorForm | None = None,
    blockers: Sequence[Blocker] = (),
) -> HttpResponse:
    lines: list[Any] = unit_lines(registration)
    for line in lines:
        line.enrolment.registration = registration
        line.url = panels.unit_page(request.actor, line.enrolment)
    submitted = Evidence.objects.visible_to(request.actor).filter(registration=registration)
    context = {
        "registration": registration,
        "lines": lines,
        "award": signed_off(registration, lines),
        "standing": plan_standing(registration, lines) if request.actor.role != Role.EQA else None,
        "evidence": Paginator(submitted.select_related("file"), 25).get_page(request.GET.get("page")),
        "panels": panels.registration_panels(request.actor, registration),
        "actions": panels.registration_actions(request.actor, registration),
        "may_choose": request.actor.role in (Role.ASSESSOR, Role.ADMIN),
        "editions": other_editions(registration) if request.actor.role == Role.ADMIN else [],
        "assessor_form": form or _assessor_form(request, registration),
        "opened": form is not None,
        "blockers": blockers,
    }
    return render(request, "portfolio/candidate.html", context, status=409 if blockers else 200)


def _assessor_form(request: ActorRequest, registration: Registration) -> AssessorForm | None:
    """For an admin, while there is something to assess."""
    if request.actor.role != Role.ADMIN or registration.state != RegistrationState.ACTIVE:
        return None
    return AssessorForm(actor=request.actor, registration=registration)


@roles(Role.ADMIN)
@require_POST
def change_assessor(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = _registration(request, pk)
    form = AssessorForm(request.POST, actor=request.actor, registration=registration)
    if not form.is_valid():
        return _candidate_page(request, registration, form)
    try:
        changed = change(actor=request.actor, registration=registration, **form.cleaned_data)
    except Refused as refusal:
        return _candidate_page(request, registration, form, refusal.blockers)
    messages.success(request, f"{changed.candidate}'s assessor is {changed.assessor.name} from now on.")
    return redirect("candidate", registration.pk)


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def register_candidate(request: ActorRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None, actor=request.actor)
    blockers: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        try:
            registration = register(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{registration.candidate} is registered under {registration.number}.")
            return redirect("candidate", registration.pk)
    context = {"form": form, "blockers": blockers}
    return render(request, "portfolio/register_candidate.html", context, status=409 if blockers else 200)
