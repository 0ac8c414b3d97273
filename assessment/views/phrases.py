import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessment.models import Phrase
from assessment.services.change_phrase import change_phrase as change
from assessment.services.drop_phrase import drop_phrase as drop
from assessment.services.keep_phrase import keep_phrase
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles

SHOWN_DROPPED = dt.timedelta(days=7)


@roles(Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: ActorRequest) -> HttpResponse:
    """The assessor's own library. The marking page keeps selected words by a POST and takes the list as the answer."""
    if request.method != "POST":
        return _page(request)
    try:
        kept = keep_phrase(actor=request.actor, words=_words(request))
    except Refused as refusal:
        return _page(request, refusal.blockers, typed=_words(request))
    if _swapped(request):
        return _page(request, kept=kept)
    messages.success(request, "Kept. You find it under every feedback field.")
    return redirect("phrases")


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").replace("\0", "")


def _swapped(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _page(request: ActorRequest, blockers: Sequence[Blocker] = (), **more: Any) -> HttpResponse:
    rows = Phrase.objects.visible_to(request.actor)
    context = {"phrases": rows.kept(), "blockers": blockers, **more}
    if _swapped(request):
        return render(request, "assessment/_phrase_list.html", context)
    context["dropped"] = rows.filter(dropped_at__gt=timezone.now() - SHOWN_DROPPED)
    return render(request, "assessment/phrases.html", context, status=409 if blockers else 200)


@roles(Role.ASSESSOR)
@require_POST
def change_phrase(request: ActorRequest, pk: UUID) -> HttpResponse:
    try:
        change(actor=request.actor, phrase=_phrase(request, pk), words=_words(request))
    except Refused as refusal:
        return _page(request, refusal.blockers, opened=pk, typed_over=_words(request))
    messages.success(request, "Changed. Feedback that you wrote with it stays as it is.")
    return redirect("phrases")


@roles(Role.ASSESSOR)
@require_POST
def drop_phrase(request: ActorRequest, pk: UUID) -> HttpResponse:
    drop(actor=request.actor, phrase=_phrase(request, pk))
    messages.success(request, "Dropped. It can be brought back for a week.")
    return redirect("phrases")


def _phrase(request: ActorRequest, pk: UUID) -> Phrase:
    found: Phrase = get_object_or_404(Phrase.objects.visible_to(request.actor), pk=pk)
    return found
