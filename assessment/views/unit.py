from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.duties import ENROLMENT_PARTS
from assessment.forms import ReopenForm, SignatureForm, SignOffForm
from assessment.models import Adjustment, Appeal, UnitSignOff
from assessment.selectors.unit import UnitPage
from assessment.services.countersign import countersign as countersign_unit
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from centres.prepared import one_or_404, prepared
from portfolio.models import ConflictOfInterest, UnitEnrolment
from portfolio.states import UnitState

STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)


def visible_enrolment(request: ActorRequest, pk: Any) -> UnitEnrolment:
    found: UnitEnrolment = one_or_404(_visible_enrolment(request.actor, pk))
    return found


@prepared
def _visible_enrolment(actor: Membership, pk: UUID) -> QuerySet[UnitEnrolment]:
    rows = UnitEnrolment.objects.visible_to(actor)
    parts = (*ENROLMENT_PARTS, "registration__specification__qualification")
    about = ConflictOfInterest.objects.filter(candidate=OuterRef("registration__candidate"))
    adjusted = Adjustment.objects.filter(registration=OuterRef("registration"))
    appealed = Appeal.objects.filter(enrolment=OuterRef("pk"))
    signed = UnitSignOff.objects.filter(enrolment=OuterRef("pk"))
    found: QuerySet[UnitEnrolment] = rows.select_related(*parts).annotate(
        has_conflicts=Exists(about),
        has_appeals=Exists(appealed),
        has_adjustments=Exists(adjusted),
        has_sign_offs=Exists(signed),
    )
    return found.filter(pk=pk)


def unit_page(request: ActorRequest, enrolment: UnitEnrolment, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "page": UnitPage(request.actor, enrolment, whole_history=request.GET.get("history") == "all"),
        "enrolment": enrolment,
        "today": timezone.localdate(),
        "signature": SignOffForm(),
        "countersignature": SignatureForm(),
    }
    return render(request, "assessment/unit.html", context | more, status=status)


@require_GET
@roles(*STAFF)
def unit(request: ActorRequest, pk: str) -> HttpResponse:
    return unit_page(request, visible_enrolment(request, pk), chosen=set(request.GET.getlist("reopen")))


@require_POST
@roles(Role.ASSESSOR)
def sign_off(request: ActorRequest, pk: str) -> HttpResponse:
    enrolment = visible_enrolment(request, pk)
    form = SignOffForm(request.POST)
    try:
        _require_signature(form)
        made = sign_off_unit(actor=request.actor, enrolment=enrolment, short_reason=form.cleaned_data["short_reason"])
    except Refused as refusal:
        return unit_page(request, visible_enrolment(request, pk), 409, signature=form, refused=refusal.blockers)
    waits = made.needs_countersignature and made.enrolment.state == UnitState.AWAITING
    messages.success(request, "Signed off. It awaits the countersignature." if waits else "Signed off.")
    return redirect("unit", enrolment.pk)


@require_POST
@roles(Role.ASSESSOR)
def countersign(request: ActorRequest, pk: str) -> HttpResponse:
    sign_off = get_object_or_404(UnitSignOff.objects.visible_to(request.actor), pk=pk)
    form = SignatureForm(request.POST)
    try:
        _require_signature(form)
        countersign_unit(actor=request.actor, sign_off=sign_off)
    except Refused as refusal:
        enrolment = visible_enrolment(request, str(sign_off.enrolment_id))
        return unit_page(request, enrolment, 409, countersignature=form, refused=refusal.blockers)
    messages.success(request, "Countersigned.")
    return redirect("unit", sign_off.enrolment_id)


def _require_signature(form: SignatureForm) -> None:
    if form.is_valid():
        return
    found = [Blocker("field", str(error), yours=True) for error in form.errors.get("short_reason", [])]
    if "signed" in form.errors:
        found.append(Blocker("signature", "The signature is not ticked.", "Tick the box to sign.", yours=True))
    raise Refused(*found)


@require_POST
@roles(Role.ASSESSOR)
def reopen(request: ActorRequest, pk: str) -> HttpResponse:
    enrolment = visible_enrolment(request, pk)
    rows = list(enrolment.criteria.select_related("criterion"))
    form = ReopenForm(request.POST, choices=[(str(row.pk), str(row)) for row in rows])
    form.is_valid()
    chosen = set(form.cleaned_data.get("criteria", []))
    try:
        reopen_unit(
            actor=request.actor,
            enrolment=enrolment,
            progress=[row for row in rows if str(row.pk) in chosen],
            reason=form.cleaned_data.get("reason", ""),
        )
    except Refused as refusal:
        more = {"reopening": form, "chosen": chosen, "refused_reopening": refusal.blockers}
        return unit_page(request, visible_enrolment(request, pk), 409, **more)
    messages.success(request, "Reopened. The criteria wait to be decided again.")
    return redirect("unit", enrolment.pk)
