"""The units of a draft: found in the catalogue or described anew, put in order, changed, removed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from units.draft_forms import OutcomeForm, UnitForm
from units.draft_gates import nothing_is_wrong
from units.draft_keeping import kept, opened
from units.drafting.criteria import lost_wording
from units.drafting.edits import blank_unit, move_unit, put_unit, remove_unit
from units.interchange.values import QualificationValues, UnitValues
from units.models import Draft, Unit
from units.rows import unit_values
from units.selectors import units_with_wording
from units.selectors.visible import units_of

MOST_FOUND = 30
MOST_OUTCOMES = 99


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_units(request: ActorRequest, pk: UUID) -> HttpResponse:
    """`?q=` looks in the catalogue; a POST adds what was found, or moves a unit of the draft up or down."""
    row, values = opened(request, pk)
    blockers: list[Blocker] = []
    if request.method == "POST":
        changed = _changed(request, values)
        blockers = kept(request, row, changed)
        if not blockers:
            return redirect(f"{reverse('draft', args=[pk])}#units")
    asked = (request.POST if blockers else request.GET).get("q", "").strip()
    context = {
        "draft": row,
        "values": values,
        "asked": asked,
        "found": _found(request.actor, asked, values) if asked else [],
        "next": len(values.units) + 1,
        "blockers": blockers,
    }
    return render(request, "units/draft_units.html", context, status=409 if blockers else 200)


def _changed(request: ActorRequest, values: QualificationValues) -> QualificationValues:
    written = request.POST.get("unit", "")
    if request.POST.get("act") == "add":
        rows = units_of(request.actor).prefetch_related("outcomes__criteria")
        found = get_object_or_404(rows, pk=_key(written))
        unit = unit_values(found, wording=found.pk in units_with_wording(request.actor))
        return values if _index(values, unit.code) is not None else put_unit(values, None, unit)
    place = request.POST.get("place", "")
    index = _index(values, written, int(place) if place.isdecimal() and len(place) < 4 else 0)
    if index is None:
        return values
    return move_unit(values, index, -1 if request.POST.get("act") == "up" else 1)


def _key(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise Http404 from None


def _index(values: QualificationValues, code: str, place: int = 0) -> int | None:
    """At `place` (from 1) if it stands there: by mistake two units may have one code."""
    if 0 < place <= len(values.units) and values.units[place - 1].code == code:
        return place - 1
    return next((index for index, unit in enumerate(values.units) if unit.code == code), None)


def _found(actor: Membership, asked: str, values: QualificationValues) -> list[dict[str, Any]]:
    """The newest edition of each; by number or reference before by title."""
    same = Q(number__iexact=asked) | Q(code__iexact=asked) | Q(reference__iexact=asked)
    rows = units_of(actor).filter(same) or units_of(actor).filter(Q(title__icontains=asked) | Q(code__icontains=asked))
    newest: dict[str, Unit] = {row.code: row for row in rows.order_by("code", "edition")[:200]}
    taken = {unit.code for unit in values.units}
    return [{"unit": unit, "taken": code in taken} for code, unit in newest.items()][:MOST_FOUND]


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_unit(request: ActorRequest, pk: UUID, number: int) -> HttpResponse:
    """One beyond the last is a new one. `was` is the code it had when the page was opened, wherever it stands now."""
    row, values = opened(request, pk)
    index = _place(request, values, number)
    unit = blank_unit(values.scheme) if index is None else values.units[index]
    if "remove" in request.POST and index is not None:
        return _removed(request, row, values, index)
    data = request.POST if request.method == "POST" else None
    form = UnitForm(data, unit=unit, scheme=values.scheme)
    outcomes = [OutcomeForm(data, index=i, unit=unit) for i in range(_outcomes(request, unit))]
    blockers: list[Blocker] = []
    if data is not None and all([form.is_valid(), *(one.is_valid() for one in outcomes)]):
        after = _described(form, outcomes)
        blockers = kept(request, row, put_unit(values, index, after))
        if not blockers:
            _say_what_was_lost(request, unit, after)
            return _after(request, row, len(values.units) if index is None else index)
    context = {
        "draft": row,
        "values": values,
        "unit": unit,
        "unit_was": unit.code if unit.number else "",
        "number": number,
        "is_new": index is None,
        "form": form,
        "outcomes": outcomes,
        "wrong": data is not None and not blockers,
        "blockers": blockers,
        "missing": _missing(row, values, number) if data is None and index is not None else [],
    }
    return render(request, "units/draft_unit.html", context, status=409 if blockers else 200)


def _place(request: ActorRequest, values: QualificationValues, number: int) -> int | None:
    if request.method == "POST":
        return _index(values, request.POST["was"], number) if request.POST.get("was") else _unnamed(values, number)
    if not 1 <= number <= len(values.units) + 1:
        raise Http404
    return number - 1 if number <= len(values.units) else None


def _unnamed(values: QualificationValues, number: int) -> int | None:
    """The place of a unit that was begun without a number; None for a new one."""
    return number - 1 if number <= len(values.units) and not values.units[number - 1].number else None


def _outcomes(request: ActorRequest, unit: UnitValues) -> int:
    """As many as the page had, the empty one at the end included."""
    written = request.POST.get("outcomes", "")
    if written.isdecimal() and len(written) < 3:
        return min(int(written), MOST_OUTCOMES)
    return min(len(unit.outcomes) + 1, MOST_OUTCOMES)


def _described(form: UnitForm, outcomes: list[OutcomeForm]) -> UnitValues:
    left = [one for one in outcomes if not one.is_left_out]
    left.sort(key=lambda one: one.cleaned_data.get("place") or one.number)
    given_up = [row for one in outcomes for row in one.given_up]
    return replace(form.changed(), outcomes=tuple(one.changed(given_up) for one in left))


def _say_what_was_lost(request: ActorRequest, before: UnitValues, after: UnitValues) -> None:
    lost = lost_wording(before, after)
    if lost:
        number = f"{lost} criteri{'on' if lost == 1 else 'a'}"
        messages.warning(request, f"The official wording of {number} is gone with the lines that were taken out.")


def _after(request: ActorRequest, draft: Draft, index: int) -> HttpResponse:
    """Back to the draft, or on with this unit where another outcome is to be written."""
    if "more" in request.POST:
        return redirect(f"{reverse('draft_unit', args=[draft.pk, index + 1])}#new")
    return redirect(f"{reverse('draft', args=[draft.pk])}#units")


def _removed(request: ActorRequest, draft: Draft, values: QualificationValues, index: int) -> HttpResponse:
    unit = values.units[index]
    blockers = kept(request, draft, remove_unit(values, index))
    for blocker in blockers:
        messages.warning(request, f"{blocker.message} Unit {unit.number} is still there.")
    if not blockers:
        messages.success(request, f"Unit {unit.number} is no longer in this draft.")
    return redirect(f"{reverse('draft', args=[draft.pk])}#units")


def _missing(draft: Draft, values: QualificationValues, number: int) -> list[Blocker]:
    here = reverse("draft_unit", args=[draft.pk, number])
    found = [blocker for blocker in nothing_is_wrong(draft=draft, values=values) if blocker.link == here]
    return [replace(blocker, link="", link_text="") for blocker in found]
