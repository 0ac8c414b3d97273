"""The planner: for a candidate about themself, for staff about a candidate."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from centres.templatetags._words import counted
from portfolio.gates import plan_gate
from portfolio.models import Aim, Registration
from portfolio.selectors.plan import PlanPage, Wishes, plan_page, saved_by_hand
from portfolio.selectors.planned import newest_plan
from portfolio.selectors.registrations import own_registration, with_people
from portfolio.services.save_plan import save_plan
from units.models import Unit

PLANNERS = (Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def my_plan(request: ActorRequest) -> HttpResponse:
    return _plan(request, own_registration(request), "my_units")


@roles(Role.ASSESSOR, Role.ADMIN, Role.IQA)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_for(request: ActorRequest, pk: UUID) -> HttpResponse:
    """An IQA looks; the use case refuses them."""
    registration = get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)
    return _plan(request, registration, "candidate", registration.pk)


def wishes_of(data: QueryDict) -> Wishes:
    """What an address or a form asks. "ticked" says that no unit at all is meant, where none is named."""
    wants = [want.partition("-") for want in data.getlist("want")]
    by = data.get("by", "")
    return Wishes(
        Aim(by) if by in Aim.values else Aim.CREDITS,
        frozenset(code for word, _, code in wants if word == "keep"),
        frozenset(code for word, _, code in wants if word == "leave"),
        frozenset(data.getlist("unit")) if "unit" in data or "ticked" in data else None,
    )


def _plan(request: ActorRequest, registration: Registration, then: str, *where: UUID) -> HttpResponse:
    wishes = wishes_of(request.POST if request.method == "POST" else request.GET)
    refused: list[Blocker] = []
    if request.method == "POST":
        try:
            units = _units(registration, request.POST.getlist("unit"))
            plan = save_plan(actor=request.actor, registration=registration, units=units, aim=wishes.by)
        except Refused as refusal:
            if refusal.is_about_the_actor:
                raise
            refused = refusal.blockers
        else:
            messages.success(request, f"The unit plan is saved: {counted(len(plan.codes), 'unit')} to do.")
            return redirect(then, *where)
    return _page(request, registration, plan_page(registration, wishes), refused)


def _page(request: ActorRequest, registration: Registration, page: PlanPage, refused: list[Blocker]) -> HttpResponse:
    saved = newest_plan(registration)
    context = {
        "registration": registration,
        "page": page,
        "saved": saved,
        "saved_url": saved_by_hand(saved) if saved else "",
        "may_save": request.actor.role in PLANNERS,
        "refused": refused,
        "blockers": _stopping(request, registration, page),
    }
    answer = render(request, "portfolio/plan.html", context, status=409 if refused else 200)
    answer["HX-Replace-Url"] = request.path + page.wishes.address()  # without the wishes that are none
    return answer


def _stopping(request: ActorRequest, registration: Registration, page: PlanPage) -> list[Blocker]:
    """What stops the plan on show from being saved."""
    if page.way is None or not page.way.places or request.actor.role not in PLANNERS:
        return []
    units = [place.unit for place in page.way.places]
    asked: dict[str, Any] = {"registration": registration, "choosing": page.planning.choosing}
    return plan_gate.blockers(actor=request.actor, units=units, **asked)


def _units(registration: Registration, codes: list[str]) -> list[Unit]:
    """Those of the edition that a form names; the database is not asked for what a mangled one may say."""
    wanted = set(codes)
    return [
        unit for unit in Unit.objects.filter(places__specification=registration.specification_id) if unit.code in wanted
    ]
