"""Coming in, choosing a role, the look, and whether the house stands."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import BadRequest
from django.db import DatabaseError, InterfaceError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Refused
from centres.member_forms import ChoosePasswordForm
from centres.models import Invitation, Job, User
from centres.models.job import JobState
from centres.models.user import Theme
from centres.navigation import home_of
from centres.permissions import EVERY_ROLE, ActorRequest, public, roles
from centres.selectors import SESSION_KEY
from centres.services.accept_invitation import accept_invitation as accept


@roles(*EVERY_ROLE)
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    return redirect(home_of(request.actor))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who has a password already joins and signs in with it: a link by mail alone must not open their account."""
    invitation = Invitation.objects.of_token(token)
    if invitation is None:
        return render(request, "centres/invitation_over.html", status=410)
    user = User.objects.get(memberships=invitation.membership_id)
    known = user.has_usable_password()
    form = ChoosePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and (known or form.is_valid()):
        return _join(request, invitation, "" if known else form.cleaned_data["password"])
    context = {"invitation": invitation, "member": invitation.membership, "known": known, "form": form}
    return render(request, "centres/accept_invitation.html", context)


def _join(request: HttpRequest, invitation: Invitation, password: str) -> HttpResponse:
    try:
        membership = accept(invitation=invitation, password=password)
    except Refused:  # another press of the button was first
        return render(request, "centres/invitation_over.html", status=410)
    if not password and request.user != membership.user:
        messages.success(request, f"You have joined {membership.centre}. Sign in with the password you have.")
        return redirect("account_login")
    if password:
        login(request, User.objects.get(memberships=membership.pk))
    request.session[SESSION_KEY] = str(membership.pk)
    messages.success(request, f"Welcome to {membership.centre}.")
    return redirect("home")


@roles(*EVERY_ROLE)
@require_POST
def switch_role(request: ActorRequest) -> HttpResponse:
    """Only a role that the person holds today; anything else is not there."""
    chosen = request.POST.get("membership", "")
    mine = request.memberships  # type: ignore[attr-defined]  # by centres.selectors.actor_of
    if chosen not in {str(membership.pk) for membership in mine}:
        raise Http404
    request.session[SESSION_KEY] = chosen
    return redirect("home")


@roles(*EVERY_ROLE)
@require_POST
def choose_theme(request: ActorRequest) -> HttpResponse:
    theme, back = request.POST.get("theme", ""), request.POST.get("next", "")
    if theme not in Theme.values:
        raise BadRequest("There is no such look.")
    User.objects.filter(memberships=request.actor.pk).update(theme=theme)
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "home")


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 only when the database has answered: what a proxy asks before it sends anybody here."""
    try:
        jobs = dict(Job.objects.exclude(state=JobState.DONE).values_list("state").annotate(Count("pk")))
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": False}, status=503, headers={"Retry-After": "10"})
    waiting = {state.value: jobs.get(state.value, 0) for state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)}
    return JsonResponse({"database": True, "jobs": waiting})
