from collections.abc import Sequence

from django.db import transaction

from assessment.gates import criterion_reopening_gate, reopening_gate
from assessment.locks import lock_unit
from assessment.models import ReopenedCriterion, UnitReopening
from assessment.sealing import seal_reopening
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.recall import together
from portfolio.models import CriterionProgress, UnitEnrolment
from portfolio.states import CriterionState, UnitState, move, move_all


@transaction.atomic
def reopen_unit(
    *, actor: Membership, enrolment: UnitEnrolment, progress: Sequence[CriterionProgress], reason: str
) -> UnitReopening:
    """Sets a sign-off, or a decision that proved wrong, aside: the criteria named are open again and so is the unit.

    What an IQA asked for stays open; the rows of the earlier decisions stay as they are.
    """
    require_role(actor, Role.ASSESSOR)
    unit = lock_unit(enrolment)
    wanted = {row.pk for row in progress}
    rows = list(unit.criteria.in_order().filter(pk__in=wanted).select_related("criterion"))
    reason = reason.strip()
    repeated = _repeated(actor, unit, rows, reason)
    if repeated:
        return repeated
    blockers = [*reopening_gate.blockers(actor=actor, enrolment=unit), *_objections(rows, len(wanted), reason)]
    blockers += _kept_from(actor, unit, rows)
    if blockers:
        raise Refused(*blockers)
    return write_reopening(actor, unit, rows, reason)


def _repeated(
    actor: Membership, unit: UnitEnrolment, rows: list[CriterionProgress], reason: str
) -> UnitReopening | None:
    """The reopening that a second press repeats."""
    last: UnitReopening | None = unit.reopenings.filter(actor=actor, reason=reason).first()
    if last is None or unit.state != UnitState.PROGRESS or any(row.state != CriterionState.REOPENED for row in rows):
        return None
    return last if set(last.criteria.values_list("progress", flat=True)) == {row.pk for row in rows} else None


def _kept_from(actor: Membership, unit: UnitEnrolment, rows: list[CriterionProgress]) -> list[Blocker]:
    together([unit])
    for row in together(rows):
        row.enrolment = unit
    return [found for row in rows for found in criterion_reopening_gate.blockers(actor=actor, progress=row)]


def _objections(rows: list[CriterionProgress], wanted: int, reason: str) -> list[Blocker]:
    found = []
    if not rows or len(rows) != wanted:
        found.append(
            Blocker("criteria", "No criterion of this unit is chosen.", "Tick those to open again.", yours=True)
        )
    closed = [row for row in rows if row.state not in (CriterionState.MET, CriterionState.REOPENED)]
    found += [
        Blocker("not_met", f"{row} is not met, so there is nothing to reopen.", "Decide it again.", yours=True)
        for row in closed
    ]
    if not reason:
        found.append(
            Blocker("reason", "The reason is missing.", "Write what has to be looked at again, and why.", yours=True)
        )
    return found


def write_reopening(
    actor: Membership, unit: UnitEnrolment, rows: list[CriterionProgress], reason: str
) -> UnitReopening:
    """The rows of it, sealed and recorded. Inside a transaction, on a locked unit, after every check."""
    reopening = UnitReopening.objects.create(enrolment=unit, actor=actor, reason=reason)
    named = ReopenedCriterion.objects.bulk_create(ReopenedCriterion(reopening=reopening, progress=row) for row in rows)
    move_all(rows, CriterionState, CriterionState.REOPENED)
    before = unit.state
    move(unit, UnitState, UnitState.PROGRESS)
    facts = {"criteria": [str(row) for row in rows], "before": before, "seal": seal_reopening(reopening, named)}
    record(actor, "unit.reopened", unit, reason=reason, **facts)
    return reopening
