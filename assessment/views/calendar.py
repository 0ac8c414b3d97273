"""The calendar feed, and the page on which its secret address is made and revoked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.calendar_feed import address_of, as_ical, dates_of, etag_of
from assessment.models import CalendarAddress
from assessment.services import make_calendar_address as making
from assessment.services import revoke_calendar_address as revoking
from centres.models import Role
from centres.permissions import ActorRequest, public, roles


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Read by calendar programs, which sign in nowhere: the address is the secret. Unchanged dates are a 304."""
    address = address_of(token)
    if address is None:
        raise Http404
    dates = dates_of(address)
    etag = etag_of(dates)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    site = request.build_absolute_uri("/").rstrip("/")
    answer = HttpResponse(as_ical(dates, address.member.centre.name, site), "text/calendar; charset=utf-8")
    answer.headers["ETag"] = etag
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: ActorRequest) -> HttpResponse:
    """The address is shown once, in the answer to the press that made it."""
    feed = ""
    if request.method == "POST":
        token = making.make_calendar_address(actor=request.actor, names=bool(request.POST.get("names")))
        feed = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    live = CalendarAddress.objects.filter(member=request.actor, revoked_at=None).first()
    return render(request, "assessment/calendar.html", {"feed": feed, "live": live})


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def revoke_calendar(request: ActorRequest) -> HttpResponse:
    revoking.revoke_calendar_address(actor=request.actor)
    messages.success(request, "The address no longer works.")
    return redirect("calendar")
