from django.db import transaction

from assessment.duties import entitlement
from assessment.gates import newest_sign_off, sign_off_gate
from assessment.locks import lock_unit
from assessment.models import UnitSignOff
from assessment.readiness import trainees_of
from assessment.results import passed_result
from assessment.sealing import seal_sign_off
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState, move


@transaction.atomic
def sign_off_unit(*, actor: Membership, enrolment: UnitEnrolment) -> UnitSignOff:
    """Signed off at once, or awaiting a countersignature where an assessor in training decided or signs.

    A second press by the same person is answered with the sign-off that stands.
    """
    require_role(actor, Role.ASSESSOR)
    unit = lock_unit(enrolment)
    standing = newest_sign_off(unit)
    if standing and standing.assessor_id == actor.pk and unit.state in (UnitState.SIGNED, UnitState.AWAITING):
        return standing
    sign_off_gate.require(actor=actor, enrolment=unit)
    needs = actor.trainee or bool(trainees_of(unit))
    sign_off = UnitSignOff.objects.create(
        enrolment=unit,
        assessor=actor,
        competence=entitlement(actor, unit.unit),
        result=passed_result(unit) if unit.whole else None,
        round=standing.round + 1 if standing else 1,
        needs_countersignature=needs,
        in_training=actor.trainee,
    )
    move(unit, UnitState, UnitState.AWAITING if needs else UnitState.SIGNED)
    facts = {"round": sign_off.round, "needs_countersignature": needs, "seal": seal_sign_off(sign_off)}
    record(actor, "unit.signed_off", unit, **facts)
    return sign_off
