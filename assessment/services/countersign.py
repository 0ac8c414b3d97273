from django.db import transaction

from assessment.duties import entitlement
from assessment.gates import countersign_gate
from assessment.locks import lock_unit
from assessment.models import Countersignature, UnitSignOff
from assessment.sealing import seal_countersignature
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.states import UnitState, move


@transaction.atomic
def countersign(*, actor: Membership, sign_off: UnitSignOff) -> Countersignature:
    """A trainee's sign-off counts from now on. A second press by the same person is answered with the first."""
    require_role(actor, Role.ASSESSOR)
    unit = lock_unit(sign_off.enrolment)
    current = UnitSignOff.objects.select_related("assessor__user", "assessor__countersigner__user").get(pk=sign_off.pk)
    current.enrolment = unit
    done: Countersignature | None = Countersignature.objects.filter(sign_off=current, countersigner=actor).first()
    if done:
        return done
    countersign_gate.require(actor=actor, sign_off=current)
    signed = Countersignature.objects.create(
        sign_off=current,
        assessor=current.assessor,
        countersigner=actor,
        competence=entitlement(actor, unit.unit),
    )
    move(unit, UnitState, UnitState.SIGNED)
    facts = {"round": current.round, "assessor": current.assessor.name, "seal": seal_countersignature(signed)}
    record(actor, "unit.countersigned", unit, **facts)
    return signed
