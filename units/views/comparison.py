from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.permissions import ActorRequest, roles
from units.selectors.comparisons import by_predecessor, by_theme, comparisons_of, matching, older_series
from units.selectors.visible import READERS


@roles(*READERS)
@require_safe
def comparison(request: ActorRequest) -> HttpResponse:
    """Old and new units. `?from=4543` goes from the older series; `?q=209` narrows it to a number of either."""
    every = comparisons_of(request.actor)
    series = older_series(every)
    begun, asked = request.GET.get("from", ""), request.GET.get("q", "").strip()
    begun = begun if begun in series else ""
    rows = matching(every, asked) if asked else every
    context = {
        "parts": by_predecessor(rows, begun) if begun else by_theme(rows),
        "begun": begun,
        "asked": asked,
        "views": [_view("", len(every), begun), *(_view(scheme, number, begun) for scheme, number in series.items())],
        "opened": request.GET.get("wording") == "open",
    }
    return render(request, "units/comparison.html", context)


def _view(scheme: str, number: int, begun: str) -> dict[str, Any]:
    """As `components/views.html` shows it."""
    said = f"{scheme} to new" if scheme else "New to old"
    return {"label": said, "url": f"?from={scheme}" if scheme else "?", "count": number, "current": scheme == begun}
