from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessment.forms import ReplyForm
from assessment.models import CriterionDecision
from assessment.selectors.feedback import feedback_for
from assessment.services.acknowledge_feedback import acknowledge_feedback
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.selectors.registrations import registrations_of


@require_GET
@roles(Role.CANDIDATE)
def feedback(request: ActorRequest) -> HttpResponse:
    """What assessors wrote, newest first, each with the way to answer."""
    return _page(request)


def _page(request: ActorRequest, form: ReplyForm | None = None) -> HttpResponse:
    found = feedback_for(request.actor)
    context: dict[str, Any] = {"feedback": found, "asked": found.asked, "earlier": found.earlier}
    if form:
        context |= {"form": form, "typed": form["reply"].value(), "typed_for": request.POST.getlist("decision")}
    return render(request, "assessment/feedback.html", context, status=409 if form else 200)


@require_POST
@roles(Role.CANDIDATE)
def acknowledge(request: ActorRequest) -> HttpResponse:
    """One or many decisions at once; they may be of several registrations."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    visible = CriterionDecision.objects.visible_to(request.actor).select_related("progress__enrolment")
    decisions = list(visible.filter(pk__in=form.cleaned_data["decision"]))
    for registration in registrations_of(request.actor):
        mine = [row for row in decisions if row.progress.enrolment.registration_id == registration.pk]
        acknowledge_feedback(
            actor=request.actor, registration=registration, decisions=mine, reply=form.cleaned_data["reply"]
        )
    if decisions:
        said = "Your reply is sent." if form.cleaned_data["reply"] else "Your assessor sees that you have read it."
        messages.success(request, said)
    return redirect("feedback")
