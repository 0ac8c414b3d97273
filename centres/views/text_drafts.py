"""What somebody is typing, saved by the page itself. The answers are for static/js/drafts.js."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from centres.models import TextDraft
from centres.permissions import EVERY_ROLE, ActorRequest, roles
from centres.services.discard_text_draft import discard_text_draft as discard
from centres.services.save_text_draft import save_text_draft
from centres.templatetags._words import when
from centres.text_draft_form import TextDraftForm

ELSEWHERE = {"phone": "On your phone", "tablet": "On your tablet", "computer": "On your computer"}


@roles(*EVERY_ROLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def text_drafts(request: ActorRequest) -> HttpResponse:
    return _save(request) if request.method == "POST" else _list(request)


def _save(request: ActorRequest) -> HttpResponse:
    """409 where the page belongs to another role of this person: nothing is saved under a name it was not typed in."""
    form = TextDraftForm(request.POST)
    if not form.is_valid():
        raise BadRequest(str(form.errors.as_json()))
    said: dict[str, Any] = form.cleaned_data
    if said["actor"] != request.actor.pk:
        return JsonResponse({"why": "another role"}, status=409)
    draft = save_text_draft(
        actor=request.actor,
        place=said["place"],
        window=said["window"],
        turn=said["turn"],
        fields=said["texts"],
        device=device_of(request),
    )
    return JsonResponse({"turn": draft.turn, "saved": _time(draft), "closed": draft.closed_at is not None})


def _list(request: ActorRequest) -> HttpResponse:
    place = request.GET.get("place", "")
    if not place:
        raise BadRequest("Of which place?")
    here = device_of(request)
    drafts = TextDraft.objects.visible_to(request.actor).at(place)
    return JsonResponse({"drafts": [_line(draft, here) for draft in drafts]})


def _line(draft: TextDraft, here: str) -> dict[str, Any]:
    """In another window of the device that asks, or on the other device: the person knows it by that and by the time."""
    where = "In another window" if draft.device == here else ELSEWHERE.get(draft.device, "Elsewhere")
    saved = {"saved": _time(draft), "where": f"{where}, {_time(draft)}"}
    return {"id": draft.pk, "window": draft.window, "turn": draft.turn, "fields": draft.fields, **saved}


def _time(draft: TextDraft) -> str:
    saved = timezone.localtime(draft.saved_at)
    return saved.strftime("%H:%M") if saved.date() == timezone.localdate() else when(saved)


@roles(*EVERY_ROLE)
@require_POST
def discard_text_draft(request: ActorRequest) -> HttpResponse:
    try:
        draft = UUID(request.POST.get("draft", ""))
    except ValueError as error:
        raise BadRequest("Which one?") from error
    discard(actor=request.actor, draft=draft)
    return HttpResponse(status=204)


def device_of(request: HttpRequest) -> str:
    """Roughly, from what the browser calls itself."""
    agent = request.headers.get("User-Agent", "")
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobi" not in agent):
        return "tablet"
    return "phone" if "Mobi" in agent else "computer"
