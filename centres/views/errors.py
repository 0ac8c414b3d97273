"""Pages for what went wrong. Those for 500 and 503 need no database and no context."""

import errno
import sys
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from centres.gates import Blocker


def refused(request: HttpRequest, blockers: Sequence[Blocker], status: int = 403) -> HttpResponse:
    return render(request, "403.html", {"blockers": blockers}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"blockers": []}, status=403)


def not_for_reading(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """In place of the empty page with which Django answers; which methods there are stays in its header."""
    page = render(request, "405.html", status=405)
    page["Allow"] = answer["Allow"]
    return page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this inside its `except`: the database away is a 503, a full disk a 507, anything else a 500."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return HttpResponse(get_template("503.html").render(), status=503, headers={"Retry-After": "10"})
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return HttpResponse(get_template("507.html").render(), status=507)
    return HttpResponse(get_template("500.html").render(), status=500)
