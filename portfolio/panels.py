"""Where an upper app puts its own part of a portfolio page. It appends functions to these lists in `AppConfig.ready()`.

A panel or note is a dict: "template" names the template, which finds the whole dict as `panel` (or `note`).
Returning None leaves the place empty.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from centres.models import Membership
from portfolio.models import Evidence, EvidenceLink, Registration, UnitEnrolment
from units.models import Qualification
from units.selectors.requirements import requirements_panel

Panel = dict[str, Any]

# Cards at the top of a candidate's own home page.
HOME_PANELS: list[Callable[[Membership, Registration], Panel | None]] = []
# Pages that a candidate finds from home besides the navigation: (icon, label, name of the address).
HOME_LINKS: list[tuple[str, str, str]] = []
# Cards in the side column of a candidate's page (staff), and of a unit's page (candidate); "place": "foot" is its end.
REGISTRATION_PANELS: list[Callable[[Membership, Registration], Panel | None]] = []
UNIT_PANELS: list[Callable[[Membership, UnitEnrolment], Panel | None]] = []
# Cards under the sufficiency rules of a qualification.
SUFFICIENCY_PANELS: list[Callable[[Membership, Qualification], Panel]] = []
# Where staff open a unit: the page of the app that assesses it. The last one registered counts.
UNIT_PAGES: list[Callable[[Membership, UnitEnrolment], str]] = []
# Lines under a criterion on the unit's page, by the id of its progress.
CRITERION_NOTES: list[Callable[[Membership, UnitEnrolment], dict[UUID, Panel]]] = []
# Buttons at the head of a candidate's page (staff): a dict with "label", "url" and "icon", or None.
REGISTRATION_ACTIONS: list[Callable[[Membership, Registration], dict[str, str] | None]] = []
# What was made of items of evidence: (actor, items) -> panels by the item's id, for each version on the item's page.
EVIDENCE_NOTES: list[Callable[[Membership, Sequence[Evidence]], dict[UUID, Panel]]] = []

# Buttons at the head of the mapping page: a dict with "label", "url" and "icon", or None.
MAPPING_ACTIONS: list[Callable[[Membership, Registration], dict[str, str] | None]] = []
# What can be done with a link of an item: (actor, item, links) -> panels by the link's id, on the item's page.
LINK_NOTES: list[Callable[[Membership, Evidence, Sequence[EvidenceLink]], dict[UUID, Panel]]] = []


def evidence_requirements(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """What the centre asks for in the unit, in its own words."""
    return requirements_panel(actor, enrolment.unit)


def sufficiency_action(actor: Membership, qualification: Qualification) -> dict[str, str]:
    """On a qualification's page: what the centre demands of evidence beyond the criteria."""
    return {"label": "Sufficiency", "url": reverse("sufficiency", args=[qualification.code]), "icon": "ui-checks"}


def home_panels(actor: Membership, registration: Registration) -> list[Panel]:
    return [panel for ask in HOME_PANELS if (panel := ask(actor, registration))]


def registration_panels(actor: Membership, registration: Registration) -> list[Panel]:
    return [panel for ask in REGISTRATION_PANELS if (panel := ask(actor, registration))]


def registration_actions(actor: Membership, registration: Registration) -> list[dict[str, str]]:
    return [action for ask in REGISTRATION_ACTIONS if (action := ask(actor, registration))]


def mapping_actions(actor: Membership, registration: Registration) -> list[dict[str, str]]:
    return [action for ask in MAPPING_ACTIONS if (action := ask(actor, registration))]


def unit_panels(actor: Membership, enrolment: UnitEnrolment) -> list[Panel]:
    return [panel for ask in UNIT_PANELS if (panel := ask(actor, enrolment))]


def unit_page(actor: Membership, enrolment: UnitEnrolment) -> str:
    return UNIT_PAGES[-1](actor, enrolment) if UNIT_PAGES else ""


def criterion_notes(actor: Membership, enrolment: UnitEnrolment) -> dict[UUID, list[Panel]]:
    found: dict[UUID, list[Panel]] = defaultdict(list)
    for ask in CRITERION_NOTES:
        for progress_id, note in ask(actor, enrolment).items():
            found[progress_id].append(note)
    return found


def evidence_notes(actor: Membership, items: Sequence[Evidence]) -> dict[UUID, list[Panel]]:
    found: dict[UUID, list[Panel]] = defaultdict(list)
    for ask in EVIDENCE_NOTES:
        for evidence_id, note in ask(actor, items).items():
            found[evidence_id].append(note)
    return found


def link_notes(actor: Membership, item: Evidence, links: Sequence[EvidenceLink]) -> dict[UUID, list[Panel]]:
    found: dict[UUID, list[Panel]] = defaultdict(list)
    for ask in LINK_NOTES:
        for link_id, note in ask(actor, item, links).items():
            found[link_id].append(note)
    return found
