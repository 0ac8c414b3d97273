from django.db import transaction

from assessment.duties import entitlement
from assessment.gates import newest_sign_off, sign_off_gate
from assessment.locks import lock_unit
from assessment.models import UnitSignOff
from assessment.readiness import trainees_of
from assessment.results import passed_result
from assessment.sealing import seal_sign_off
from assessment.sufficiency import shortfall, unit_standing_of, unit_unexplained
from centres.audit import record
from centres.gates import Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState, move


@transaction.atomic
def sign_off_unit(*, actor: Membership, enrolment: UnitEnrolment, short_reason: str = "") -> UnitSignOff:
    """Signed off at once, or awaiting a countersignature where an assessor in training decided or signs.

    `short_reason`: why, where the centre's sufficiency rule for the unit as a whole asks for more and may be overruled.
    A second press by the same person is answered with the sign-off that stands.
    """
    require_role(actor, Role.ASSESSOR)
    unit = lock_unit(enrolment)
    standing = newest_sign_off(unit)
    if standing and standing.assessor_id == actor.pk and unit.state in (UnitState.SIGNED, UnitState.AWAITING):
        return standing
    sign_off_gate.require(actor=actor, enrolment=unit)
    held_to = unit_standing_of(unit)
    if held_to.advice and not short_reason.strip():
        raise Refused(unit_unexplained(held_to))
    needs = actor.trainee or bool(trainees_of(unit))
    sign_off = UnitSignOff.objects.create(
        enrolment=unit,
        assessor=actor,
        competence=entitlement(actor, unit.unit),
        result=passed_result(unit) if unit.whole else None,
        round=standing.round + 1 if standing else 1,
        needs_countersignature=needs,
        in_training=actor.trainee,
        **shortfall(held_to, short_reason),
    )
    move(unit, UnitState, UnitState.AWAITING if needs else UnitState.SIGNED)
    facts = {"round": sign_off.round, "needs_countersignature": needs, "seal": seal_sign_off(sign_off)}
    facts |= {"short": sign_off.short, "reason": sign_off.short_reason} if sign_off.short else {}
    record(actor, "unit.signed_off", unit, **facts)
    return sign_off
