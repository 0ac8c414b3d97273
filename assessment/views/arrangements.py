"""Reasonable adjustments and special consideration of one candidate: who may read what follows from `visible_to` alone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessment.adjustment_forms import (
    AdjustmentForm,
    AnswerAdjustmentForm,
    AnswerConsiderationForm,
    ConsiderationForm,
)
from assessment.adjustment_gates import ANSWERERS
from assessment.models import Adjustment, Consideration, Need, NeedFile
from assessment.selectors.arrangements import ArrangementsPage
from assessment.services import answer_adjustment as answering
from assessment.services import answer_consideration as considering
from assessment.services import ask_for_adjustment as asking
from assessment.services import ask_for_consideration as pleading
from assessment.services import end_adjustment as ending
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration
from portfolio.selectors.registrations import own_registration, with_people
from portfolio.serving import serve

STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)
ASKERS = (Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)
READ_NEEDS = (Role.CANDIDATE, Role.ADMIN, Role.IQA)


@roles(Role.CANDIDATE)
@require_safe
def my_arrangements(request: ActorRequest) -> HttpResponse:
    return _page(request, own_registration(request))


@roles(*STAFF)
@require_safe
def arrangements(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, _registration(request, pk))


def _registration(request: ActorRequest, pk: UUID) -> Registration:
    found: Registration = get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)
    return found


def _page(
    request: ActorRequest,
    registration: Registration,
    posted: forms.Form | None = None,
    refused: list[Blocker] | None = None,
) -> HttpResponse:
    context = {
        "registration": registration,
        "page": ArrangementsPage(request.actor, registration, posted),
        "asks": request.actor.role in ASKERS,
        "decides": request.actor.role in ANSWERERS,
        "refused": refused,
    }
    return render(request, "assessment/arrangements.html", context, status=409 if posted else 200)


def _back(request: ActorRequest, registration: Registration) -> HttpResponse:
    if request.actor.role == Role.CANDIDATE:
        return redirect("my_arrangements")
    return redirect("arrangements", registration.pk)


def _do(
    request: ActorRequest, registration: Registration, form: forms.Form, act: Callable[[], Any], done: str
) -> HttpResponse:
    """What was posted, or the page again with what is wrong and everything that was typed."""
    if not form.is_valid():
        return _page(request, registration, form)
    try:
        act()
    except Refused as refusal:
        return _page(request, registration, form, refusal.blockers)
    messages.success(request, done)
    return _back(request, registration)


@roles(*ASKERS)
@require_POST
def ask_for_adjustment(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = _registration(request, pk)
    form = AdjustmentForm(request.POST, request.FILES, registration=registration)

    def act() -> None:
        asking.ask_for_adjustment(actor=request.actor, registration=registration, **form.facts())

    return _do(request, registration, form, act, "Asked for. A centre admin or an IQA answers here.")


@roles(*ASKERS)
@require_POST
def ask_for_consideration(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = _registration(request, pk)
    form = ConsiderationForm(request.POST, request.FILES, registration=registration)

    def act() -> None:
        pleading.ask_for_consideration(actor=request.actor, registration=registration, **form.facts())

    return _do(request, registration, form, act, "Asked for. A centre admin or an IQA answers here.")


@roles(*ANSWERERS)
@require_POST
def answer_adjustment(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Adjustment.objects.visible_to(request.actor).select_related("registration"), pk=pk)
    form = AnswerAdjustmentForm(request.POST, adjustment=row)

    def act() -> None:
        answering.answer_adjustment(actor=request.actor, adjustment=row, **form.facts())

    return _do(request, _registration(request, row.registration_id), form, act, "Answered. The candidate sees it.")


@roles(*ANSWERERS)
@require_POST
def answer_consideration(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Consideration.objects.visible_to(request.actor).select_related("registration"), pk=pk)
    form = AnswerConsiderationForm(request.POST, consideration=row)

    def act() -> None:
        considering.answer_consideration(actor=request.actor, consideration=row, **form.cleaned_data)

    return _do(request, _registration(request, row.registration_id), form, act, "Answered. The candidate sees it.")


@roles(Role.CANDIDATE, Role.ADMIN)
@require_POST
def end_adjustment(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Adjustment.objects.visible_to(request.actor).select_related("registration"), pk=pk)
    try:
        ending.end_adjustment(actor=request.actor, adjustment=row)
    except Refused as refusal:
        return _page(request, _registration(request, row.registration_id), forms.Form(), refusal.blockers)
    messages.success(request, "It holds until the end of today, at the latest.")
    return _back(request, row.registration)


@roles(*READ_NEEDS)  # type: ignore[arg-type]  # a streamed answer is an answer
@require_safe
def need_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """Only to whoever may read why the arrangement is needed."""
    visible = Need.objects.visible_to(request.actor)
    row = get_object_or_404(NeedFile.objects.filter(need__in=visible).select_related("file"), pk=pk)
    return serve(request, row.file, name=row.name, inline=False)
