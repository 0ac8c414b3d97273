"""Asking a witness, and what the centre does with what they said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.codes import qr_code
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import EVERY_ROLE, ActorRequest, roles
from portfolio.models import Registration, Testimony, WitnessRequest
from portfolio.selectors.registrations import own_registration, with_people
from portfolio.selectors.witnesses import (
    VIEWS,
    asked_before,
    asking_page,
    register,
    register_counts,
    request_page,
    requests_of,
    testimonies,
    visible_requests,
)
from portfolio.services.ask_witness import ask_witness as ask
from portfolio.services.cancel_witness import cancel_witness as cancel
from portfolio.services.check_witness import check_witness as check
from portfolio.services.name_expert import name_expert as name
from portfolio.services.remind_witness import remind_witness as remind
from portfolio.services.share_witness_link import share_witness_link as share
from portfolio.testimony import seal_holds
from portfolio.witness_forms import AskForm, CheckForm, ExpertForm, WitnessFilter
from portfolio.witness_links import address_of

STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)


# Asking ----------------------------------------------------------------------------------------------------------
@roles(Role.CANDIDATE)
@require_safe
def my_witnesses(request: ActorRequest) -> HttpResponse:
    registration = own_registration(request)
    context = {"registration": registration, "rows": requests_of(registration)}
    return render(request, "portfolio/witness/my_witnesses.html", context)


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_witness(request: ActorRequest) -> HttpResponse:
    return _ask(request, own_registration(request))


@roles(Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_witness_for(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _ask(request, get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk))


def _ask(request: ActorRequest, registration: Registration) -> HttpResponse:
    before = asked_before(registration, request.GET.get("again", ""))
    form = AskForm(request.POST or None, actor=request.actor, registration=registration, initial=before)
    blockers: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["key"]
            asked = ask(actor=request.actor, registration=registration, key=key, asked=form.asked())
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            return redirect("witness_request", asked.pk)
    context = asking_page(registration, form, request.GET.get("unit", "")) | {"blockers": blockers}
    return render(request, "portfolio/witness/ask.html", context, status=409 if blockers else 200)


@roles(*EVERY_ROLE)
@require_safe
def witness_request(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _request_page(request, get_object_or_404(visible_requests(request.actor), pk=pk))


def _request_page(request: ActorRequest, asked: WitnessRequest, **more: Any) -> HttpResponse:
    may_ask = request.actor.role in (Role.CANDIDATE, Role.ASSESSOR)
    names_expert = request.actor.role == Role.ASSESSOR and asked.is_open and not asked.is_expert
    context = {
        **request_page(asked),
        "may_ask": may_ask,
        "expert_form": ExpertForm(action=reverse("name_expert", args=[asked.pk])) if names_expert else None,
        **more,
    }
    return render(request, "portfolio/witness/request.html", context, status=409 if more else 200)


@roles(Role.CANDIDATE, Role.ASSESSOR)
@never_cache
@require_POST
def share_witness_link(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The page with the link itself, this once: nobody can read it again, and another can be made at any time."""
    asked = get_object_or_404(visible_requests(request.actor), pk=pk)
    try:
        link = address_of(share(actor=request.actor, request=asked))
    except Refused as refusal:
        return _request_page(request, asked, blockers=refusal.blockers)
    asked.refresh_from_db(fields=["expires_at"])
    context = {"asked": asked, "link": link, "code": qr_code(link, f"Code that opens the page for {asked.name}")}
    return render(request, "portfolio/witness/link.html", context)


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def remind_witness(request: ActorRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(visible_requests(request.actor), pk=pk)
    try:
        asked = remind(actor=request.actor, request=asked)
    except Refused as refusal:
        return _request_page(request, asked, blockers=refusal.blockers)
    messages.success(request, f"{asked.name} gets one mail a day at most. The newest is on its way, or has arrived.")
    return redirect("witness_request", pk)


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def cancel_witness(request: ActorRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(visible_requests(request.actor), pk=pk)
    try:
        cancel(actor=request.actor, request=asked)
    except Refused as refusal:
        return _request_page(request, asked, blockers=refusal.blockers)
    messages.success(request, f"The request to {asked.name} is cancelled. Its links have stopped working.")
    return redirect("witness_request", pk)


@roles(Role.ASSESSOR)
@require_POST
def name_expert(request: ActorRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(visible_requests(request.actor), pk=pk)
    form = ExpertForm(request.POST, action=reverse("name_expert", args=[pk]))
    if not form.is_valid():
        return _request_page(request, asked, expert_form=form)
    try:
        name(actor=request.actor, request=asked, basis=form.cleaned_data["basis"])
    except Refused as refusal:
        return _request_page(request, asked, blockers=refusal.blockers, expert_form=form)
    messages.success(request, f"{asked.name} is named as an expert witness.")
    return redirect("witness_request", pk)


# What they said --------------------------------------------------------------------------------------------------
@roles(*STAFF)
@require_safe
def witnesses(request: ActorRequest) -> HttpResponse:
    """The centre's register: who bore witness, for whom, and whether somebody asked them."""
    form = WitnessFilter(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    chosen = request.GET.get("view", "")
    chosen = chosen if chosen in VIEWS else ""
    rows = register(request.actor, words)
    counts = register_counts(rows)
    context = {
        "page": Paginator(rows.filter(VIEWS[chosen][1]), 50).get_page(request.GET.get("page")),
        "views": [
            {"label": label, "url": f"?view={key}", "count": counts[key or "all"], "current": key == chosen}
            for key, (label, _) in VIEWS.items()
        ],
        "view": chosen,
        "form": form,
        "words": words,
    }
    return render(request, "portfolio/witness/register.html", context)


@roles(*STAFF)
@require_safe
def testimony(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _testimony_page(request, get_object_or_404(testimonies(request.actor), pk=pk))


def _testimony_page(request: ActorRequest, row: Testimony, form: CheckForm | None = None, **more: Any) -> HttpResponse:
    checks = request.actor.role != Role.EQA
    context = {
        "testimony": row,
        "asked": row.request,
        "holds": seal_holds(row),
        "form": form or (CheckForm(action=reverse("check_witness", args=[row.pk])) if checks else None),
        **more,
    }
    status = 409 if form is not None else 200
    return render(request, "portfolio/witness/testimony.html", context, status=status)


@roles(Role.ASSESSOR, Role.IQA, Role.ADMIN)
@require_POST
def check_witness(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(testimonies(request.actor), pk=pk)
    form = CheckForm(request.POST, action=reverse("check_witness", args=[pk]))
    if not form.is_valid():
        return _testimony_page(request, row, form)
    try:
        check(actor=request.actor, testimony=row, **form.cleaned_data)
    except Refused as refusal:
        return _testimony_page(request, row, form, blockers=refusal.blockers)
    messages.success(request, f"Your check of {row.name} is recorded.")
    return redirect("testimony", pk)
