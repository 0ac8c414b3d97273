from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import EVERY_ROLE, ActorRequest, roles
from portfolio.forms import WithdrawForm
from portfolio.gates import opening_gate, withdrawal_gate
from portfolio.models import Evidence, Preview
from portfolio.panels import evidence_notes, link_notes
from portfolio.permissions import require_maker
from portfolio.quarantine import why_closed
from portfolio.selectors.evidence import (
    VIEWS,
    drafting_url,
    evidence_counts,
    evidence_list,
    links_by_unit,
    next_version_url,
    versions,
    viewer,
)
from portfolio.selectors.mapping import mapping_url
from portfolio.selectors.pinpoints import pin_form
from portfolio.selectors.registrations import own_registration
from portfolio.services.answer_record import answer_record
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.serving import serve
from portfolio.states import EvidenceState


@roles(Role.CANDIDATE)
@require_safe
def my_evidence(request: ActorRequest) -> HttpResponse:
    registration = own_registration(request)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else ""
    counts = evidence_counts(registration)
    context = {
        "registration": registration,
        "page": Paginator(evidence_list(registration, view), 50).get_page(request.GET.get("page")),
        "view": view,
        "views": [
            {"label": label, "url": f"?view={name}", "count": counts[name or "all"], "current": name == view}
            for name, (label, _) in VIEWS.items()
        ],
    }
    return render(request, "portfolio/my_evidence.html", context)


def visible_evidence(request: ActorRequest, pk: UUID) -> Evidence:
    rows = Evidence.objects.visible_to(request.actor).select_related(
        "file",
        "made_by__user",
        "registration__candidate__membership",
        "registration__assessor__user",
        "registration__specification",
    )
    return get_object_or_404(rows, pk=pk)


@roles(*EVERY_ROLE)
@require_safe
def evidence(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = visible_evidence(request, pk)
    if item.state == EvidenceState.DRAFT and "pin" not in request.GET:
        return redirect(drafting_url(item))
    return evidence_page(request, item)


def evidence_page(request: ActorRequest, item: Evidence, refused: Sequence[Blocker] = (), **more: Any) -> HttpResponse:
    closed = opening_gate.blockers(actor=request.actor, evidence=item)
    older_and_newer = versions(item)
    answers = list(item.answers.select_related("actor__user")) if item.made_by_id else []
    notes = evidence_notes(request.actor, older_and_newer or [item])
    units = _with_notes(request, item)
    context = {
        "item": item,
        "closed": closed,
        "units": units,
        "mapping": mapping_url(request.actor, item),
        **_viewing(request, item, units, closed),
        "versions": [(version, notes.get(version.pk, [])) for version in older_and_newer],
        "notes": notes.get(item.pk, []),
        "next_version": next_version_url(item),
        "answers": answers,
        "confirmed": any(answer.confirms for answer in answers),
        "refused": refused,
        "comment": request.POST.get("comment", ""),
    }
    stopped = refused or more.get("pin_refused")
    return render(request, "portfolio/evidence.html", context | more, status=409 if stopped else 200)


def _viewing(request: ActorRequest, item: Evidence, units: Sequence[Any], closed: Sequence[Blocker]) -> dict[str, Any]:
    """The viewer with its pinpoints; `?pin=` names the one to open at."""
    if closed:
        return {"viewer": None}
    links = [row.link for _, rows in units for row in rows]
    shown = viewer(item, [pin for link in links for pin in link.pins], request.GET.get("pin", ""))
    return {"viewer": shown, "pin_form": pin_form(request.actor, shown, links)}


def _with_notes(request: ActorRequest, item: Evidence) -> list[Any]:
    """Where the item is put forward, each link with what upper apps say of it or offer."""
    units = links_by_unit(item)
    links = [row.link for _, rows in units for row in rows]
    notes = link_notes(request.actor, item, links)
    for link in links:
        link.notes = notes.get(link.pk, [])
    return units


@roles(Role.CANDIDATE)
@require_POST
def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The candidate confirms an assessor's record, or says what they see differently."""
    item = visible_evidence(request, pk)
    confirms = "confirm" in request.POST
    said: dict[str, Any] = {"confirms": confirms, "comment": "" if confirms else request.POST.get("comment", "")}
    try:
        answer_record(actor=request.actor, evidence=item, draft_mark=request.POST.get("draft_mark", ""), **said)
    except Refused as refusal:
        return evidence_page(request, item, refusal.blockers)
    messages.success(request, "Confirmed." if confirms else "Your comment is kept beside the record.")
    return redirect("evidence", item.pk)


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A missing reason is said at its field, everything else that stops it in the gate."""
    item = visible_evidence(request, pk)
    require_maker(request.actor, item)
    form = WithdrawForm(request.POST or None)
    reason = request.POST.get("reason", "").strip()
    blockers = withdrawal_gate.blockers(actor=request.actor, evidence=item, reason=reason)
    if request.method == "POST" and (form.is_valid() or not reason):
        try:
            mark = request.POST.get("draft_mark", "")
            withdraw_evidence(actor=request.actor, evidence=item, reason=reason, draft_mark=mark)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{item} is withdrawn.")
            return redirect("evidence", item.pk)
    context = {"item": item, "units": links_by_unit(item), "form": form}
    context["blockers"] = [blocker for blocker in blockers if blocker.code != "no_reason"]
    return render(request, "portfolio/withdraw.html", context, status=409 if request.method == "POST" else 200)


@roles(*EVERY_ROLE)  # type: ignore[arg-type]  # a streamed answer is an answer
@require_safe
def evidence_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The bytes as they came: sound and video to be played, all else to be saved."""
    item = visible_evidence(request, pk)
    if item.file is None:
        raise Http404
    opening_gate.require(actor=request.actor, evidence=item)
    return serve(request, item.file, name=item.file_name, inline=bool(item.media.plays))


@roles(*EVERY_ROLE)  # type: ignore[arg-type]  # a streamed answer is an answer
@require_safe
def evidence_preview(request: ActorRequest, pk: UUID, page: int) -> HttpResponseBase:
    item = visible_evidence(request, pk)
    opening_gate.require(actor=request.actor, evidence=item)
    closed = why_closed(item.file, item.file_name)
    if closed:
        raise Refused(closed)
    preview = get_object_or_404(Preview.objects.select_related("image"), file=item.file_id, page=page)
    return serve(request, preview.image, name=f"{item.receipt}-{page}.webp", inline=True)
