"""A draft on its pages: opened, changed, and what stands between it and an edition."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.permissions import ActorRequest
from units.differences import Differences, differences
from units.drafting.edits import at_home
from units.drafting.problems import Lack, lacks_of
from units.interchange.data import from_data, to_data
from units.interchange.values import QualificationValues
from units.known import another_qualification, known_qualification, name_clashes
from units.models import AwardingOrganisation, Draft, Qualification, Specification
from units.rows import QUALIFICATION_FACTS, qualification_facts, qualification_values
from units.selectors import units_with_wording
from units.services.keep_draft import keep_draft

LOCAL = ("awarding_organisation", *QUALIFICATION_FACTS)  # an edition of the catalogue's changes none of these


@dataclass(frozen=True)
class Known:
    """The qualification that the draft is another edition of, with its edition in use."""

    qualification: Qualification
    current: Specification

    @property
    def of_catalogue(self) -> bool:
        """Its own facts are everybody's, and stay as they are; a centre's own are corrected by its newest description."""
        return self.qualification.centre_id is None


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


def edition_of(actor: Membership, code: str) -> Known | None:
    """What a draft of this code is another edition of."""
    row = known_qualification(actor.centre_id, code) if code else None
    return Known(row, row.current_for(actor.centre_id)) if row else None


def against(actor: Membership, known: Known, values: QualificationValues) -> Against:
    before = at_home(qualification_values(known.current, readable=units_with_wording(actor)))
    found = differences(before, values)
    kept = () if known.qualification.centre_id else LOCAL
    untouched = [fact for fact in found.facts if fact.key in kept]
    return Against(found, untouched, [fact for fact in found.facts if fact.key not in kept])


def stopping(actor: Membership, draft: Draft, values: QualificationValues, known: Known | None) -> list[Blocker]:
    """Everything that keeps the draft from being opened, each with the way to its place."""
    names = name_clashes(known.qualification if known else None, actor.centre_id, values.code, values.version)
    link = reverse("draft_facts", args=[draft.pk])
    named = [replace(one, link=link, link_text="Mend it") for one in names]
    return [*clashes(draft, values, known), *named, *(_blocker(draft, lack) for lack in lacks_of(values))]


def clashes(draft: Draft, values: QualificationValues, known: Known | None) -> list[Blocker]:
    """What makes it another qualification than the one whose short name it bears; as opening asks."""
    if known is None or not values.awarding_organisation or values.level is None:
        return []
    name = values.awarding_organisation
    body = AwardingOrganisation.objects.filter(name=name).first() or AwardingOrganisation(name=name)
    facts = qualification_facts(values) | {"awarding_organisation": body}
    link = reverse("draft_facts", args=[draft.pk])
    return [replace(one, link=link, link_text="Mend it") for one in another_qualification(known.qualification, facts)]


def _blocker(draft: Draft, lack: Lack) -> Blocker:
    message = f"{lack.place}: {lack.reason}" if lack.place else lack.reason
    return Blocker("lack", message, lack.remedy, link=_address(draft, lack), link_text="Mend it")


def _address(draft: Draft, lack: Lack) -> str:
    numbered = {"unit": "draft_unit", "clause": "draft_clause"}
    if lack.number and lack.where in numbered:
        return reverse(numbered[lack.where], args=[draft.pk, lack.number])
    names = {"facts": "draft_facts", "units": "draft_units", "groups": "draft_groups"}
    return reverse(names.get(lack.where, "draft_rule"), args=[draft.pk])
