from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from centres.gates import Refused
from centres.selectors import actor_of
from centres.views.errors import refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoNulMiddleware:
    """No page asks for the character NUL, and PostgreSQL keeps no text with it: the query would fail, not find nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("There is a NUL in the address.")
        return self.get_response(request)


class ActorMiddleware:
    """`request.actor`: the membership in which the signed-in person acts. A person without one is signed out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            actor = actor_of(request)
            if actor is None:
                logout(request)
                messages.error(request, "You have no role in a centre any more. Ask your centre to invite you.")
                return redirect("account_login")
            request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal that no view turned into a page of its own is still shown with all its reasons."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refused(request, exception.blockers, status=403 if exception.is_about_the_actor else 409)
