from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout, middleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from centres.gates import Refused
from centres.selectors import actor_of
from centres.views.errors import not_for_reading, refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoNulMiddleware:
    """No page asks for the character NUL, and PostgreSQL keeps no text with it: the query would fail, not find nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("There is a NUL in the address.")
        return self.get_response(request)


class SignInMiddleware(middleware.LoginRequiredMiddleware):
    """After signing in again, whoever had sent a form is on the page of that form: many forms' own address only takes POST."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        came_from = request.headers.get("Referer", "")
        if request.method != "POST" or not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
            answer: HttpResponseRedirect = super().handle_no_permission(request, view_func)
            return answer
        page = urlsplit(came_from)
        return redirect_to_login(f"{page.path}?{page.query}" if page.query else page.path)


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
    """A refusal that no view turned into a page of its own is still shown with all its reasons.

    Also the address of a form that was refused, when it is loaded again as if it were a page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        return not_for_reading(request, answer) if answer.status_code == 405 and not answer.content else answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refused(request, exception.blockers, status=403 if exception.is_about_the_actor else 409)
