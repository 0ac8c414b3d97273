"""What becomes of each chosen unit when a registration goes to another edition (domain.md R6).

What is decided rests on the criteria that it was decided on. So a unit that was begun stays in its edition and counts
by its code; one for which nothing was ever submitted changes to the new edition's row.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portfolio.models import CriterionProgress, EvidenceLink, Registration, UnitEnrolment
from portfolio.states import CriterionState, UnitState
from portfolio.whole import result_recorded
from units.models import Specification, Unit


class Fate(models.TextChoices):
    CHANGES = "changes", "Changes to the new edition"
    STAYS = "stays", "Stays in its edition, and counts"
    LEAVES = "leaves", "Stays, and does not count"
    SAME = "same", "The same in both editions"


@dataclass(frozen=True, slots=True)
class UnitMove:
    """A chosen unit, and the row that the other edition has for its code, if any."""

    enrolment: UnitEnrolment
    fate: Fate
    new: Unit | None


def unit_moves(registration: Registration, specification: Specification) -> list[UnitMove]:
    """Two queries, in the order of the codes."""
    there = {unit.code: unit for unit in specification.units.all()}
    rows = registration.enrolments.select_related("unit").annotate(begun=_begun())
    return [UnitMove(row, _fate(row, there.get(row.unit.code)), there.get(row.unit.code)) for row in rows]


def _fate(enrolment: Any, new: Unit | None) -> Fate:
    if new is None:
        return Fate.LEAVES
    if new == enrolment.unit:
        return Fate.SAME
    return Fate.STAYS if enrolment.begun else Fate.CHANGES


def _begun() -> Q:
    """A draft is not evidence yet: staff do not even know of it, so what they are told cannot depend on it."""
    submitted = EvidenceLink.objects.filter(progress__enrolment=OuterRef("pk"), evidence__submitted_at__isnull=False)
    untouched = [CriterionState.NONE, CriterionState.DRAFT]
    decided = CriterionProgress.objects.filter(enrolment=OuterRef("pk")).exclude(state__in=untouched)
    return Q(Exists(submitted)) | Q(Exists(decided)) | ~Q(state=UnitState.PROGRESS) | result_recorded()
