from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.selectors.feedback import asked_of, earlier_feedback
from centres.models import Role
from centres.permissions import ActorRequest, roles


@require_GET
@roles(Role.CANDIDATE)
def feedback(request: ActorRequest) -> HttpResponse:
    """What assessors asked for, newest first, each with the way to answer."""
    asked = asked_of(request.actor)
    context = {"asked": asked, "earlier": earlier_feedback(request.actor, asked)}
    return render(request, "assessment/feedback.html", context)
