"""Writes the steps of an appeal: the row, where it leads, by when, and the record of it. On a locked unit."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assessment.appeal_mails import tell
from assessment.appeal_turns import TURNS, term
from assessment.locks import lock_unit
from assessment.models import Appeal, AppealFile, AppealPoint, AppealStep, StepKind, UnitResult
from assessment.result_files import ReceivedFile
from assessment.states import AppealState
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.policy import Policy
from portfolio.models import UnitEnrolment
from portfolio.quarantine import Held, Holder
from portfolio.services.prepare_file import prepare_file
from portfolio.states import move


def lock_appeal(appeal: Appeal) -> Appeal:
    """The unit first, as everywhere; then the appeal, read afresh."""
    unit = lock_unit(appeal.enrolment)
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True).select_related("decider__user")
    found: Appeal = rows.get(pk=appeal.pk)
    found.enrolment = unit
    return found


def begin(unit: UnitEnrolment, actor: Membership, state: AppealState, about: Sequence[Any]) -> Appeal:
    """The appeal and what it is about; its first step comes next."""
    appeal: Appeal = Appeal.objects.create(enrolment=unit, lodged_by=actor, state=state)
    AppealPoint.objects.bulk_create(
        AppealPoint(appeal=appeal, **{"result" if isinstance(one, UnitResult) else "decision": one}) for one in about
    )
    return appeal


def repeated(appeal: Appeal, actor: Membership, kind: StepKind, said: str) -> AppealStep | None:
    """The step that a second press, or another tab, repeats."""
    last: AppealStep | None = appeal.steps.last()
    same = last and (last.kind, last.by_id, last.said) == (kind, actor.pk, said)
    return last if same else None


def wordless(said: str, what: str) -> list[Blocker]:
    return [] if said else [Blocker("words", f"{what} is missing.", "Write it in your own words.", yours=True)]


def require(*found: Blocker) -> None:
    if found:
        raise Refused(*found)


def write_step(
    appeal: Appeal,
    actor: Membership,
    kind: StepKind,
    said: str,
    *,
    files: Sequence[ReceivedFile] = (),
    to: AppealState | None = None,
    **more: Any,
) -> AppealStep:
    """`to`: where it leads, if not where the table says. `more`: further columns of the step."""
    turn = TURNS[kind]
    moved = _due(appeal, turn.term, ends=turn.ends_term, closed=to == AppealState.CLOSED)
    step = add_step(appeal, actor, kind, said, files, **(moved | more))
    target = to or turn.to
    if target:
        move(appeal, AppealState, target)
    tell(appeal, step)
    return step


def _due(appeal: Appeal, policy: Policy | None, *, ends: bool, closed: bool) -> dict[str, Any]:
    if ends or closed:
        return {"due_on": None, "days": None}
    if policy is None:
        return {"due_on": appeal.due_on}
    due_on, days = term(appeal, policy)
    return {"due_on": due_on, "days": days}


def add_step(
    appeal: Appeal, actor: Membership, kind: StepKind, said: str, files: Sequence[ReceivedFile], **more: Any
) -> AppealStep:
    """The row, its files, and what of it the appeal keeps. The record of acts says that it happened, not what was written."""
    step: AppealStep = AppealStep.objects.create(appeal=appeal, by=actor, kind=kind, said=said, **more)
    once = {row.stored.pk: row for row in files}
    AppealFile.objects.bulk_create(AppealFile(step=step, file=row.stored, name=row.name) for row in once.values())
    for row in once.values():
        prepare_file(stored=row.stored, centre=appeal.enrolment.registration.centre)
    appeal.due_on = step.due_on
    appeal.save(update_fields=["due_on"])
    record(actor, f"appeal.{kind}", appeal.enrolment, **_facts(step))
    return step


def _facts(step: AppealStep) -> dict[str, Any]:
    due: dt.date | None = step.due_on
    return {"by when": due, "decider": step.decider.name if step.decider else "", "reference": step.reference}


def set_decider(appeal: Appeal, person: Membership | None) -> None:
    appeal.decider = person
    appeal.save(update_fields=["decider"])


def _rows() -> Any:
    return AppealFile.objects.select_related("file", "step__appeal__enrolment__registration__candidate")


def _held(row: AppealFile) -> Held:
    person = row.step.appeal.enrolment.registration.candidate.name
    return Held(row, row.file, row.name, person, "a file of an appeal", row.at)


HOLDER = Holder(_rows, "step__appeal__enrolment__registration__centre_id", _held)
