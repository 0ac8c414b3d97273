from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centres.models import Membership
from centres.permissions import ActorRequest, roles
from units.models import HandbookImport, StructureUnit, Unit
from units.selectors import competent_members, group_titles
from units.selectors.relations import relations_of
from units.selectors.requirements import requirements_panel
from units.selectors.visible import READERS, places_of, units_of


@roles(*READERS)
@require_safe
def unit_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Outcomes and criteria; `?wording=open` opens every official wording, which is how the page prints in full."""
    rows = units_of(request.actor).select_related("comparison")
    rows = rows.prefetch_related("outcomes__criteria", "comparison__predecessors")
    unit = get_object_or_404(rows, pk=pk)
    places = list(places_of(request.actor).filter(unit=unit))
    context = {
        "unit": unit,
        "places": [(place, _group(place)) for place in places],
        "comparison": getattr(unit, "comparison", None),
        "relations": relations_of(request.actor, unit, places),
        "opened": request.GET.get("wording") == "open",
        "people": competent_members(request.actor, unit),
        "requirements": requirements_panel(request.actor, unit),
        "source": _source(request.actor, unit),
        "expired": unit.expires_on is not None and unit.expires_on < timezone.localdate(),
        **_outcomes(unit),
    }
    return render(request, "units/unit_detail.html", context)


def _group(place: StructureUnit) -> str:
    return group_titles(place.specification).get(place.group, place.group)


def _outcomes(unit: Unit) -> dict[str, Any]:
    outcomes = list(unit.outcomes.all())
    return {
        "outcomes": outcomes,
        "criteria_count": sum(len(outcome.criteria.all()) for outcome in outcomes),
        "questions": _total(outcome.questions for outcome in outcomes),
    }


def _total(numbers: Iterable[int | None]) -> int:
    return sum(number or 0 for number in numbers)


def _source(actor: Membership, unit: Unit) -> HandbookImport | None:
    """The centre's newest copy that words this unit."""
    copies = HandbookImport.objects.filter(centre_id=actor.centre_id, criteria_read__gt=0, units=unit)
    newest: HandbookImport | None = copies.order_by("-imported_at").first()
    return newest
