"""A draft on its pages: opened, changed, and what is different in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.permissions import ActorRequest
from units.differences import Differences, differences
from units.drafting.edits import at_home
from units.interchange.data import from_data, to_data
from units.interchange.values import QualificationValues
from units.known import Known
from units.models import Draft
from units.rows import QUALIFICATION_FACTS, qualification_values
from units.selectors import units_with_wording
from units.services.keep_draft import keep_draft

LOCAL = ("awarding_organisation", *QUALIFICATION_FACTS)  # an edition of the catalogue's changes none of these


@dataclass(frozen=True)
class Against:
    """``found`` against the edition in use; ``untouched`` are facts of the qualification that stay as they are."""

    found: Differences
    untouched: list[Any]
    facts: list[Any]

    def __bool__(self) -> bool:
        return bool(self.found)


def listed(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """With `version`, and without the values, which may be long."""
    return drafts.annotate(version=F("values__version")).defer("values").select_related("changed_by__user")


def opened(request: ActorRequest, pk: UUID) -> tuple[Draft, QualificationValues]:
    draft = get_object_or_404(Draft.objects.visible_to(request.actor).select_related("changed_by__user"), pk=pk)
    return draft, at_home(from_data(draft.values))


def kept(request: ActorRequest, draft: Draft, values: QualificationValues) -> list[Blocker]:
    """Why not; empty once it is kept. A draft that says so already is left alone, so a second press is harmless."""
    if to_data(values) == draft.values:
        return []
    try:
        keep_draft(actor=request.actor, draft=draft, turn=turn_of(request), values=values)
    except Refused as refusal:
        draft.refresh_from_db()  # the page goes on from there, so that saving once more is a person's decision
        return refusal.blockers
    return []


def turn_of(request: HttpRequest) -> int:
    written = request.POST.get("turn", "")
    return int(written) if written.isdecimal() and len(written) < 9 else 0


def against(actor: Membership, known: Known, values: QualificationValues) -> Against:
    before = at_home(qualification_values(known.current, readable=units_with_wording(actor)))
    found = differences(before, values)
    kept = () if known.qualification.centre_id else LOCAL
    untouched = [fact for fact in found.facts if fact.key in kept]
    return Against(found, untouched, [fact for fact in found.facts if fact.key not in kept])
