from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.duties import entitlement
from assessment.locks import lock_unit
from assessment.models import ResultMark, UnitResult
from assessment.result_files import ReceivedFile, keep_files, receive
from assessment.result_gates import result_gate
from assessment.results import standing_results
from assessment.sealing import seal_result
from assessment.sitting import Sitting
from centres.audit import record
from centres.gates import Blocker, Refused, owned_by
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment
from units.models import Unit


def record_result(
    *,
    actor: Membership,
    enrolment: UnitEnrolment,
    sitting: Sitting,
    attempt: int | None = None,
    files: "Sequence[UploadedFile[bytes]]" = (),
) -> UnitResult:
    """The result of one attempt as the body gave it, or as the marker of an assignment judged it.

    `attempt` is the number that the person saw themselves recording: the same result under it again is answered with
    the row that is there, another one is refused. Not one transaction where files come: the bytes come first.
    """
    require_role(actor, Role.ASSESSOR, Role.ADMIN)
    received = receive(files, first=lambda: _require(actor, enrolment, sitting, attempt))
    return _record(actor, enrolment, sitting, attempt, received)


@transaction.atomic
def _record(
    actor: Membership, enrolment: UnitEnrolment, sitting: Sitting, attempt: int | None, files: Sequence[ReceivedFile]
) -> UnitResult:
    unit = lock_unit(enrolment)
    repeated = _require(actor, unit, sitting, attempt)
    if repeated:
        return repeated
    attempt = unit.results.filter(revision=0).count() + 1
    return write_result(actor, unit, sitting, files, verb="result.recorded", attempt=attempt)


def _require(actor: Membership, unit: UnitEnrolment, sitting: Sitting, attempt: int | None) -> UnitResult | None:
    """The row that a second press repeats, or None where nothing stops the result; else Refused."""
    results = standing_results(unit)
    before = next((row for row in results if row.attempt == attempt), None)
    if before:
        if before.recorded_by_id == actor.pk and sitting.is_recorded_as(before):
            return before
        raise Refused(_overtaken(before))
    blockers = [*result_gate.blockers(actor=actor, enrolment=unit), *sitting.blockers(unit, results)]
    if blockers:
        raise Refused(*blockers)
    return None


def _overtaken(first: UnitResult) -> Blocker:
    return Blocker(
        "recorded_meanwhile",
        f"{first.recorded_by.name} recorded attempt {first.attempt} in the meantime: “{first.words}”.",
        "Yours was not recorded. Look at what is there; if it is wrong, propose a correction.",
        since=first.at,
        **owned_by(first.recorded_by),
    )


def write_result(
    actor: Membership, unit: UnitEnrolment, sitting: Sitting, files: Sequence[ReceivedFile], *, verb: str, **more: Any
) -> UnitResult:
    """The row with its marks and files, sealed and recorded. Inside a transaction, on a locked unit, after every check."""
    marked = unit.unit.method == Unit.Method.ASSIGNMENT
    made: UnitResult = UnitResult.objects.create(
        enrolment=unit,
        recorded_by=actor,
        competence=entitlement(actor, unit.unit) if marked else None,
        in_training=marked and actor.trainee,
        **sitting.values(),
        **more,
    )
    ResultMark.objects.bulk_create(
        ResultMark(result=made, outcome_id=key, marks=marks) for key, marks in sitting.given_marks.items()
    )
    keep_files(made, files)
    reason = {"reason": made.reason} if made.reason else {}
    record(actor, verb, unit, **reason, **_facts_of(made), seal=seal_result(made))
    return made


def _facts_of(result: UnitResult) -> dict[str, Any]:
    """What the record of acts says of it."""
    names = ("attempt", "taken_on", "version", "minutes", "invigilator", "passed", "words")
    return {"unit": str(result.enrolment.unit)} | {name: getattr(result, name) for name in names}
