"""Planned tasks: the candidate and their assessor make, change and end them; the rest of the staff read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.models import PlannedTask
from assessment.selectors.suggestions import suggestion
from assessment.selectors.tasks import all_tasks, criteria_by_unit, with_criteria
from assessment.services import change_task as changing
from assessment.services import drop_task as dropping
from assessment.services import finish_task as finishing
from assessment.services import plan_task as planning
from assessment.task_forms import ChangeTaskForm, EndTaskForm, NewTaskForm, listed
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration
from portfolio.selectors.registrations import own_registration, with_people

STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)


def registration_of(request: ActorRequest, pk: UUID) -> Registration:
    return get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)


@roles(Role.CANDIDATE)
@require_safe
def my_tasks(request: ActorRequest) -> HttpResponse:
    return _list(request, own_registration(request))


@roles(*STAFF)
@require_safe
def tasks_of(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _list(request, registration_of(request, pk))


def _list(request: ActorRequest, registration: Registration) -> HttpResponse:
    context = {"registration": registration, **all_tasks(registration)}
    return render(request, "assessment/tasks.html", context)


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_my_task(request: ActorRequest) -> HttpResponse:
    """`?criteria=` takes keys of CriterionProgress, as a gap gives them."""
    return _plan(request, own_registration(request))


@roles(Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_task_for(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _plan(request, registration_of(request, pk))


def _plan(request: ActorRequest, registration: Registration) -> HttpResponse:
    """`prefill` is posted by a page with many criteria to tick: nothing is planned yet."""
    ticked = listed(request.POST.getlist("criteria") or request.GET.getlist("criteria"))
    sent = request.method == "POST" and "prefill" not in request.POST
    initial = {} if sent else suggestion(registration, ticked, request.GET.get("unit", ""))
    form = NewTaskForm(request.POST if sent else None, registration=registration, initial=initial)
    blockers: list[Blocker] = []
    if sent and form.is_valid():
        try:
            task = planning.plan_task(actor=request.actor, registration=registration, **form.cleaned_data)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"Planned: {task}.")
            return redirect(_back(request, registration, form.cleaned_data["criteria"]))
    units = criteria_by_unit(request.actor, list(form.fields["criteria"].queryset), ticked)  # type: ignore[attr-defined]
    context = {
        "registration": registration,
        "form": form,
        "units": units,
        "blockers": blockers,
        "gaps": _asked(request).get("gaps"),
        "opened": request.GET.get("unit", ""),
    }
    return render(request, "assessment/plan_task.html", context, status=409 if blockers else 200)


def _asked(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _back(request: ActorRequest, registration: Registration, criteria: Any) -> str:
    """To the list of tasks; from a gap back to the gap, with the filters that stood there in `gaps`."""
    if "gaps" not in request.POST:
        return list_address(request, registration)
    asked = QueryDict(request.POST["gaps"], mutable=True)
    first = next(iter(criteria), None)
    asked["at"] = str(first.enrolment_id) if first else request.GET.get("unit", "")
    candidate = request.actor.role == Role.CANDIDATE
    url = reverse("my_gaps") if candidate else reverse("gaps_of", args=[registration.pk])
    return f"{url}?{asked.urlencode()}" + (f"#g{first.pk}" if first else "")


def list_address(request: ActorRequest, registration: Registration) -> str:
    if request.actor.role == Role.CANDIDATE:
        return reverse("my_tasks")
    return reverse("tasks_of", args=[registration.pk])


def _task(request: ActorRequest, pk: UUID) -> PlannedTask:
    parts = ("registration__candidate__membership__user", "registration__assessor__user")
    rows = PlannedTask.objects.visible_to(request.actor).with_answers().select_related(*parts)
    [task] = with_criteria(rows.filter(pk=pk)) or [get_object_or_404(rows, pk=pk)]
    return task


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = _task(request, pk)
    form = ChangeTaskForm(request.POST or None, task=found)
    if request.method == "POST" and form.is_valid():
        try:
            changing.change_task(actor=request.actor, task=found, **form.cleaned_data)
        except Refused as refusal:
            return _page(request, found, refusal.blockers, change=form)
        messages.success(request, "The change is saved.")
        return redirect("task", found.pk)
    return _page(request, found, change=form)


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def finish_task(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = _task(request, pk)
    form = _done_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, done=form)
    try:
        finishing.finish_task(actor=request.actor, task=found, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, found, refusal.blockers, done=form)
    messages.success(request, f"Done: {found}.")
    return redirect(list_address(request, found.registration))


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def drop_task(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = _task(request, pk)
    form = _drop_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, drop=form)
    try:
        dropping.drop_task(actor=request.actor, task=found, reason=form.cleaned_data["note"])
    except Refused as refusal:
        return _page(request, found, refusal.blockers, drop=form)
    messages.success(request, f"Dropped: {found}.")
    return redirect(list_address(request, found.registration))


def _done_form(task: PlannedTask, data: Any = None) -> EndTaskForm:
    label = "How it was done, if no evidence shows it"
    return EndTaskForm(data, label=label, button="Mark it as done", action=reverse("finish_task", args=[task.pk]))


def _drop_form(task: PlannedTask, data: Any = None) -> EndTaskForm:
    label = "Why it is not to be done after all"
    return EndTaskForm(data, label=label, button="Drop the task", action=reverse("drop_task", args=[task.pk]))


def _page(
    request: ActorRequest, task: PlannedTask, blockers: list[Blocker] | None = None, **forms: Any
) -> HttpResponse:
    """The form that was sent keeps what was typed in it."""
    theirs = request.actor.role == Role.ASSESSOR or task.planned_by_id == request.actor.pk
    context = {
        "task": task,
        "registration": task.registration,
        "change": forms.get("change") or ChangeTaskForm(task=task),
        "done": forms.get("done") or _done_form(task),
        "drop": forms.get("drop") or _drop_form(task),
        "opened": next((name for name, form in forms.items() if form.is_bound), ""),
        "may_change": theirs,
        "blockers": blockers,
        "list_url": list_address(request, task.registration),
    }
    return render(request, "assessment/task.html", context, status=409 if blockers else 200)
