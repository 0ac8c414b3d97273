from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from centres.gates import Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from iqa.gates import closing_gate
from iqa.models import SamplingRound
from iqa.permissions import LOOKS
from iqa.selectors.rounds import members_of, redraw
from iqa.services.close_round import close_round


@roles(*LOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def round(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The population, the picks and why; a POST closes it. `?again` draws again from the seed and compares."""
    rows = SamplingRound.objects.visible_to(request.actor).select_related("qualification", "policy", "drawn_by__user")
    found = get_object_or_404(rows, pk=pk)
    refused = _closed(request, found) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect("round", found.pk)
    members = members_of(found)
    context = {
        "round": found,
        "members": members,
        "picked": [member for member in members if member.picked],
        "again": redraw(found) if "again" in request.GET else None,
        "blockers": refused.blockers if refused else _blockers(request, found),
        "refused": refused,
    }
    return render(request, "iqa/round.html", context, status=409 if refused else 200)


def _blockers(request: ActorRequest, found: SamplingRound) -> list[object]:
    if request.actor.role != Role.IQA or found.closed_at is not None:
        return []
    return [*closing_gate.blockers(actor=request.actor, round=found)]


def _closed(request: ActorRequest, found: SamplingRound) -> Refused | None:
    try:
        closed = close_round(actor=request.actor, round=found)
    except Refused as refusal:
        return refusal
    messages.success(request, f"Closed: {closed.clearances.count()} that were not picked are cleared.")
    return None
