"""Results of tests and assignments: recorded, corrected by two people, and looked after as a centre."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.duties import ENROLMENT_PARTS
from assessment.models import ResultFile, UnitResult
from assessment.result_forms import AnswerForm, QueryForm, ResultForm
from assessment.result_gates import correction_gate, result_gate
from assessment.selectors.results import ANSWERS, ENTERS, VIEWS, listed, queries_of
from assessment.services.answer_correction import answer_correction
from assessment.services.answer_query import answer_query
from assessment.services.propose_correction import propose_correction
from assessment.services.record_result import record_result
from assessment.views.unit import unit_page, visible_enrolment
from centres.gates import Blocker, Refused
from centres.permissions import EVERY_ROLE, ActorRequest, roles
from portfolio.models import UnitEnrolment
from portfolio.serving import serve


def _result(request: ActorRequest, pk: UUID) -> UnitResult:
    parts = [f"enrolment__{part}" for part in ENROLMENT_PARTS]
    rows = UnitResult.objects.visible_to(request.actor).select_related("recorded_by__user", *parts)
    found: UnitResult = get_object_or_404(rows, pk=pk)
    return found


@roles(*ENTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def record_attempt(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One attempt. The number that the form carries is the attempt that the person saw themselves recording."""
    enrolment = visible_enrolment(request, pk)
    attempt = enrolment.results.filter(revision=0).count() + 1
    shut = result_gate.blockers(actor=request.actor, enrolment=enrolment)
    form = ResultForm(request.POST or None, request.FILES or None, enrolment=enrolment, attempt=attempt)

    def keep() -> UnitResult:
        seen = form.cleaned_data["attempt"]
        files = form.cleaned_data["attached"]
        return record_result(
            actor=request.actor, enrolment=enrolment, sitting=form.sitting(), attempt=seen, files=files
        )

    said = "Attempt {} is recorded."
    return _entered(request, form, keep, said, {"enrolment": enrolment, "attempt": attempt, "shut": shut})


@roles(*ENTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActorRequest, pk: UUID) -> HttpResponse:
    result = _result(request, pk)
    shut = correction_gate.blockers(actor=request.actor, result=result)
    form = ResultForm(
        request.POST or None,
        request.FILES or None,
        enrolment=result.enrolment,
        result=result,
        attempt=result.attempt,
    )

    def keep() -> UnitResult:
        reason, files = form.cleaned_data["reason"], form.cleaned_data["attached"]
        return propose_correction(
            actor=request.actor, result=result, sitting=form.sitting(), reason=reason, files=files
        )

    said = "The correction of attempt {} is proposed. It counts once a second person has confirmed it."
    more = {"enrolment": result.enrolment, "attempt": result.attempt, "result": result, "shut": shut}
    return _entered(request, form, keep, said, more)


def _entered(
    request: ActorRequest, form: ResultForm, keep: Callable[[], UnitResult], said: str, context: dict[str, Any]
) -> HttpResponse:
    """The page with its form, or where the form led. What is refused stands at its field, or above them all."""
    refused: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = keep()
        except Refused as refusal:
            refused = form.take(refusal.blockers)
        else:
            messages.success(request, said.format(made.attempt))
            return redirect(f"{reverse('unit', args=[made.enrolment_id])}#results")
    status = 409 if request.method == "POST" else 200
    return render(request, "assessment/enter_result.html", context | {"form": form, "refused": refused}, status=status)


@roles(*ENTERS)
@require_POST
def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    correction = _result(request, pk)
    form = AnswerForm(request.POST)
    confirmed = form.is_valid() and form.cleaned_data["answer"] == "confirm"
    note = form.cleaned_data.get("note", "")
    try:
        if not form.is_valid():
            raise Refused(
                Blocker("answer", "Nothing is chosen.", "Confirm the correction or turn it down.", yours=True)
            )
        answer_correction(actor=request.actor, correction=correction, confirmed=confirmed, note=note)
    except Refused as refusal:
        return _refused(request, correction.enrolment, refusal, note=note)
    done = f"The correction of attempt {correction.attempt} is {'confirmed' if confirmed else 'turned down'}."
    messages.success(request, done)
    return redirect(f"{reverse('unit', args=[correction.enrolment_id])}#results")


@roles(*ANSWERS)
@require_POST
def query(request: ActorRequest, pk: UUID) -> HttpResponse:
    result = _result(request, pk)
    form = QueryForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        answer_query(actor=request.actor, result=result, code=given.get("code", ""), note=given.get("note", ""))
    except Refused as refusal:
        return _refused(request, result.enrolment, refusal)
    messages.success(request, "Noted. The result stands as it was given.")
    return redirect(f"{reverse('unit', args=[result.enrolment_id])}#results")


def _refused(request: ActorRequest, enrolment: UnitEnrolment, refusal: Refused, **more: Any) -> HttpResponse:
    """The unit's page again, read anew, with why nothing was written."""
    fresh = visible_enrolment(request, enrolment.pk)
    return unit_page(request, fresh, 409, refused_result=refusal.blockers, **more)


@roles(*EVERY_ROLE)  # type: ignore[arg-type]  # a streamed answer is an answer
@require_safe
def result_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    visible = UnitResult.objects.visible_to(request.actor)
    row = get_object_or_404(ResultFile.objects.filter(result__in=visible).select_related("file"), pk=pk)
    return serve(request, row.file, name=row.name, inline=False)


@roles(*ANSWERS)
@require_safe
def results(request: ActorRequest) -> HttpResponse:
    """What waits for a person first: queries, corrections; then all that is recorded."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "queries"
    words = request.GET.get("q", "").strip()
    page = Paginator(listed(VIEWS[view][1](request.actor), words), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, queries_of(row)) for row in page],
        "view": view,
        "words": words,
        "views": [
            {"label": label, "count": rows(request.actor).count(), "url": f"?view={code}", "current": code == view}
            for code, (label, rows) in VIEWS.items()
        ],
    }
    return render(request, "assessment/results.html", context)
