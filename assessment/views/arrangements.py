"""Reasonable adjustments and special consideration of one candidate: who may read what follows from `visible_to` alone."""

from collections.abc import Callable
from functools import partial
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
from assessment.models import Adjustment, Asked, Consideration, Need, NeedFile
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
    request: ActorRequest,
    registration: Registration,
    form: AdjustmentForm | ConsiderationForm | AnswerAdjustmentForm | AnswerConsiderationForm,
    act: Callable[..., object],
    done: str,
) -> HttpResponse:
    """What was posted, or the page again with what is wrong and everything that was typed."""
    if not form.is_valid():
        return _page(request, registration, form)
    try:
        act(actor=request.actor, **form.facts())
    except Refused as refusal:
        return _page(request, registration, form, refusal.blockers)
    messages.success(request, done)
    return _back(request, registration)


def _ask(
    request: ActorRequest, pk: UUID, make: type[AdjustmentForm | ConsiderationForm], act: Callable[..., object]
) -> HttpResponse:
    registration = _registration(request, pk)
    form = make(request.POST, request.FILES, registration=registration)
    said = "Asked for. A centre admin or an IQA answers here."
    return _do(request, registration, form, partial(act, registration=registration), said)


def _asked(request: ActorRequest, model: type[Asked], pk: UUID) -> Any:
    return get_object_or_404(model._default_manager.visible_to(request.actor).select_related("registration"), pk=pk)


def _answer(
    request: ActorRequest,
    row: Asked,
    form: AnswerAdjustmentForm | AnswerConsiderationForm,
    act: Callable[..., object],
) -> HttpResponse:
    return _do(request, _registration(request, row.registration_id), form, act, "Answered. The candidate sees it.")


@roles(*ASKERS)
@require_POST
def ask_for_adjustment(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _ask(request, pk, AdjustmentForm, asking.ask_for_adjustment)


@roles(*ASKERS)
@require_POST
def ask_for_consideration(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _ask(request, pk, ConsiderationForm, pleading.ask_for_consideration)


@roles(*ANSWERERS)
@require_POST
def answer_adjustment(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = _asked(request, Adjustment, pk)
    form = AnswerAdjustmentForm(request.POST, adjustment=row)
    return _answer(request, row, form, partial(answering.answer_adjustment, adjustment=row))


@roles(*ANSWERERS)
@require_POST
def answer_consideration(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = _asked(request, Consideration, pk)
    form = AnswerConsiderationForm(request.POST, consideration=row)
    return _answer(request, row, form, partial(considering.answer_consideration, consideration=row))


@roles(Role.CANDIDATE, Role.ADMIN)
@require_POST
def end_adjustment(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = _asked(request, Adjustment, pk)
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
