from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio import scanner
from portfolio.selectors.quarantine import quarantine_page, quarantined
from portfolio.services.remove_infected import remove_infected as remove


@roles(Role.ADMIN)
@require_safe
def quarantine(request: ActorRequest) -> HttpResponse:
    context = quarantine_page(request.actor) | {"scanner": scanner.is_configured()}
    return render(request, "portfolio/quarantine.html", context)


@roles(Role.ADMIN)
@require_POST
def remove_infected(request: ActorRequest, sha256: str) -> HttpResponse:
    stored = quarantined(request.actor, sha256)
    if stored is None:
        raise Http404
    remove(actor=request.actor, stored=stored, reason=request.POST.get("reason", ""))
    messages.success(request, "The file is deleted. Its record stays.")
    return redirect("quarantine")
