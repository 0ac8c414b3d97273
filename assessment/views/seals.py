from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessment.models import RecordCheck
from assessment.selectors.seals import UnitSeals, last_check, unit_summaries
from assessment.services.ask_for_check import ask_for_check
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration, UnitEnrolment

READERS = (Role.ADMIN, Role.IQA, Role.EQA)


@roles(*READERS)
@require_safe
def seals(request: ActorRequest) -> HttpResponse:
    """The checks there were, the newest first; from here one of everything is asked for."""
    parts = ("asked_by__user", "registration__candidate", "enrolment__unit", "enrolment__registration__candidate")
    rows = RecordCheck.objects.visible_to(request.actor).with_failure().select_related(*parts)
    page = Paginator(rows.defer("differences"), 25).get_page(request.GET.get("page"))
    return render(request, "assessment/seals.html", {"page": page})


@roles(*READERS)
@require_safe
def unit_seals(request: ActorRequest, pk: UUID) -> HttpResponse:
    enrolment = _enrolment(request, pk)
    check = last_check(request.actor, enrolment=enrolment)
    context = {"enrolment": enrolment, "seals": UnitSeals(enrolment), "check": check}
    return render(request, "assessment/unit_seals.html", context)


@roles(*READERS)
@require_safe
def candidate_seals(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = UnitEnrolment.objects.visible_to(request.actor).filter(registration=pk).order_by("unit__code")
    units = list(rows.select_related("unit", "registration__candidate"))
    registration = units[0].registration if units else _registration(request, pk)
    lines = unit_summaries(units)
    context = {
        "registration": registration,
        "lines": lines,
        "acts": sum(line.acts for line in lines),
        "found": sum(len(line.differences) for line in lines),
        "check": last_check(request.actor, registration=registration),
    }
    return render(request, "assessment/candidate_seals.html", context)


@roles(*READERS)
@require_POST
def check_seals(request: ActorRequest) -> HttpResponse:
    return redirect("seal_check", ask_for_check(actor=request.actor).pk)


@roles(*READERS)
@require_POST
def check_unit_seals(request: ActorRequest, pk: UUID) -> HttpResponse:
    check = ask_for_check(actor=request.actor, enrolment=_enrolment(request, pk))
    return redirect("seal_check", check.pk)


@roles(*READERS)
@require_POST
def check_candidate_seals(request: ActorRequest, pk: UUID) -> HttpResponse:
    check = ask_for_check(actor=request.actor, registration=_registration(request, pk))
    return redirect("seal_check", check.pk)


@roles(*READERS)
@require_safe
def seal_check(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A check and what it found; for HTMX only the part that changes while it runs."""
    parts = ("asked_by__user", "registration__candidate", "enrolment__unit", "enrolment__registration__candidate")
    rows = RecordCheck.objects.visible_to(request.actor).with_failure().select_related(*parts)
    check = get_object_or_404(rows, pk=pk)
    page = "assessment/_seal_check.html" if request.headers.get("HX-Request") else "assessment/seal_check.html"
    return render(request, page, {"check": check})


def _enrolment(request: ActorRequest, pk: UUID) -> UnitEnrolment:
    rows = UnitEnrolment.objects.visible_to(request.actor).select_related("unit", "registration__candidate")
    return get_object_or_404(rows, pk=pk)


def _registration(request: ActorRequest, pk: UUID) -> Registration:
    rows = Registration.objects.visible_to(request.actor).select_related("candidate")
    return get_object_or_404(rows, pk=pk)
