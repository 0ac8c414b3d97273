"""Places in an item: set by the candidate and their assessor, beside the item itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Evidence, Pinpoint
from portfolio.pin_forms import PinForm
from portfolio.selectors.evidence import links_by_unit
from portfolio.selectors.pinpoints import pinnable
from portfolio.services.add_pinpoint import add_pinpoint as add
from portfolio.services.remove_pinpoint import remove_pinpoint as remove
from portfolio.views.evidence import evidence_page, visible_evidence


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def add_pinpoint(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Refused, the item's own page says why, with everything that was entered."""
    item = visible_evidence(request, pk)
    form = PinForm(request.POST, item=item, links=pinnable(request.actor, item, _links(item)))
    try:
        if not form.is_valid():
            raise Refused(*_objections(form))
        (pin, *_) = add(actor=request.actor, evidence=item, links=form.wanted(), place=form.place())
    except Refused as refusal:
        return evidence_page(request, item, pin_form=form, pin_refused=refusal.blockers)
    messages.success(request, f"Pinpointed: {pin}.")
    back = request.POST.get("next", "")
    return redirect(f"{back}{'&' if '?' in back else '?'}pin={pin.pk}") if _is_ours(request, back) else _shown(pin)


def _links(item: Evidence) -> list[Any]:
    return [row.link for _, rows in links_by_unit(item) for row in rows]


def _objections(form: PinForm) -> list[Blocker]:
    return [
        Blocker("field", f"{form.fields[name].label}: {message}" if name in form.fields else str(message), yours=True)
        for name, found in form.errors.items()
        for message in found
    ]


def _is_ours(request: ActorRequest, back: str) -> bool:
    return bool(back) and url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())


def _shown(pin: Pinpoint) -> HttpResponse:
    return redirect(f"{reverse('evidence', args=[pin.link.evidence_id])}?pin={pin.pk}#{pin.fragment}")


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_POST
def remove_pinpoint(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = Pinpoint.objects.visible_to(request.actor).select_related("link__evidence__registration__candidate")
    pin = get_object_or_404(rows, pk=pk)
    remove(actor=request.actor, pinpoint=pin)
    messages.success(request, f"Removed: {pin}.")
    return redirect(f"{reverse('evidence', args=[pin.link.evidence_id])}?pin=")
