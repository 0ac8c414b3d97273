from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from centres.recall import remember, together
from portfolio import panels
from portfolio.models import Registration, UnitEnrolment
from portfolio.selectors.choice import choice
from portfolio.selectors.evidence import links_by_criterion
from portfolio.selectors.planned import plan_standing
from portfolio.selectors.registrations import own_registration, with_people
from portfolio.selectors.units import covered_by_whole, signed_off, unit_line, unit_lines
from portfolio.services.choose_units import choose_units as choose
from portfolio.services.drop_unit import drop_unit as drop
from units.models import Unit


@roles(Role.CANDIDATE)
@require_safe
def my_units(request: ActorRequest) -> HttpResponse:
    registration = own_registration(request)
    lines = unit_lines(registration, drafts=True)
    context = {
        "registration": registration,
        "lines": lines,
        "award": signed_off(registration, lines),
        "standing": plan_standing(registration, lines),
    }
    return render(request, "portfolio/my_units.html", context)


@roles(Role.CANDIDATE)
@require_safe
def my_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Every criterion with where it stands, what was put forward for it and what the assessor said."""
    visible = UnitEnrolment.objects.visible_to(request.actor)
    parts = ("assessor__user", "candidate__membership__user", "specification")
    rows = visible.select_related("unit", *(f"registration__{part}" for part in parts))
    enrolment = get_object_or_404(rows, pk=pk)
    together([enrolment])
    context = {
        "enrolment": enrolment,
        "line": unit_line(enrolment, drafts=True),
        "covered": covered_by_whole(enrolment),
        "rows": [] if enrolment.whole else _criteria(request, enrolment),
        "panels": panels.unit_panels(request.actor, enrolment),
    }
    return render(request, "portfolio/my_unit.html", context)


def _criteria(request: ActorRequest, enrolment: UnitEnrolment) -> list[Any]:
    links = links_by_criterion(enrolment)
    notes = panels.criterion_notes(request.actor, enrolment)
    rows: list[Any] = list(enrolment.criteria.in_order().select_related("criterion__outcome"))
    remember([enrolment], "criteria", {enrolment.pk: rows})
    for row in rows:
        row.shown, row.notes = links.get(row.pk, []), notes.get(row.pk, [])
    return rows


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_units(request: ActorRequest) -> HttpResponse:
    return _choose(request, own_registration(request), "my_units")


@roles(Role.ASSESSOR, Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_units_for(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)
    return _choose(request, registration, "candidate", registration.pk)


def _choose(request: ActorRequest, registration: Registration, then: str, *where: UUID) -> HttpResponse:
    ticked = request.POST.getlist("unit") or request.GET.getlist("unit")
    codes = set(ticked) and set(registration.specification.units.values_list("code", flat=True)).intersection(ticked)
    blockers: list[Blocker] = []
    suits = request.POST.getlist("suits")
    if request.method == "POST":
        try:
            units = list(Unit.objects.filter(places__specification=registration.specification_id, code__in=codes))
            found = choose(actor=request.actor, registration=registration, units=units, acknowledged=set(suits))
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{len(found)} {'unit' if len(found) == 1 else 'units'} chosen.")
            return redirect(then, *where)
    context = {
        "registration": registration,
        "choice": choice(registration, codes),
        "blockers": blockers,
        "suits": suits,
    }
    return render(request, "portfolio/choose_units.html", context, status=409 if blockers else 200)


@roles(Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)
@require_POST
def drop_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    enrolment = get_object_or_404(
        UnitEnrolment.objects.visible_to(request.actor).select_related("unit", "registration__candidate"), pk=pk
    )
    drop(actor=request.actor, enrolment=enrolment)
    messages.success(request, f"{enrolment.unit.title} is not chosen any more.")
    if request.actor.role == Role.CANDIDATE:
        return redirect("my_units")
    return redirect("candidate", enrolment.registration_id)
