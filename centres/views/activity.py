from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.audit import VERBS
from centres.member_forms import ActivityFilter
from centres.models import AuditEvent, Role
from centres.permissions import ActorRequest, roles


@roles(Role.ADMIN, Role.EQA)
@require_safe
def activity(request: ActorRequest) -> HttpResponse:
    """The record of acts, newest first."""
    form = ActivityFilter(request.GET, actor=request.actor)
    person = form.cleaned_data.get("person") if form.is_valid() else None
    events = AuditEvent.objects.visible_to(request.actor).select_related("actor__user")
    if person is not None:
        events = events.filter(actor=person)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    rows = [
        {"event": event, "words": VERBS.get(event.verb, event.verb), "facts": facts_in_words(event.facts)}
        for event in page
    ]
    return render(request, "centres/activity.html", {"rows": rows, "page": page, "form": form, "person": person})


def facts_in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """("valid until", "1 March 2027"): what is empty says nothing and is left out."""
    return [
        (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in facts.items()
        if value not in (None, "", [], {}, False)
    ]
