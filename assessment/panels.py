"""What assessment puts on portfolio's pages, and where upper apps put theirs on the staff's page of a unit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from assessment import duties
from assessment.gates import sign_off_gate
from assessment.models import CriterionDecision, ReopenedCriterion
from assessment.selectors.history import history
from assessment.selectors.results import UnitResults, corrections, with_queries
from assessment.waiting import waiting_links
from centres.gates import Blocker
from centres.models import Membership, Role
from portfolio.models import Registration, UnitEnrolment
from portfolio.panels import Panel
from portfolio.states import CriterionState, RegistrationState, UnitState

# Cards in the side column of the staff's page of a unit: (actor, enrolment) -> {"template": …} or None.
UNIT_PANELS: list[Callable[[Membership, UnitEnrolment], Panel | None]] = []


def criterion_notes(actor: Membership, enrolment: UnitEnrolment) -> dict[UUID, dict[str, Any]]:
    """Under each criterion that was decided: the newest decision, and why it was reopened since."""
    reopened = _reopened(enrolment)
    decisions = CriterionDecision.objects.on_unit(enrolment).newest().select_related("assessor__user", "progress")
    decisions = decisions.prefetch_related("receipts__by__user")
    return {row.progress_id: _note(row, reopened.get(row.progress_id)) for row in decisions}


def _note(decision: CriterionDecision, reopened: ReopenedCriterion | None) -> dict[str, Any]:
    return {"template": "assessment/_note.html", "decision": decision, "reopened": reopened}


def _reopened(enrolment: UnitEnrolment) -> dict[UUID, ReopenedCriterion]:
    """The newest reopening of each criterion that is still open on account of it."""
    rows = ReopenedCriterion.objects.filter(progress__enrolment=enrolment, progress__state=CriterionState.REOPENED)
    return {row.progress_id: row for row in rows.select_related("reopening__actor__user").order_by("at")}


def sign_off_panel(actor: Membership, enrolment: UnitEnrolment) -> Panel:
    """What stops the sign-off, told to the candidate: the assessor's gate, with theirs marked as theirs."""
    blockers = []
    if enrolment.state == UnitState.PROGRESS:
        found = sign_off_gate.blockers(actor=enrolment.registration.assessor, enrolment=enrolment)
        blockers = [replace(blocker, yours=blocker.owner_id == actor.pk, link="") for blocker in found]
    return {
        "template": "assessment/_sign_off_panel.html",
        "enrolment": enrolment,
        "blockers": sorted(blockers, key=lambda blocker: not blocker.yours),
    }


def history_panel(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    entries = history(actor, enrolment)
    return {"template": "assessment/_history_panel.html", "entries": entries} if entries else None


def results_panel(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """On the candidate's page of a unit that is assessed as a whole: every attempt."""
    if not enrolment.whole:
        return None
    return {"template": "assessment/_results_panel.html", "place": "main", "results": UnitResults(actor, enrolment)}


def unit_page(actor: Membership, enrolment: UnitEnrolment) -> str:
    return reverse("unit", args=[enrolment.pk])


def marking_panel(actor: Membership, registration: Registration) -> Panel | None:
    """On a candidate's page, for an assessor: what waits for a decision."""
    if actor.role != Role.ASSESSOR:
        return None
    links = waiting_links().filter(progress__enrolment__registration=registration).select_related("evidence__file")
    items = {link.evidence_id: link.evidence for link in links.order_by("evidence__submitted_at")}
    return {"template": "assessment/_marking_panel.html", "items": list(items.values())} if items else None


def record_action(actor: Membership, registration: Registration) -> dict[str, str] | None:
    """For the candidate's assessor, or whoever countersigns for them: what was seen, heard or asked on the spot."""
    theirs = not any(duties.their_assessor(actor, registration))
    if not theirs or registration.state != RegistrationState.ACTIVE:
        return None
    return {"label": "Record", "url": reverse("choose_record", args=[registration.pk]), "icon": "eye"}


def results_waiting(actor: Membership) -> Iterator[Blocker]:
    """For the admin: corrections that need a second person, and queries that nobody has answered."""
    rows = [("corrections", corrections(actor), "correction waits", "corrections wait", "for a second person")]
    rows += [("queries", with_queries(actor), "result raises", "results raise", "a query")]
    for view, found, one, many, rest in rows:
        number = found.count()
        if number:
            said = f"{number} {one if number == 1 else many} {rest}"
            link = f"{reverse('results')}?view={view}"
            yield Blocker(f"results_{view}", said, "Of tests and assignments.", link=link, link_text="See which")
