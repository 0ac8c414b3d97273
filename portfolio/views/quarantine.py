from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
def remove_infected(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = get_object_or_404(quarantined(request.actor), pk=pk)
    remove(actor=request.actor, evidence=item, reason=request.POST.get("reason", ""))
    messages.success(request, f"{item.file_name} is deleted. Its record stays.")
    return redirect("quarantine")
