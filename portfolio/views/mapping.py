"""What is evidence for what: the candidate proposes, their assessor adds."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from centres.templatetags._words import counted
from portfolio.mapping import Pair
from portfolio.models import Registration
from portfolio.panels import mapping_actions
from portfolio.selectors.mapping import MappingPage
from portfolio.selectors.registrations import own_registration, with_people
from portfolio.services.map_evidence import map_evidence
from portfolio.views.upload import is_key


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def my_mapping(request: ActorRequest) -> HttpResponse:
    return _mapping(request, own_registration(request))


@roles(Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def mapping_for(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)
    return _mapping(request, registration)


def _mapping(request: ActorRequest, registration: Registration) -> HttpResponse:
    if request.method == "POST":
        return _save(request, registration)
    return _page(request, MappingPage(request.actor, registration, request.GET))


def _page(request: ActorRequest, page: MappingPage, refused: Sequence[Blocker] = ()) -> HttpResponse:
    context = {"page": page, "refused": refused, "actions": mapping_actions(request.actor, page.registration)}
    return render(request, "portfolio/mapping.html", context, status=409 if refused else 200)


def _save(request: ActorRequest, registration: Registration) -> HttpResponse:
    """Only what differs from what the page showed: what another window did meanwhile stays done."""
    page = MappingPage(request.actor, registration, request.GET, set(request.POST.getlist("tick")))
    if page.chosen is None:
        raise Http404
    ticked, before = ({key for key in request.POST.getlist(name) if is_key(key)} for name in ("tick", "was"))
    words = {_pair(page, key): request.POST.get(f"words-{key}", "")[:300] for key in ticked - before}
    try:
        changed = map_evidence(
            actor=request.actor,
            registration=registration,
            propose=words,
            take_back=[_pair(page, key) for key in before - ticked],
            words=words,
            draft=f"mapping:{page.chosen.pk}",
            draft_mark=request.POST.get("draft_mark", ""),
        )
    except Refused as refusal:
        return _page(request, page, refusal.blockers)
    messages.success(request, f"{counted(changed, 'change')} saved." if changed else "Nothing was changed.")
    return redirect(page.here)


def _pair(page: MappingPage, key: str) -> Pair:
    assert page.chosen is not None
    return (page.chosen.pk, UUID(key)) if page.item else (UUID(key), page.chosen.pk)
