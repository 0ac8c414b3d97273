from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.combination import evaluate
from units.forms import ApprovalForm, ExtensionForm
from units.models import Qualification, RegistrationExtension, RuleCheck, Specification
from units.panels import qualification_actions, rules_waiting
from units.selectors import rule_of
from units.selectors.expiry import expiry_of
from units.selectors.groups import groups_of
from units.selectors.offers import Offer, offers_of, qualifications_of
from units.selectors.qualification_list import choices, listed, page_of, shelves
from units.selectors.visible import READERS
from units.services.approve_qualification import approve_qualification
from units.services.record_extension import record_extension

VIEWS = {"": "All", "approved": "Approved here"}


@roles(*READERS)
@require_safe
def qualifications(request: ActorRequest) -> HttpResponse:
    """By awarding organisation; `?view=approved`, `?level=` and `?body=` narrow it."""
    asked = {name: request.GET.get(name, "") for name in ("view", "level", "body")}
    rows, counts = listed(request.actor, asked)
    page = page_of(rows, request.GET.get("page"))
    context = {
        "shelves": shelves(request.actor, list(page)),
        "page": page,
        "asked": asked,
        "kept": _kept(asked),
        "views": [_view(name, said, counts[name], asked) for name, said in VIEWS.items()],
        "rules": list(rules_waiting(request.actor)),
        **choices(request.actor),
    }
    return render(request, "units/qualifications.html", context)


def _view(name: str, said: str, count: int, asked: Mapping[str, str]) -> dict[str, Any]:
    """As `components/views.html` shows it; the other choices stay."""
    url = "?" + _kept({**asked, "view": name}).removesuffix("&")
    return {"label": said, "url": url, "count": count, "current": asked["view"] == name}


def _kept(asked: Mapping[str, str]) -> str:
    """The choices as the beginning of an address: "view=approved&"."""
    return "".join(f"{urlencode({name: value})}&" for name, value in asked.items() if value)


@roles(*READERS)
@require_safe
def qualification(request: ActorRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(qualifications_of(request.actor), code=code))


def _page(
    request: ActorRequest, row: Qualification, blockers: Sequence[Blocker] = (), **forms: ApprovalForm | ExtensionForm
) -> HttpResponse:
    (offer,) = offers_of(request.actor, row)
    extensions: list[RegistrationExtension] = []
    if offer.approval:
        extensions = list(offer.approval.extensions.select_related("recorded_by__user").order_by("-until"))
    groups = groups_of(request.actor, offer.specification)
    context = {
        "offer": offer,
        "groups": groups,
        "extensions": extensions,
        "expiry": expiry_of((row.unit for group in groups for row in group.rows), extensions, offer.window.today),
        "blockers": blockers,
        "opened": [*forms],
        "actions": qualification_actions(request.actor, row),
        **_rule(offer.specification),
        **(_forms(offer) if request.actor.role == Role.ADMIN else {}),
        **forms,
    }
    return render(request, "units/qualification.html", context, status=409 if blockers else 200)


def _forms(offer: Offer) -> dict[str, Any]:
    code = offer.qualification.code
    approval = ApprovalForm(approval=offer.approval, action=reverse("approve_qualification", args=[code]))
    return {"approval_form": approval, "extension_form": ExtensionForm(action=reverse("record_extension", args=[code]))}


def _rule(specification: Specification) -> dict[str, Any]:
    """The clauses in the engine's own words; and the readings that the body has not settled."""
    rule = rule_of(specification)
    if rule is None:
        return {"clauses": [], "readings": []}
    outcome = evaluate(rule, [])
    readings = [reading.label for reading in outcome.readings[1:]]
    return {"clauses": outcome.clauses, "readings": readings, "rule_check": _check(specification)}


def _check(specification: Specification) -> RuleCheck | None:
    """The second person's approval. A rule of the catalogue ships checked and has none."""
    if specification.rule_check_id is None:
        return None
    return RuleCheck.objects.select_related("entered_by", "checked_by").get(pk=specification.rule_check_id)


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
    messages.success(request, f"Registrations until {extension.until:%-d %B %Y} are covered, by {extension.reference}.")
    return redirect("qualification", row.code)


def _not_approved(row: Qualification) -> Blocker:
    return Blocker("not_approved", f"The centre is not approved for {row}.", "Record the approval first.", yours=True)
