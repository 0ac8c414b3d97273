from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessment.duties import ENROLMENT_PARTS
from assessment.models import UnitResult
from assessment.result_sheet import ResultRow
from assessment.services.record_result import record_result
from assessment.sitting import Sitting
from centres.gates import Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment
from units.interchange.problems import Problem, WrongDescription
from units.models import Unit


@dataclass(frozen=True, slots=True)
class ImportedResults:
    recorded: list[UnitResult]
    known: int  # rows that say what is recorded already


@transaction.atomic
def import_results(*, actor: Membership, rows: Sequence[ResultRow]) -> ImportedResults:
    """Results of tests, each through the use case that records one; all of them or none.

    WrongDescription names every row that is refused, with why. A row that is recorded already is passed over, so the
    same file can be sent again with more rows.
    """
    require_role(actor, Role.ADMIN)
    enrolments = _enrolments(actor, rows)
    problems: list[Problem] = []
    recorded, known = [], 0
    for row in sorted(rows, key=lambda row: (row.values["taken_on"], row.number)):
        enrolment = enrolments.get((row.registration.casefold(), row.unit.casefold()))
        if enrolment is None:
            problems.append(_unknown(row))
            continue
        sitting = row.sitting(list(enrolment.unit.outcomes.all()))
        if _is_known(enrolment, sitting):
            known += 1
            continue
        try:
            recorded.append(record_result(actor=actor, enrolment=enrolment, sitting=sitting))
        except Refused as refusal:
            problems += [Problem("", row.number, "", b.message, b.detail) for b in refusal.blockers]
    if problems:
        raise WrongDescription(sorted(problems, key=lambda problem: problem.row or 0))
    return ImportedResults(recorded, known)


def _enrolments(actor: Membership, rows: Sequence[ResultRow]) -> dict[tuple[str, str], UnitEnrolment]:
    """Those that a row can mean, by registration number and unit, whatever the capitals."""
    visible = UnitEnrolment.objects.visible_to(actor).filter(unit__method=Unit.Method.TEST)
    found = visible.filter(unit__code__in={row.unit for row in rows}).select_related(*ENROLMENT_PARTS)
    found = found.prefetch_related("unit__outcomes")
    return {(row.registration.number.casefold(), row.unit.code.casefold()): row for row in found}


def _is_known(enrolment: UnitEnrolment, sitting: Sitting) -> bool:
    rows = UnitResult.objects.filter(enrolment=enrolment, revision=0)
    return any(sitting.is_recorded_as(row) for row in rows.prefetch_related("marks"))


def _unknown(row: ResultRow) -> Problem:
    reason = f"{row.registration} is on no test {row.unit} here."
    remedy = "Correct the registration number or the unit, or choose the unit for the candidate first."
    return Problem("", row.number, "", reason, remedy)
