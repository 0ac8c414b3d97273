from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from units.combination import evaluate
from units.forms import ApprovalForm, ExtensionForm
from units.models import Competence, Qualification, RegistrationExtension, Specification, Unit
from units.offers import Offer, offers_of, qualifications_of
from units.selectors import competent_members, group_titles, rule_of
from units.services.approve_qualification import approve_qualification
from units.services.record_extension import record_extension

READERS = (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA)


@roles(*READERS)
@require_safe
def qualifications(request: ActorRequest) -> HttpResponse:
    return render(request, "units/qualifications.html", {"offers": offers_of(request.actor)})


@roles(*READERS)
@require_safe
def qualification(request: ActorRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(qualifications_of(request.actor), code=code))


def _page(
    request: ActorRequest, row: Qualification, blockers: Sequence[Blocker] = (), **forms: ApprovalForm | ExtensionForm
) -> HttpResponse:
    (offer,) = offers_of(request.actor, row)
    extensions = RegistrationExtension.objects.none()
    if offer.approval:
        extensions = offer.approval.extensions.select_related("recorded_by__user").order_by("-until")
    context = {
        "offer": offer,
        "groups": _groups(request.actor, offer.specification),
        "extensions": extensions,
        "blockers": blockers,
        "opened": [*forms],
        **_rule(offer.specification),
        **(_forms(offer) if request.actor.role == Role.ADMIN else {}),
        **forms,
    }
    return render(request, "units/qualification.html", context, status=409 if blockers else 200)


def _forms(offer: Offer) -> dict[str, Any]:
    code = offer.qualification.code
    approval = ApprovalForm(approval=offer.approval, action=reverse("approve_qualification", args=[code]))
    return {"approval_form": approval, "extension_form": ExtensionForm(action=reverse("record_extension", args=[code]))}


def _groups(actor: Membership, specification: Specification) -> list[dict[str, Any]]:
    """The groups in order, each with its units and with how many people may act on each today."""
    titles = group_titles(specification)
    people = {
        (unit, role): number
        for unit, role, number in Competence.objects.on()
        .filter(membership__centre_id=actor.centre_id, membership__ended_at=None)
        .values_list("unit", "membership__role")
        .annotate(Count("membership", distinct=True))
    }
    groups: dict[str, dict[str, Any]] = {}
    places = specification.structure.select_related("unit").annotate(criteria=Count("unit__outcomes__criteria"))
    for place in places:
        group = groups.setdefault(place.group, {"title": titles.get(place.group, "Units"), "rows": [], "credits": 0})
        group["credits"] += place.unit.credit
        counts = [people.get((place.unit_id, role), 0) for role in (Role.ASSESSOR, Role.IQA)]
        group["rows"].append(
            {"unit": place.unit, "criteria": place.criteria, "assessors": counts[0], "iqas": counts[1]}
        )
    return list(groups.values())


def _rule(specification: Specification) -> dict[str, Any]:
    """The clauses in the engine's own words; and the readings that the body has not settled."""
    rule = rule_of(specification)
    if rule is None:
        return {"clauses": [], "readings": []}
    outcome = evaluate(rule, [])
    return {"clauses": outcome.clauses, "readings": [reading.label for reading in outcome.readings[1:]]}


@roles(Role.ADMIN)
@require_POST
def approve(request: ActorRequest, code: str) -> HttpResponse:
    row = get_object_or_404(qualifications_of(request.actor), code=code)
    (offer,) = offers_of(request.actor, row)
    form = ApprovalForm(request.POST, approval=offer.approval, action=request.path)
    if not form.is_valid():
        return _page(request, row, approval_form=form)
    try:
        approve_qualification(actor=request.actor, qualification=row, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, row, refusal.blockers, approval_form=form)
    messages.success(request, f"The approval for {row} is recorded.")
    return redirect("qualification", row.code)


@roles(Role.ADMIN)
@require_POST
def extend(request: ActorRequest, code: str) -> HttpResponse:
    row = get_object_or_404(qualifications_of(request.actor), code=code)
    form = ExtensionForm(request.POST, action=request.path)
    if not form.is_valid():
        return _page(request, row, extension_form=form)
    approval = row.approvals.filter(centre_id=request.actor.centre_id).first()
    try:
        if approval is None:
            raise Refused(_not_approved(row))
        extension = record_extension(actor=request.actor, approval=approval, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, row, refusal.blockers, extension_form=form)
    messages.success(request, f"Registration stays open until {extension.until:%-d %B %Y}, by {extension.reference}.")
    return redirect("qualification", row.code)


def _not_approved(row: Qualification) -> Blocker:
    return Blocker("not_approved", f"The centre is not approved for {row}.", "Record the approval first.", yours=True)


@roles(*READERS)
@require_safe
def unit_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Outcomes and criteria; `?wording=open` opens every official wording, which is how the page prints in full."""
    visible = Unit.objects.filter(places__specification__qualification__in=qualifications_of(request.actor)).distinct()
    unit = get_object_or_404(visible.prefetch_related("outcomes__criteria"), pk=pk)
    outcomes = list(unit.outcomes.all())
    places = unit.places.select_related("specification__qualification").order_by("specification__published_on")
    context = {
        "unit": unit,
        "outcomes": outcomes,
        "criteria_count": sum(len(outcome.criteria.all()) for outcome in outcomes),
        "places": [(place, group_titles(place.specification).get(place.group, place.group)) for place in places],
        "opened": request.GET.get("wording") == "open",
        "people": competent_members(request.actor, unit),
    }
    return render(request, "units/unit_detail.html", context)
