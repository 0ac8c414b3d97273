"""The way from the pages of units and candidates to their seals, for those who look over others' work."""

from django.urls import reverse

from centres.models import Membership, Role
from portfolio.models import Registration, UnitEnrolment
from portfolio.panels import Panel

READERS = (Role.ADMIN, Role.IQA, Role.EQA)


def of_unit(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    return _panel(actor, reverse("unit_seals", args=[enrolment.pk]))


def of_candidate(actor: Membership, registration: Registration) -> Panel | None:
    return _panel(actor, reverse("candidate_seals", args=[registration.pk]))


def _panel(actor: Membership, url: str) -> Panel | None:
    panel = {"template": "assessment/_seals_panel.html", "place": "foot", "url": url}
    return panel if actor.role in READERS else None
