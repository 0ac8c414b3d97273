"""The list of qualifications: which of them, in what order, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from centres.models import Membership
from units.models import Qualification, QualificationApproval
from units.selectors.offers import Offer, offers_of, qualifications_of

A_PAGE = 50


@dataclass(frozen=True)
class Shelf:
    """The qualifications of one awarding organisation, those that the centre is approved for first."""

    body: str
    offers: list[Offer]


def listed(actor: Membership, asked: Mapping[str, str]) -> tuple[QuerySet[Qualification], dict[str, int]]:
    """Those asked for by `view`, `level` and `body`; and how many each view has."""
    approvals = QualificationApproval.objects.filter(centre_id=actor.centre_id, qualification=OuterRef("pk"))
    rows = qualifications_of(actor).annotate(approved=Exists(approvals))
    if asked.get("level", "").isdecimal():
        rows = rows.filter(level=int(asked["level"]))
    if asked.get("body"):
        rows = rows.filter(awarding_organisation__name=asked["body"])
    here = rows.filter(approved=True)
    counts = {"": rows.count(), "approved": here.count()}
    chosen = here if asked.get("view") == "approved" else rows
    return chosen.order_by("awarding_organisation__name", "-approved", "level", "title", "pk"), counts


def page_of(rows: QuerySet[Qualification], number: str | None) -> Page[Any]:
    return Paginator(rows, A_PAGE).get_page(number)


def shelves(actor: Membership, rows: list[Qualification]) -> list[Shelf]:
    """These in their order, with what the centre may do with each."""
    offers = {offer.qualification.pk: offer for offer in offers_of(actor, *rows)} if rows else {}
    found: dict[str, Shelf] = {}
    for row in rows:
        name = row.awarding_organisation.name
        found.setdefault(name, Shelf(name, [])).offers.append(offers[row.pk])
    return list(found.values())


def choices(actor: Membership) -> dict[str, list[Any]]:
    """What there is to choose among."""
    pairs = qualifications_of(actor).order_by().values_list("level", "awarding_organisation__name").distinct()
    levels, bodies = {level for level, _ in pairs}, {body for _, body in pairs}
    return {"levels": sorted(levels), "bodies": sorted(bodies)}
