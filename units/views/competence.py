from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from units.forms import AccessForm, CompetenceForm, EndCompetenceForm
from units.panels import access_form, findings_of, open_ones
from units.selectors import group_titles
from units.selectors.offers import Offer, offers_of
from units.services.end_competence import end_competence as end
from units.services.grant_external_access import grant_external_access
from units.services.record_competence import record_competence as record


def _member(request: ActorRequest, pk: UUID, *allowed: Role) -> Membership:
    """Somebody of the admin's own centre in one of these roles; anybody else is not there."""
    people = Membership.objects.visible_to(request.actor).select_related("user", "centre")
    member: Membership = get_object_or_404(people, pk=pk, role__in=allowed)
    return member


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def competence(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What a person is competent for: record more, or end some of it."""
    member = _member(request, pk, Role.ASSESSOR, Role.IQA)
    offers = offers_of(request.actor)
    offer = _chosen(request, offers)
    form = _form(offer, request.POST or None)
    blockers: Sequence[Blocker] = ()
    if offer and form and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("basis", "valid_from", "valid_until")}
        facts |= {"membership": member, "qualification": offer.qualification, "units": form.chosen()}
        try:
            made = record(actor=request.actor, **facts)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{member.name} is competent for {len(made)} units of {offer.qualification}.")
            return redirect("person", member.pk)
    return _page(request, member, offers, blockers, form=form)


def _page(
    request: ActorRequest, member: Membership, offers: Sequence[Offer], blockers: Sequence[Blocker], **forms: Any
) -> HttpResponse:
    chosen = _chosen(request, offers)
    action = reverse("end_competence", args=[member.pk])
    context = {
        "member": member,
        "offer": chosen,
        "blockers": blockers,
        "findings": findings_of(member),
        "form": _form(chosen),
        "ending": EndCompetenceForm(open_ones=open_ones(member), action=action),
        "ending_opened": "ending" in forms,
        "views": [_view(offer, chosen) for offer in offers],
        **forms,
    }
    return render(request, "units/competence.html", context, status=409 if blockers else 200)


def _chosen(request: ActorRequest, offers: Sequence[Offer]) -> Offer | None:
    """The qualification named in the address; else the first, which is one that the centre is approved for."""
    named = request.GET.get("qualification")
    if named is None:
        return offers[0] if offers else None
    chosen = next((offer for offer in offers if offer.qualification.code == named), None)
    if chosen is None:
        raise Http404
    return chosen


def _form(offer: Offer | None, data: Any = None) -> CompetenceForm | None:
    if offer is None:
        return None
    places = list(offer.specification.structure.select_related("unit"))
    return CompetenceForm(data, places=places, titles=group_titles(offer.specification))


def _view(offer: Offer, chosen: Offer | None) -> dict[str, Any]:
    """One of the qualifications to choose from, as `components/views.html` shows it."""
    return {
        "label": offer.qualification.title,
        "url": f"?qualification={offer.qualification.code}",
        "count": offer.specification.units_count,
        "current": offer is chosen,
    }


@roles(Role.ADMIN)
@require_POST
def end_competence(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = _member(request, pk, Role.ASSESSOR, Role.IQA)
    form = EndCompetenceForm(request.POST, open_ones=open_ones(member), action=request.path)
    blockers: Sequence[Blocker] = ()
    if form.is_valid():
        facts = {"reason": form.cleaned_data["reason"], "last_day": form.cleaned_data["last_day"]}
        try:
            number = end(actor=request.actor, competences=form.chosen(), **facts)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{member.name}'s competence ends for {number} units. Their decisions stay.")
            return redirect("person", member.pk)
    return _page(request, member, offers_of(request.actor), blockers, ending=form)


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def external_access(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Opens a qualification of the centre to an EQA for a time."""
    member = _member(request, pk, Role.EQA)
    form: AccessForm = access_form(member, request.POST or None)
    blockers: Sequence[Blocker] = ()
    if request.method == "POST" and form.is_valid():
        try:
            access = grant_external_access(actor=request.actor, membership=member, **form.cleaned_data)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{member.name} can look at {access.qualification} now.")
            return redirect("person", member.pk)
    context = {"member": member, "form": form, "blockers": blockers}
    return render(request, "units/external_access.html", context, status=409 if blockers else 200)
