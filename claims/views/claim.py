from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from centres.gates import Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from claims.forms import AnswerForm, PullForm, SignForm
from claims.models import Claim
from claims.models.claim import Kind
from claims.selectors.claim_page import ClaimPage, failure_of, stops_now, verdict_record
from claims.services.confirm_held_claim import confirm_held_claim
from claims.services.make_claim import make_claim as make
from claims.services.pull_claim import pull_claim as pull
from claims.states import ClaimState
from portfolio.models import Registration

READERS = (Role.ADMIN, Role.IQA, Role.EQA)
SAID: dict[str, str] = {
    ClaimState.QUEUED: "Claimed. It is being checked once more, then the documents are made.",
    ClaimState.HELD: "Claimed and held. Ask the awarding organisation which reading holds.",
    ClaimState.MADE: "The certificate is claimed, and the documents are made.",
}


@roles(*READERS)
@require_safe
def claim(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, _registration(request, pk))


@roles(*READERS)
@require_safe
def verdict(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The tree that the page shows, for a program: the same numbers and the same sentences."""
    page = ClaimPage(request.actor, _registration(request, pk))
    answer = JsonResponse(verdict_record(page), json_dumps_params={"ensure_ascii": False})
    answer["ETag"] = f'"{sha256(answer.content).hexdigest()}"'
    answer["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


def _registration(request: ActorRequest, pk: UUID) -> Registration:
    registration: Registration = get_object_or_404(Registration.objects.visible_to(request.actor), pk=pk)
    return registration


def _claim(request: ActorRequest, pk: UUID) -> Claim:
    found: Claim = get_object_or_404(Claim.objects.visible_to(request.actor).select_related("registration"), pk=pk)
    return found


def _page(request: ActorRequest, registration: Registration, status: int = 200, **forms: Any) -> HttpResponse:
    page = ClaimPage(request.actor, registration)
    context = {"page": page, "full_form": SignForm(prefix="full"), "unit_form": SignForm(prefix="unit")}
    if page.full:
        context |= _progress(request, page.full)
    return render(request, "claims/claim.html", context | forms, status=status)


def _progress(request: ActorRequest, claim: Claim) -> dict[str, Any]:
    """What the part of the page that renews itself shows, and the forms beside it."""
    return {
        "claim": claim,
        "stops": stops_now(claim, request.actor),
        "failure": failure_of(claim),
        "is_admin": request.actor.role == Role.ADMIN,
        "answer_form": AnswerForm(action=reverse("confirm_claim", args=[claim.pk])),
        "pull_form": PullForm(action=reverse("pull_claim", args=[claim.pk])),
    }


@roles(*READERS)
@require_safe
def claim_progress(request: ActorRequest, pk: UUID) -> HttpResponse:
    """For HTMX: nothing while the claim is still queued, then its outcome."""
    claim = _claim(request, pk)
    if claim.state == ClaimState.QUEUED and not failure_of(claim):
        return HttpResponse(status=204)
    return render(request, "claims/_progress.html", _progress(request, claim))


@roles(Role.ADMIN)
@require_POST
def make_claim(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = _registration(request, pk)
    kind = Kind.UNIT if request.POST.get("kind") == Kind.UNIT else Kind.FULL
    form = SignForm(request.POST, prefix=kind)
    if not form.is_valid():
        return _page(request, registration, 409, **{f"{kind}_form": form})
    try:
        made = make(actor=request.actor, registration=registration, kind=kind)
    except Refused as refusal:
        return _page(request, registration, 409, refused=refusal.blockers, refused_kind=kind)
    messages.success(request, SAID[made.state])
    return redirect("claim", registration.pk)


@roles(Role.ADMIN)
@require_POST
def confirm_claim(request: ActorRequest, pk: UUID) -> HttpResponse:
    claim = _claim(request, pk)
    form = AnswerForm(request.POST, action=request.path)
    if not form.is_valid():
        return _page(request, claim.registration, 409, answer_form=form)
    confirmed = "refused" not in request.POST
    made = confirm_held_claim(actor=request.actor, claim=claim, confirmed=confirmed, **form.cleaned_data)
    messages.success(request, SAID.get(made.state, "The claim is pulled. Nothing was printed."))
    return redirect("claim", claim.registration_id)


@roles(Role.ADMIN)
@require_POST
def pull_claim(request: ActorRequest, pk: UUID) -> HttpResponse:
    claim = _claim(request, pk)
    form = PullForm(request.POST, action=request.path)
    if not form.is_valid():
        return _page(request, claim.registration, 409, pull_form=form)
    pull(actor=request.actor, claim=claim, **form.cleaned_data)
    messages.success(request, "The claim is pulled. Nothing was printed.")
    return redirect("claim", claim.registration_id)
