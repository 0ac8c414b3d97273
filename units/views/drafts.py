"""One draft: how it stands, its facts, opening it, throwing it away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.draft_forms import EditionForm, FactsForm
from units.draft_gates import clashes, opening_gate
from units.draft_keeping import against, kept, opened, turn_of
from units.drafting.clauses import clause_lines
from units.drafting.edits import groups_of
from units.interchange.spreadsheet import write_xlsx
from units.interchange.values import QualificationValues
from units.known import edition_of
from units.models import Draft, Specification
from units.models.qualification import OWN
from units.selectors.rule_checks import standing_of
from units.services.drop_draft import drop_draft as drop_it
from units.services.open_draft import open_draft as open_it
from units.views.exports import XLSX, attachment, file_name

SHOWN = 25  # reasons on one page; mending these brings the next


@roles(Role.ADMIN)
@require_safe
def draft(request: ActorRequest, pk: UUID) -> HttpResponse:
    row, values = opened(request, pk)
    return _page(request, row, values)


def _page(
    request: ActorRequest, row: Draft, values: QualificationValues, refused: Sequence[Blocker] = ()
) -> HttpResponse:
    known = edition_of(request.actor, values.code)
    standing = standing_of(row, values)
    subject: dict[str, Any] = {"draft": row, "values": values, "known": known, "standing": standing}
    blockers = list(refused) or opening_gate.blockers(actor=request.actor, **subject)
    context = {
        **subject,
        "against": against(request.actor, known, values) if known else None,
        "blockers": blockers[:SHOWN],
        "number": len(blockers),
        "refused": bool(refused),
        "units": _units(values),
        "clauses": clause_lines(values),
        "groups": groups_of(values),
        "counts": _counts(values),
        "next": len(values.units) + 1,
    }
    return render(request, "units/draft.html", context, status=409 if refused else 200)


def _units(values: QualificationValues) -> list[dict[str, Any]]:
    groups = groups_of(values)
    return [
        {
            "unit": unit,
            "number": number,
            "criteria": sum(len(outcome.criteria) for outcome in unit.outcomes),
            "group": groups.get(unit.group, {}).get("title", ""),
        }
        for number, unit in enumerate(values.units, 1)
    ]


def _counts(values: QualificationValues) -> dict[str, int]:
    outcomes = [outcome for unit in values.units for outcome in unit.outcomes]
    criteria = sum(len(outcome.criteria) for outcome in outcomes)
    return {"units": len(values.units), "outcomes": len(outcomes), "criteria": criteria}


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_facts(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Of another edition of a qualification of the catalogue only what belongs to an edition: the rest stays as it is."""
    row, values = opened(request, pk)
    known = edition_of(request.actor, values.code)
    only_edition = known is not None and known.of_catalogue and not clashes(draft=row, values=values, known=known)
    kind = EditionForm if only_edition else FactsForm
    form = kind(request.POST if request.method == "POST" else None, values=values)
    blockers: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        blockers = kept(request, row, form.changed(values))
        if not blockers:
            return redirect("draft", pk)
    context = {
        "draft": row,
        "values": values,
        "known": known if only_edition else None,
        "form": form,
        "blockers": blockers,
    }
    return render(request, "units/draft_facts.html", context, status=409 if blockers else 200)


@roles(Role.ADMIN)
@require_POST
def open_draft(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Pressed twice, the second finds what the first has made."""
    row = Draft.objects.visible_to(request.actor).filter(pk=pk).first()
    if row is None:
        return _opened_before(request)
    row, values = opened(request, pk)
    known = edition_of(request.actor, values.code)
    try:
        made = open_it(actor=request.actor, draft=row, turn=turn_of(request))
    except Draft.DoesNotExist:
        return _opened_before(request)
    except Refused as refusal:
        return _page(request, row, values, refusal.blockers)
    after = "New registrations go on the newest edition." if known else "Record the centre’s approval for it next."
    messages.success(request, f"{made} is open. {after}")
    return redirect("qualification", made.qualification.code)


def _opened_before(request: ActorRequest) -> HttpResponse:
    code, version = (request.POST.get(name, "").replace("\0", "") for name in ("code", "version"))
    made = Specification.objects.filter(centre_id=request.actor.centre_id, version=version)
    found = made.filter(qualification__code__in=[code, f"{OWN}{code}"]).select_related("qualification").first()
    if found is None:
        raise Http404
    messages.info(request, f"{found} is open already. Nothing was made twice.")
    return redirect("qualification", found.qualification.code)


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def drop_draft(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Draft.objects.visible_to(request.actor).select_related("changed_by__user"), pk=pk)
    if request.method != "POST":
        return render(request, "units/draft_drop.html", {"draft": row})
    drop_it(actor=request.actor, draft=row)
    messages.success(request, f"The draft of {row.title or 'a qualification'} is thrown away.")
    return redirect("describe")


@roles(Role.ADMIN)
@require_safe
def draft_file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """To go on in a spreadsheet; uploaded again it makes another draft."""
    _, values = opened(request, pk)
    return attachment(write_xlsx(values, wording=True), file_name(values, ".xlsx"), XLSX)
