from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from assessment.selectors.caseload import caseload as read_caseload
from assessment.selectors.caseload import narrowed, qualifications_of, summary, views_of
from centres.models import Role
from centres.permissions import ActorRequest, roles


@require_GET
@roles(Role.ASSESSOR)
def caseload(request: ActorRequest) -> HttpResponse:
    """The assessor's home: who waits, who is ready, who has gone quiet."""
    rows = read_caseload(request.actor)
    asked = {name: request.GET.get(name, "") for name in ("view", "q", "qualification")}
    current = asked["view"] or "all"
    views = [
        {"label": view.label, "count": number, "url": _address(view.code), "current": view.code == current}
        for view, number in views_of(rows)
    ]
    context = {
        "rows": narrowed(rows, view=current, words=asked["q"].strip(), qualification=asked["qualification"]),
        "views": views,
        "asked": asked,
        "qualifications": qualifications_of(rows),
        "summary": summary(rows),
        "trainees": current == "trainees",
    }
    return render(request, "assessment/caseload.html", context)


def _address(view: str) -> str:
    return reverse("caseload") + (f"?{urlencode({'view': view})}" if view != "all" else "")
