from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.permissions import ActorRequest, roles
from units.forms import RequirementsForm
from units.models import EvidenceRequirement, Unit
from units.selectors.requirements import STATING
from units.selectors.visible import units_of
from units.services.state_requirements import state_requirements as state

TAKEN_BACK = {"statement": "", "source": ""}


@roles(*STATING)
@require_http_methods(["GET", "HEAD", "POST"])
def state_requirements(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What evidence the centre asks for in a unit: state it, change it or take it back; every version is listed."""
    unit: Unit = get_object_or_404(units_of(request.actor), pk=pk)
    rows = EvidenceRequirement.objects.filter(centre_id=request.actor.centre_id, unit=unit)
    versions = list(rows.select_related("stated_by__user"))
    standing = versions[0] if versions and versions[0].statement else None
    takes_back = "take_back" in request.POST
    form = RequirementsForm(None if takes_back else request.POST or None, standing=standing)
    blockers: Sequence[Blocker] = ()
    if takes_back or form.is_valid():
        try:
            made = state(actor=request.actor, unit=unit, **(TAKEN_BACK if takes_back else form.cleaned_data))
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"The evidence requirements of {unit.code} are {_said(made)}.")
            return redirect("unit_detail", unit.pk)
    context = {"unit": unit, "versions": versions, "standing": standing, "form": form, "blockers": blockers}
    return render(request, "units/state_requirements.html", context, status=409 if blockers else 200)


def _said(made: EvidenceRequirement) -> str:
    return "stated" if made.statement else "taken back"
