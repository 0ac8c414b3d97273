from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.selectors.countersigning import awaiting
from centres.models import Role
from centres.permissions import ActorRequest, roles


@require_GET
@roles(Role.ASSESSOR)
def countersigning(request: ActorRequest) -> HttpResponse:
    """Sign-offs by assessors in training that wait for this assessor's signature."""
    return render(request, "assessment/countersigning.html", {"rows": awaiting(request.actor)})
