"""The groups of a draft and its rule of combination, clause by clause."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker
from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.draft_forms import ClauseForm, GroupForm, HomesForm, ReadingForm, SourceForm
from units.draft_gates import can_be_read
from units.draft_keeping import kept, opened
from units.drafting.clauses import KIND_WORDS, clause_lines
from units.drafting.edits import (
    clauses_of,
    groups_of,
    homes_in,
    move_clause,
    put_clause,
    put_groups,
    put_readings,
    put_source,
    remove_clause,
    rule_of,
)
from units.drafting.trial import sources_of, trial_of
from units.interchange.values import QualificationValues
from units.selectors.rule_checks import standing_of

BLANK_GROUPS = 2
MOST_GROUPS = 60


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_groups(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The groups, two empty ones after them, and which group each unit is in."""
    row, values = opened(request, pk)
    data = request.POST if request.method == "POST" else None
    forms = _group_forms(data, values)
    homes = HomesForm(data, values=values)
    blockers: list[Blocker] = []
    if data is not None and all([homes.is_valid(), *(form.is_valid() for form in forms)]):
        groups = [form.changed() for form in forms if not form.is_left_out]
        changed = put_groups(values, groups, homes.cleaned_data)
        blockers = kept(request, row, changed)
        if not blockers:
            added = len(homes_in(changed)) > len(homes_in(values))
            if added:
                messages.success(request, "The group is there. Now choose its units below.")
            return redirect(request.path + "#homes" if added else f"{reverse('draft', args=[pk])}#rule")
    context = {"draft": row, "values": values, "forms": forms, "homes": homes, "blockers": blockers}
    return render(request, "units/draft_groups.html", context, status=409 if blockers else 200)


def _group_forms(data: Any, values: QualificationValues) -> list[GroupForm]:
    """As many as the page had when it was opened."""
    groups = groups_of(values)
    keys = [*groups, *[""] * BLANK_GROUPS]
    if data is not None:
        written = data.get("groups", "")
        number = min(int(written), MOST_GROUPS) if written.isdecimal() and len(written) < 4 else 0
        keys = [data.get(f"g{index}-key", "") for index in range(number)]
        keys = [key if key in groups else "" for key in keys]
    return [GroupForm(data, index=index, key=key, groups=groups) for index, key in enumerate(keys)]


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_rule(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The clauses in words; a POST moves or removes one, keeps the source, or adds and removes a reading."""
    row, values = opened(request, pk)
    act = request.POST.get("act", "")
    source = SourceForm(
        request.POST if act == "source" else None, initial={"source": rule_of(values).get("source", "")}
    )
    reading = ReadingForm(request.POST if act == "read" else None, prefix="reading")
    blockers: list[Blocker] = []
    if request.method == "POST":
        changed = _changed(request, act, values, source, reading)
        blockers = kept(request, row, changed) if changed else []
        if changed and not blockers:
            return redirect("draft_rule", pk)
    rule = rule_of(values)
    context = {
        "draft": row,
        "values": values,
        "standing": standing_of(row, values),
        "wrong": can_be_read(actor=request.actor, draft=row, values=values) if values.rule else [],
        "clauses": list(zip(clause_lines(values), sources_of(values, trial_of(values, ())), strict=True)),
        "readings": rule.get("readings", []),
        "groups": groups_of(values),
        "kinds": KIND_WORDS,
        "next": len(clauses_of(values)) + 1,
        "source": source,
        "reading": reading,
        "blockers": blockers,
    }
    return render(request, "units/draft_rule.html", context, status=409 if blockers else 200)


def _changed(
    request: ActorRequest, act: str, values: QualificationValues, source: SourceForm, reading: ReadingForm
) -> QualificationValues | None:
    """None where what was typed is not fit to be kept."""
    if act == "source":
        return put_source(values, source.cleaned_data["source"]) if source.is_valid() else None
    if act == "read":
        return _with_reading(values, reading.changed()) if reading.is_valid() else None
    if act == "unread":
        left = [one for one in rule_of(values).get("readings", ()) if one["name"] != request.POST.get("reading")]
        return put_readings(values, left)
    index = _clause_index(request.POST.get("clause", ""), values)
    if act == "remove":
        return remove_clause(values, index)
    return move_clause(values, index, -1 if act == "up" else 1)


def _with_reading(values: QualificationValues, reading: Mapping[str, Any]) -> QualificationValues:
    others = [one for one in rule_of(values).get("readings", ()) if one["name"] != reading["name"]]
    return put_readings(values, [*others, reading])


def _clause_index(written: str, values: QualificationValues) -> int:
    if not (written.isdecimal() and len(written) < 4 and 1 <= int(written) <= len(clauses_of(values))):
        raise Http404
    return int(written) - 1


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_clause(request: ActorRequest, pk: UUID, number: int) -> HttpResponse:
    """One beyond the last is a new one, of the `?kind=` that was chosen."""
    row, values = opened(request, pk)
    clauses = clauses_of(values)
    is_new = number > len(clauses)
    kind = request.GET.get("kind", "") if is_new else clauses[number - 1]["kind"]
    if number < 1 or kind not in KIND_WORDS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = ClauseForm(data, kind=kind, clause={} if is_new else clauses[number - 1], values=values)
    blockers: list[Blocker] = []
    if data is not None and form.is_valid():
        blockers = kept(request, row, put_clause(values, None if is_new else number - 1, form.changed()))
        if not blockers:
            return redirect("draft_rule", pk)
    context = {
        "draft": row,
        "values": values,
        "kind": KIND_WORDS[kind],
        "form": form,
        "is_new": is_new,
        "groups": groups_of(values),
        "blockers": blockers,
    }
    return render(request, "units/draft_clause.html", context, status=409 if blockers else 200)
