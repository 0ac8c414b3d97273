"""The assessor says what an item shows, and what it does not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assessment.services.answer_links import answer_links as say
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Evidence


@roles(Role.ASSESSOR)
@require_POST
def answer_links(request: ActorRequest, pk: UUID) -> HttpResponse:
    """`link`: which of the item's. Back to the page that it came from: the item's, or that of marking."""
    item = get_object_or_404(Evidence.objects.visible_to(request.actor), pk=pk)
    keys = request.POST.getlist("link")
    links = [link for link in item.links.select_related("progress") if str(link.pk) in keys]
    if not links:
        raise Refused(Blocker("no_link", "No criterion is chosen.", "Go back and choose one.", yours=True))
    accepts = request.POST.get("answer") == "confirm"
    say(actor=request.actor, links=links, accepts=accepts, reason=request.POST.get("reason", "")[:1000])
    messages.success(request, "Confirmed." if accepts else "Not accepted. The candidate sees your reason.")
    return redirect("marking" if "marking" in request.POST else "evidence", item.pk)
