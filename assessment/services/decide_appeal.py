from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.appeal_gates import redeciding_gate, step_gate
from assessment.appealing import lock_appeal, repeated, require, wordless, write_step
from assessment.models import Appeal, AppealLine, AppealOutcome, AppealPoint, Stage, StepKind
from assessment.result_files import ReceivedFile, receive
from assessment.result_gates import undoing_gate
from assessment.sealing import seal_outcome
from assessment.services.reopen_unit import write_reopening
from assessment.states import AppealState
from centres.audit import record
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.states import UnitState
from units.models import Unit

STAGES = {
    AppealState.REVIEWING: (Stage.REVIEW, StepKind.REVIEWED),
    AppealState.ESCALATED: (Stage.BODY, StepKind.BODY_ANSWERED),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`upheld`: by the key of the point, for each of them. `assessor`: who decides anew what is upheld."""

    upheld: Mapping[UUID, bool]
    reasons: str
    assessor: Membership | None = None
    reference: str = ""


def decide_appeal(
    *, actor: Membership, appeal: Appeal, finding: Finding, files: "Sequence[UploadedFile[bytes]]" = ()
) -> AppealOutcome:
    """Dismissed, or upheld in whole or in part, at the stage that is under way; an admin records what the body answers.

    What is upheld is open again: another assessor, named here, decides it anew. The earlier decision stays as it is.
    What an earlier stage upheld is not answered again.
    """
    require_role(actor, Role.ADMIN, Role.IQA, Role.ASSESSOR)

    def first() -> None:
        if not _before(appeal, actor, finding):
            _require(actor, appeal, finding)

    received = receive(files, first=first)
    return _decide(actor, appeal, finding, received)


@transaction.atomic
def _decide(actor: Membership, appeal: Appeal, finding: Finding, files: Sequence[ReceivedFile]) -> AppealOutcome:
    current = lock_appeal(appeal)
    before = _before(current, actor, finding)
    if before:
        return before
    _require(actor, current, finding)
    stage, kind = _stage(current)
    reasons = finding.reasons.strip()
    outcome: AppealOutcome = AppealOutcome.objects.create(appeal=current, stage=stage, decider=actor, reasons=reasons)
    lines = AppealLine.objects.bulk_create(_line(outcome, point, finding) for point in _points(current))
    facts = {"stage": stage, "outcome": outcome.upheld, "seal": seal_outcome(outcome, lines)}
    record(actor, "appeal.outcome", current.enrolment, **facts)
    _open_again(actor, current, [line for line in lines if line.assessor_id and line.progress_id], reasons)
    to = AppealState.CLOSED if all(line.upheld for line in lines) else None
    write_step(current, actor, kind, reasons, files=files, to=to, reference=finding.reference.strip())
    return outcome


def _stage(appeal: Appeal) -> tuple[Stage, StepKind]:
    return STAGES.get(AppealState(appeal.state), (Stage.DECISION, StepKind.DECIDED))


def _points(appeal: Appeal) -> list[AppealPoint]:
    """Those that no earlier stage upheld."""
    parts = ("decision__assessor__user", "decision__progress__criterion", "result__recorded_by__user")
    return list(appeal.points.undecided().select_related(*parts))


def _before(appeal: Appeal, actor: Membership, finding: Finding) -> AppealOutcome | None:
    """The outcome that a second press repeats."""
    decided = (StepKind.DECIDED, StepKind.REVIEWED, StepKind.BODY_ANSWERED)
    if not any(repeated(appeal, actor, kind, finding.reasons.strip()) for kind in decided):
        return None
    last: AppealOutcome | None = appeal.outcomes.last()
    return last if last and all(_is_as(line, finding) for line in last.lines.all()) else None


def _is_as(line: AppealLine, finding: Finding) -> bool:
    named = finding.assessor.pk if finding.assessor else None
    return finding.upheld.get(line.point_id) == line.upheld and line.assessor_id in (None, named)


def _line(outcome: AppealOutcome, point: AppealPoint, finding: Finding) -> AppealLine:
    return AppealLine(
        outcome=outcome,
        point=point,
        progress_id=point.decision.progress_id if point.decision else None,
        upheld=finding.upheld[point.pk],
        earlier=point.made_by,
        assessor=finding.assessor if finding.upheld[point.pk] and is_decided_anew(point) else None,
    )


def is_decided_anew(point: AppealPoint) -> bool:
    """Not what was decided again since; and what the body marked, the body marks again."""
    if point.result:
        return bool(point.result.enrolment.unit.method == Unit.Method.ASSIGNMENT)
    assert point.decision is not None
    return not point.decision.progress.decisions.filter(attempt__gt=point.decision.attempt).exists()


def who_decides(actor: Membership, appeal: Appeal) -> Membership | None:
    """None where the awarding organisation does and `actor` writes down what it answered."""
    return None if _stage(appeal)[0] == Stage.BODY else actor


def _open_again(actor: Membership, appeal: Appeal, lines: Sequence[AppealLine], reasons: str) -> None:
    keys = [line.progress_id for line in lines if line.progress_id]
    rows = list(appeal.enrolment.criteria.in_order().filter(pk__in=keys).select_related("criterion"))
    if rows:
        write_reopening(actor, appeal.enrolment, rows, f"An appeal was upheld: {reasons}")


def _require(actor: Membership, appeal: Appeal, finding: Finding) -> None:
    _, kind = _stage(appeal)
    require(
        *step_gate.blockers(actor=actor, appeal=appeal, kind=kind, letter=False),
        *_objections(actor, appeal, finding),
        *wordless(finding.reasons.strip(), "The reason"),
    )


def _objections(actor: Membership, appeal: Appeal, finding: Finding) -> Iterator[Blocker]:
    points = _points(appeal)
    for point in points:
        if point.pk not in finding.upheld:
            yield Blocker(f"open {point.pk}", f"{point}: nothing is decided.", "Uphold it or dismiss it.", yours=True)
    anew = [point for point in points if finding.upheld.get(point.pk) and is_decided_anew(point)]
    if anew and finding.assessor is None:
        what = "Choose a competent assessor who had no part in it."
        yield Blocker("nobody", "It is not said who decides anew.", what, yours=True)
    elif anew and finding.assessor:
        about = {"enrolment": appeal.enrolment, "decider": who_decides(actor, appeal), "earlier": anew}
        yield from redeciding_gate.blockers(actor=finding.assessor, **about)
    if anew and appeal.enrolment.state != UnitState.PROGRESS:
        yield from undoing_gate.blockers(actor=actor, enrolment=appeal.enrolment)
