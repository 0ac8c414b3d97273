"""The editions of a qualification that the centre knows, and what is different from one to another."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from centres.permissions import ActorRequest, roles
from units.differences import differences
from units.draft_keeping import listed
from units.drafting.edits import at_home
from units.interchange.values import QualificationValues
from units.models import Draft, Specification
from units.rows import qualification_values
from units.selectors import units_with_wording
from units.selectors.offers import qualifications_of
from units.selectors.visible import READERS, specifications_of


@roles(*READERS)
@require_safe
def versions(request: ActorRequest, code: str) -> HttpResponse:
    """Newest first; `?old=` and `?new=` (their versions) lead to what is different between any two."""
    row = get_object_or_404(qualifications_of(request.actor), code=code)
    editions = list(_editions(request, code).annotate(units_count=Count("structure")))
    chosen = {edition.version: edition for edition in editions}
    asked = [chosen.get(request.GET.get(name, "")) for name in ("old", "new")]
    if asked[0] and asked[1]:
        return redirect("difference", code, asked[0].pk, asked[1].pk)
    older: list[Any] = [*editions[1:], None]
    drafts = listed(Draft.objects.visible_to(request.actor).filter(values__code=row.code))
    context = {"qualification": row, "editions": list(zip(editions, older, strict=True)), "drafts": drafts}
    return render(request, "units/versions.html", context)


@roles(*READERS)
@require_safe
def difference(request: ActorRequest, code: str, old: UUID, new: UUID) -> HttpResponse:
    """The body's words only of units whose copy the centre imported: others are compared by labels and facts alone."""
    row = get_object_or_404(qualifications_of(request.actor), code=code)
    before, after = (get_object_or_404(_editions(request, code), pk=pk) for pk in (old, new))
    readable = units_with_wording(request.actor)
    found = differences(*(_values(edition, readable) for edition in (before, after)))
    context = {"qualification": row, "before": before, "after": after, "found": found}
    return render(request, "units/difference.html", context)


def _editions(request: ActorRequest, code: str) -> QuerySet[Specification]:
    rows = specifications_of(request.actor).filter(qualification__code=code)
    return rows.select_related("qualification__awarding_organisation").order_by("-published_on", "-id")


def _values(edition: Specification, readable: frozenset[UUID]) -> QualificationValues:
    return at_home(qualification_values(edition, readable=readable))
