from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.permissions import ActorRequest, roles
from units.selectors.standards import families_of, matching, units_with_standards
from units.selectors.visible import READERS


@roles(*READERS)
@require_safe
def standards(request: ActorRequest) -> HttpResponse:
    """National Occupational Standards with their units; `?by=unit` the other way round, `?q=` one of either."""
    units = units_with_standards(request.actor)
    asked = request.GET.get("q", "").strip()
    by_unit = request.GET.get("by") == "unit"
    names = {(unit.scheme, name) for unit in units for name in unit.standards}
    context = {
        "families": matching(units, asked) if asked else families_of(units),
        "asked": asked,
        "by_unit": by_unit,
        "views": [
            {"label": "By standard", "url": "?", "count": len(names), "current": not by_unit},
            {"label": "By unit", "url": "?by=unit", "count": len(units), "current": by_unit},
        ],
    }
    return render(request, "units/standards.html", context)
