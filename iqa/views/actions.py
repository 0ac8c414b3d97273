from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from centres.gates import Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from iqa.forms import AnswerForm
from iqa.models import Action
from iqa.permissions import LOOKS
from iqa.selectors.actions import VIEWS, actions_in, actions_of, counts
from iqa.services.answer_action import answer_action as answer


@roles(*LOOKS)
@require_safe
def findings(request: ActorRequest) -> HttpResponse:
    """What IQAs asked for, by what it waits for."""
    number = counts(request.actor)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "answered" if number["answered"] else "open"
    views = [
        {"label": label, "url": f"?view={name}", "count": number[name], "current": name == view}
        for name, (label, _) in VIEWS.items()
    ]
    page = Paginator(actions_in(request.actor, view), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "iqa/findings.html",
        {"page": page, "views": views, "view": view, "counts": number, "today": timezone.localdate()},
    )


@roles(Role.ASSESSOR)
@require_safe
def actions(request: ActorRequest) -> HttpResponse:
    return _page(request)


def _page(request: ActorRequest, tried: AnswerForm | None = None, refusal: Refused | None = None) -> HttpResponse:
    """`tried`: the form that was refused keeps its words and shows why."""
    groups: dict[str, list[dict[str, Any]]] = {"open": [], "answered": [], "closed": []}
    for action in actions_of(request.actor):
        mine = tried is not None and tried.action == action
        form = tried if tried and mine else AnswerForm(action=action)
        refused = refusal.blockers if refusal and mine else []
        url = reverse("answer_action", args=[action.pk])
        groups[action.state].append({"action": action, "form": form, "refused": refused, "url": url})
    context = {"today": timezone.localdate(), **groups}
    return render(request, "iqa/actions.html", context, status=409 if refusal else 200)


@roles(Role.ASSESSOR)
@require_POST
def answer_action(request: ActorRequest, pk: UUID) -> HttpResponse:
    action = get_object_or_404(Action.objects.visible_to(request.actor), pk=pk)
    form = AnswerForm(request.POST, action=action)
    form.is_valid()
    try:
        answer(actor=request.actor, action=action, text=form.cleaned_data.get("text", ""))
    except Refused as refusal:
        if action.owner_id != request.actor.pk:
            raise
        return _page(request, form, refusal)
    messages.success(request, f"Answered. {action.finding.iqa.name} looks at it next.")
    return redirect("actions")
