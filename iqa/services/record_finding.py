import datetime as dt
from typing import cast

from django.db import transaction

from assessment.locks import lock_unit
from centres.audit import record
from centres.gates import Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from iqa.gates import finding_gate, open_actions
from iqa.judgement import Judgement
from iqa.models import Action, Clearance, Finding, Sample
from iqa.permissions import require_in_scope
from iqa.states import ActionState, SampleState
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState, move


@transaction.atomic
def record_finding(
    *,
    actor: Membership,
    sample: Sample,
    outcome: str,
    competent: bool,
    fair: bool,
    recorded: bool,
    comment: str,
    asks: str = "",
    due_on: dt.date | None = None,
) -> Finding:
    """Upholds the sign-off and clears it, or holds the unit and asks its assessor for something by a day.

    The assessor's decisions stay as they are: only an assessor decides again.
    """
    require_role(actor, Role.IQA)
    require_in_scope(actor, sample.sign_off.enrolment)
    judgement = Judgement(outcome, competent, fair, recorded, comment, asks, due_on)
    unit = lock_unit(sample.sign_off.enrolment)
    current = _locked(sample, unit)
    repeated = _repeated(actor, current, judgement)
    if repeated:
        return repeated
    blockers = [*finding_gate.blockers(actor=actor, sample=current, outcome=outcome), *judgement.blockers()]
    if blockers:
        raise Refused(*blockers)
    finding = Finding.objects.create(
        sample=current, iqa=actor, assessor=current.sign_off.assessor, **judgement.values()
    )
    _settle(finding, judgement, unit)
    record(actor, "sampling.finding_recorded", current, outcome=finding.get_outcome_display())
    return finding


def _locked(sample: Sample, unit: UnitEnrolment) -> Sample:
    parts = ("sign_off__assessor__user", "iqa__user")
    current: Sample = (
        Sample.objects.select_for_update(of=("self",), no_key=True).select_related(*parts).get(pk=sample.pk)
    )
    current.sign_off.enrolment = unit
    return current


def _repeated(actor: Membership, sample: Sample, judgement: Judgement) -> Finding | None:
    """The finding that a second press repeats: the newest, by the same person, not answered since."""
    last: Finding | None = sample.findings.filter(iqa=actor).first()
    if last is None or last != sample.findings.first() or not judgement.is_recorded_as(last):
        return None
    answered = Action.objects.filter(finding=last).exclude(state=ActionState.OPEN).exists()
    return None if answered else last


def _settle(finding: Finding, judgement: Judgement, unit: UnitEnrolment) -> None:
    """The newest finding closes what was asked before: either it is settled, or something new is asked."""
    for action in open_actions(unit).select_for_update(of=("self",), no_key=True):
        move(action, ActionState, ActionState.CLOSED)
    move(finding.sample, SampleState, judgement.outcome)
    if judgement.upholds:
        Clearance.objects.get_or_create(
            sign_off=finding.sample.sign_off, defaults={"finding": finding, "iqa": finding.iqa}
        )
        move(unit, UnitState, UnitState.SIGNED)
        return
    _ask(finding, judgement, unit)
    move(unit, UnitState, UnitState.HOLD)


def _ask(finding: Finding, judgement: Judgement, unit: UnitEnrolment) -> None:
    day = cast(dt.date, judgement.due_on)  # Judgement.blockers refuses a finding that asks without a day
    Action.objects.create(finding=finding, owner=_owner(finding, unit), asks=judgement.asks.strip(), due_on=day)


def _owner(finding: Finding, unit: UnitEnrolment) -> Membership:
    """The assessor who signed; the candidate's assessor of today where that one has left."""
    return finding.assessor if finding.assessor.ended_at is None else unit.registration.assessor
