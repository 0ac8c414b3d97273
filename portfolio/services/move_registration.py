from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.gates import edition_gate
from portfolio.models import CriterionProgress, EvidenceLink, Registration
from portfolio.moving import Fate, UnitMove, unit_moves
from portfolio.services.choose_units import start_criteria
from units.models import Specification


@transaction.atomic
def move_registration(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str
) -> Registration:
    """Another edition from now on. Units begun stay in theirs; the others become the new edition's (portfolio.moving).

    On it already: nothing happens. Drafts lose their ticks in units that change: the criteria are others.
    """
    require_role(actor, Role.ADMIN)
    registration = _locked(actor, registration)
    before, reason = registration.specification, reason.strip()
    if before == specification:
        return registration
    moves = unit_moves(registration, specification)
    edition_gate.require(
        actor=actor, registration=registration, specification=specification, reason=reason, moves=moves
    )
    for move in moves:
        if move.fate == Fate.CHANGES:
            _change(move)
    registration.specification, registration.moved_on = specification, timezone.localdate()
    registration.save(update_fields=["specification", "moved_on"])
    facts = {"before": before.version, "edition": specification.version, "reason": reason}
    record(actor, "candidate.edition_changed", registration, **facts, **_codes(moves))
    return registration


def _locked(actor: Membership, registration: Registration) -> Registration:
    """With its units and criteria, in the order in which everybody locks them: nothing is submitted meanwhile."""
    row: Registration = (
        Registration.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("centre", "candidate__membership", "specification__qualification")
        .get(pk=registration.pk)
    )
    list(row.enrolments.select_for_update(of=("self",), no_key=True).order_by("pk"))
    criteria = CriterionProgress.objects.filter(enrolment__registration=row)
    list(criteria.select_for_update(of=("self",), no_key=True).order_by("pk"))
    return row


def _change(move: UnitMove) -> None:
    enrolment, new = move.enrolment, move.new
    assert new is not None
    EvidenceLink.objects.filter(progress__enrolment=enrolment).delete()
    enrolment.criteria.all().delete()
    enrolment.unit, enrolment.whole = new, new.is_assessed_whole
    enrolment.save(update_fields=["unit", "whole"])
    start_criteria(enrolment)


def _codes(moves: Iterable[UnitMove]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for move in moves:
        found.setdefault(str(move.fate.value), []).append(move.enrolment.unit.code)
    return found
