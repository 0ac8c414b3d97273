from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.permissions import ActorRequest, roles
from units.search import KINDS, Asked, search_catalogue
from units.selectors.visible import READERS


@roles(*READERS)
@require_safe
def search_catalogue_page(request: ActorRequest) -> HttpResponse:
    """One box for numbers and words. Whoever types sees the same page again, by HTMX its results alone."""
    found = search_catalogue(actor=request.actor, asked=_asked(request.GET))
    context = {
        "found": found,
        "kinds": KINDS,
        "levels": range(1, max((row.level for row in found.reach.qualifications), default=0) + 1),
        "earlier": _address(request.GET, found.page - 1) if found.page > 1 else "",
        "further": _address(request.GET, found.page + 1) if found.page < found.pages else "",
    }
    return render(request, "units/search.html", context)


def _asked(sent: QueryDict) -> Asked:
    return Asked(
        typed=sent.get("q", ""),
        of=sent.get("of", ""),
        level=_number(sent.get("level", "")),
        kind=sent.get("kind", "") if sent.get("kind") in KINDS else "",
        page=_number(sent.get("page", "")) or 1,
    )


def _number(sent: str) -> int | None:
    """Of one or two figures; anything else is none."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else None


def _address(sent: QueryDict, page: int) -> str:
    query = sent.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
