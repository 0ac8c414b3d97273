"""The assessment plan: the assessor signs, the candidate agrees or sends it back, everybody entitled reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.models import AssessmentPlan, PlanTemplate
from assessment.plan_forms import ChangeForm, PlanForm, TemplateForm
from assessment.plan_gates import plan_gate
from assessment.selectors.plans import PlanPage
from assessment.services import agree_plan as agreeing
from assessment.services import ask_for_change as sending_back
from assessment.services import keep_template as keeping
from assessment.services import sign_plan as signing
from assessment.services import use_template as using
from assessment.views.tasks import STAFF, registration_of
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import EVERY_ROLE, ActorRequest, roles
from portfolio.models import Registration
from portfolio.selectors.registrations import own_registration

NO_TEMPLATE = Blocker("no_template", "This template is not there any more.", "Choose one from the list.", yours=True)
NOT_SIGNED = Blocker("signature", "The signature is not ticked.", "Tick the box to sign.", yours=True)


@roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What is planned, what is agreed, and for the assessor the next version to sign."""
    registration = registration_of(request, pk)
    page = PlanPage(request.actor, registration)
    if request.method != "POST":
        return _page(request, page, PlanForm(newest=page.newest))
    form = PlanForm(request.POST, newest=page.newest)
    if not form.is_valid():
        return _page(request, page, form)
    try:
        _require_signature(form.cleaned_data["signed"])
        plan = signing.sign_plan(
            actor=request.actor,
            registration=registration,
            words=form.words,
            acknowledged=set(form.cleaned_data["suits"]),
            draft_mark=request.POST.get("draft_mark", ""),
        )
    except Refused as refusal:
        return _page(request, page, form, refusal.blockers)
    messages.success(
        request, f"Version {plan.version} is signed. {registration.candidate} finds it on their home page."
    )
    return redirect("assessment_plan", registration.pk)


def _require_signature(signed: bool) -> None:
    if not signed:
        raise Refused(NOT_SIGNED)


def _page(request: ActorRequest, page: PlanPage, form: PlanForm, refused: list[Blocker] | None = None) -> HttpResponse:
    signs = request.actor.role == Role.ASSESSOR
    ticked = set(form.data.getlist("suits")) if form.is_bound else set()  # type: ignore[attr-defined]
    subject = {"registration": page.registration, "tasks": page.tasks, "acknowledged": {u.code for u in page.units}}
    context = {
        "page": page,
        "registration": page.registration,
        "form": form,
        "ticked": ticked,
        "signs": signs,
        "stopping": plan_gate.blockers(actor=request.actor, **subject) if signs else [],
        "refused": refused,
        "today": timezone.localdate(),
    }
    return render(request, "assessment/assessment_plan.html", context, status=409 if refused else 200)


@roles(Role.CANDIDATE)
@require_safe
def my_assessment_plan(request: ActorRequest) -> HttpResponse:
    return _mine(request, own_registration(request))


def _mine(
    request: ActorRequest,
    registration: Registration,
    refused: list[Blocker] | None = None,
    change: ChangeForm | None = None,
) -> HttpResponse:
    page = PlanPage(request.actor, registration)
    newest = page.newest
    to_agree = newest if newest and newest.state == "to_agree" else None
    context = {
        "page": page,
        "registration": registration,
        "plan": to_agree or page.agreed or newest,
        "to_agree": to_agree,
        "ticked": set(request.POST.getlist("suits")),
        "change": change or ChangeForm(),
        "nothing": [],  # what stops an agreement is said once it is tried: a tick and a signature
        "refused": refused,
        "today": timezone.localdate(),
    }
    return render(request, "assessment/my_assessment_plan.html", context, status=409 if refused else 200)


def _plan(request: ActorRequest, pk: UUID) -> AssessmentPlan:
    parts = ("registration__candidate__membership", "registration__assessor__user", "answer__by__user", "made_by__user")
    return get_object_or_404(AssessmentPlan.objects.visible_to(request.actor).select_related(*parts), pk=pk)


@roles(*EVERY_ROLE)
@require_safe
def plan_version(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan = _plan(request, pk)
    keep = TemplateForm(action=reverse("keep_template", args=[plan.pk]))
    return render(request, "assessment/plan_version.html", {"plan": plan, "keep": keep})


@roles(Role.CANDIDATE)
@require_POST
def agree_plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan = _plan(request, pk)
    try:
        _require_signature(bool(request.POST.get("signed")))
        agreeing.agree_plan(actor=request.actor, plan=plan, acknowledged=set(request.POST.getlist("suits")))
    except Refused as refusal:
        return _mine(request, plan.registration, refusal.blockers)
    messages.success(request, f"Agreed. {plan.registration.assessor.name} sees it.")
    return redirect("my_assessment_plan")


@roles(Role.CANDIDATE)
@require_POST
def ask_for_change(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan = _plan(request, pk)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _mine(request, plan.registration, change=form)
    try:
        comment, mark = form.cleaned_data["comment"], request.POST.get("draft_mark", "")
        sending_back.ask_for_change(actor=request.actor, plan=plan, comment=comment, draft_mark=mark)
    except Refused as refusal:
        return _mine(request, plan.registration, refusal.blockers, form)
    messages.success(request, f"{plan.registration.assessor.name} reads what you ask for.")
    return redirect("my_assessment_plan")


@roles(Role.ASSESSOR)
@require_POST
def keep_template(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan = _plan(request, pk)
    form = TemplateForm(request.POST, action=reverse("keep_template", args=[plan.pk]))
    context: dict[str, Any] = {"plan": plan, "keep": form}
    if not form.is_valid():
        return render(request, "assessment/plan_version.html", context)
    template = keeping.keep_template(actor=request.actor, plan=plan, name=form.cleaned_data["name"])
    messages.success(request, f"Kept as “{template}”. Any assessor of the centre can begin a plan with it.")
    return redirect("assessment_plan", plan.registration_id)


@roles(Role.ASSESSOR)
@require_POST
def use_template(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = registration_of(request, pk)
    template = PlanTemplate.objects.visible_to(request.actor).filter(name=request.POST.get("template", "")).first()
    try:
        if template is None:
            raise Refused(NO_TEMPLATE)
        tasks = using.use_template(actor=request.actor, registration=registration, template=template)
    except Refused as refusal:
        page = PlanPage(request.actor, registration)
        return _page(request, page, PlanForm(newest=page.newest), refusal.blockers)
    messages.success(request, f"{len(tasks)} {'task' if len(tasks) == 1 else 'tasks'} planned from “{template}”.")
    return redirect("assessment_plan", registration.pk)
