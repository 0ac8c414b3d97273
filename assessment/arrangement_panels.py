"""Arrangements where they are needed: on the pages of units and candidates, and on the admin's first page."""

from collections.abc import Iterator

from django.urls import reverse

from assessment.arrangements import shown_for
from assessment.models import Adjustment, Consideration
from assessment.states import AdjustmentState, ConsiderationState
from centres.gates import Blocker
from centres.models import Membership
from portfolio.models import Registration, UnitEnrolment
from portfolio.panels import Panel


def of_unit(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """What is agreed for it today, for whoever has to arrange it."""
    if not getattr(enrolment, "has_adjustments", True):
        return None
    rows = shown_for(actor, enrolment.registration, [enrolment])
    return {"template": "assessment/_arrangements_panel.html", "place": "foot", "arrangements": rows} if rows else None


def of_candidate(actor: Membership, registration: Registration) -> Panel | None:
    rows = shown_for(actor, registration)
    url = reverse("arrangements", args=[registration.pk])
    return {"template": "assessment/_arrangements_panel.html", "place": "foot", "arrangements": rows, "url": url}


def waiting_for_admin(actor: Membership) -> Iterator[Blocker]:
    """What somebody has asked for, one line a candidate, and no word about what."""
    asked = Adjustment.objects.visible_to(actor).filter(state=AdjustmentState.ASKED)
    pleas = Consideration.objects.visible_to(actor).filter(state=ConsiderationState.ASKED)
    parts = ("registration", "registration__candidate__name")
    rows = asked.order_by().values_list(*parts)
    for registration, name in rows.union(pleas.order_by().values_list(*parts)):
        yield Blocker(
            "arrangement",
            f"{name} waits for an answer about an arrangement",
            "A centre admin or an IQA answers.",
            link=reverse("arrangements", args=[registration]),
            link_text="Answer",
        )
