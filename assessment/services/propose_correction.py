from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.duties import NAMED, parts_in
from assessment.locks import lock_unit
from assessment.models import UnitResult
from assessment.result_files import ReceivedFile, receive
from assessment.result_gates import correction_gate
from assessment.results import open_correction, standing_results
from assessment.services.record_result import write_result
from assessment.sitting import Sitting
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment


def propose_correction(
    *,
    actor: Membership,
    result: UnitResult,
    sitting: Sitting,
    reason: str,
    files: "Sequence[UploadedFile[bytes]]" = (),
) -> UnitResult:
    """A new row beside the one that it corrects; it counts once a second person confirms it (`answer_correction`)."""
    require_role(actor, Role.ASSESSOR, Role.ADMIN)
    reason = reason.strip()
    received = receive(files, first=lambda: _require(actor, result, result.enrolment, sitting, reason))
    return _propose(actor, result, sitting, reason, received)


@transaction.atomic
def _propose(
    actor: Membership, result: UnitResult, sitting: Sitting, reason: str, files: Sequence[ReceivedFile]
) -> UnitResult:
    unit = lock_unit(result.enrolment)
    repeated = _require(actor, result, unit, sitting, reason)
    if repeated:
        return repeated
    revision = unit.results.filter(attempt=result.attempt).count()
    more = {"attempt": result.attempt, "revision": revision, "reason": reason}
    return write_result(actor, unit, sitting, files, verb="result.correction_proposed", **more)


def _require(
    actor: Membership, result: UnitResult, unit: UnitEnrolment, sitting: Sitting, reason: str
) -> UnitResult | None:
    """The open proposal that a second press repeats, or None where nothing stops this one; else Refused."""
    waits = open_correction(unit)
    if waits and _repeats(waits, actor, result, sitting, reason):
        return waits
    rows = standing_results(unit)
    standing = next(row for row in rows if row.attempt == result.attempt)
    standing.enrolment = unit
    blockers = [
        *correction_gate.blockers(actor=actor, result=standing),
        *sitting.blockers(unit, *_around(rows, result.attempt)),
        *_objections(standing, result, reason),
        *_unchanged(actor, standing, sitting),
    ]
    if blockers:
        raise Refused(*blockers)
    return None


def _around(rows: Sequence[UnitResult], attempt: int) -> tuple[list[UnitResult], list[UnitResult]]:
    """Those before it, and those after it."""
    return [row for row in rows if row.attempt < attempt], [row for row in rows if row.attempt > attempt]


def _repeats(waits: UnitResult, actor: Membership, result: UnitResult, sitting: Sitting, reason: str) -> bool:
    same = (waits.recorded_by_id, waits.attempt, waits.reason) == (actor.pk, result.attempt, reason)
    return same and sitting.is_recorded_as(waits)


def _unchanged(actor: Membership, standing: UnitResult, sitting: Sitting) -> list[Blocker]:
    """Whom an upheld appeal named may come to the same result."""
    if not sitting.is_recorded_as(standing) or NAMED in parts_in(actor, standing.enrolment):
        return []
    return [Blocker("nothing_changes", "Nothing is changed.", "Change what is wrong.", yours=True)]


def _objections(standing: UnitResult, seen: UnitResult, reason: str) -> list[Blocker]:
    found = []
    if standing.pk != seen.pk:
        found.append(
            Blocker("corrected_meanwhile", "This result was corrected in the meantime.", "Look at it as it is now.")
        )
    if not reason:
        found.append(
            Blocker("reason", "The reason is missing.", "Write what is wrong, and how it is known.", yours=True)
        )
    return found
