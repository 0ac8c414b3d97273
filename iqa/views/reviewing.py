"""A sign-off with all it rests on: sampled (`sample`) or not yet (`signed_unit`). The EQA releases from here too."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.gates import newest_sign_off
from assessment.models import UnitSignOff
from centres.gates import Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from iqa.forms import FindingForm, SampleForm
from iqa.gates import adding_gate, finding_gate, release_gate
from iqa.models import Sample
from iqa.permissions import LOOKS
from iqa.selectors.review import Review
from iqa.selectors.scope import is_signed_off_again
from iqa.services.add_sample import add_sample
from iqa.services.record_finding import record_finding
from iqa.services.release_unit import release_unit as release
from iqa.sign_offs import PARTS
from iqa.states import HOLDING
from portfolio.models import UnitEnrolment

AGAIN = "Signed off again after a finding"


def _samples(request: ActorRequest) -> "QuerySet[Sample]":
    parts = [f"sign_off__{part}" for part in ("competence", *PARTS)]
    rows: QuerySet[Sample] = Sample.objects.visible_to(request.actor)
    return rows.select_related("iqa__user", "round", *parts)


def _page(request: ActorRequest, review: Review, status: int = 200, **more: Any) -> HttpResponse:
    actor, enrolment = request.actor, review.sign_off.enrolment
    context = {"review": review, "sign_off": review.sign_off, "sample": review.sample, "enrolment": enrolment, **more}
    if actor.role == Role.EQA and review.release is None and "release_blockers" not in more:
        context["release_blockers"] = release_gate.blockers(actor=actor, enrolment=enrolment)
    return render(request, "iqa/review.html", context, status=status)


@roles(*LOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(_samples(request), pk=pk)
    if request.method == "POST":
        return _record(request, found)
    return _sample_page(request, found, FindingForm())


def _sample_page(request: ActorRequest, found: Sample, form: FindingForm, **more: Any) -> HttpResponse:
    """`shut`: what no other entry in the form could open."""
    shut = (
        finding_gate.blockers(actor=request.actor, sample=found, outcome="") if request.actor.role == Role.IQA else []
    )
    context = {"form": form, "shut": shut} | more
    return _page(request, Review(request.actor, found.sign_off, found), 409 if more else 200, **context)


def _record(request: ActorRequest, found: Sample) -> HttpResponse:
    form = FindingForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(*form.blockers())
        finding = record_finding(actor=request.actor, sample=found, **form.judgement())
    except Refused as refusal:
        return _sample_page(request, get_object_or_404(_samples(request), pk=found.pk), form, refused=refusal.blockers)
    held = finding.outcome in HOLDING
    messages.success(
        request,
        f"Recorded. {finding.action.owner.name} is asked to answer, and the unit is on hold."
        if held
        else "Recorded. The unit is cleared.",
    )
    return redirect("sample", found.pk)


@roles(*LOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def signed_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A sign-off that nobody samples yet; of one that is sampled, the sample's page."""
    rows = UnitSignOff.objects.visible_to(request.actor).select_related("competence", *PARTS)
    sign_off = get_object_or_404(rows, pk=pk)
    sampled = Sample.objects.filter(sign_off=sign_off).first()
    if sampled:
        return redirect("sample", sampled.pk)
    if request.method == "POST":
        return _add(request, sign_off)
    form = SampleForm(initial={"reason": AGAIN if is_signed_off_again(sign_off) else ""})
    return _signed_page(request, sign_off, form)


def _signed_page(request: ActorRequest, sign_off: UnitSignOff, form: SampleForm, **more: Any) -> HttpResponse:
    shut = adding_gate.blockers(actor=request.actor, sign_off=sign_off) if request.actor.role == Role.IQA else []
    review = Review(request.actor, sign_off, None)
    return _page(request, review, 409 if more else 200, form=form, shut=shut, **more)


def _add(request: ActorRequest, sign_off: UnitSignOff) -> HttpResponse:
    form = SampleForm(request.POST)
    form.is_valid()
    try:
        made = add_sample(actor=request.actor, sign_off=sign_off, reason=form.cleaned_data.get("reason", ""))
    except Refused as refusal:
        return _signed_page(request, sign_off, form, refused=refusal.blockers)
    whose = "yours" if made.iqa == request.actor else f"{made.iqa.name}'s"
    messages.success(request, f"Added: the sample is {whose}.")
    return redirect("sample", made.pk)


@roles(Role.EQA)
@require_POST
def release_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    parts = [part.removeprefix("enrolment__") for part in PARTS if part.startswith("enrolment__")]
    rows = UnitEnrolment.objects.visible_to(request.actor).select_related(*parts)
    enrolment = get_object_or_404(rows, pk=pk)
    try:
        made = release(actor=request.actor, enrolment=enrolment)
    except Refused as refusal:
        return _release_refused(request, enrolment, refusal)
    messages.success(request, "Released: the unit can go on to a claim.")
    return redirect("signed_unit", made.sign_off_id)


def _release_refused(request: ActorRequest, enrolment: UnitEnrolment, refusal: Refused) -> HttpResponse:
    newest = newest_sign_off(enrolment)
    if newest is None:
        raise refusal
    newest.enrolment = enrolment
    sampled = Sample.objects.filter(sign_off=newest).select_related("iqa__user", "round").first()
    return _page(
        request, Review(request.actor, newest, sampled), 409, release_blockers=refusal.blockers, release_refused=True
    )
