from django.db import transaction

from assessment.locks import lock_unit
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from iqa.gates import release_gate
from iqa.models import ExternalRelease
from iqa.permissions import require_in_scope
from iqa.selectors.clearance import cleared_sign_off
from portfolio.models import UnitEnrolment


@transaction.atomic
def release_unit(*, actor: Membership, enrolment: UnitEnrolment) -> ExternalRelease:
    """The EQA lets the cleared sign-off go on to a claim. A second press is answered with the first."""
    require_role(actor, Role.EQA)
    require_in_scope(actor, enrolment)
    unit = lock_unit(enrolment)
    sign_off = cleared_sign_off(unit)
    done: ExternalRelease | None = ExternalRelease.objects.filter(sign_off=sign_off).first() if sign_off else None
    if done:
        return done
    release_gate.require(actor=actor, enrolment=unit)
    release: ExternalRelease = ExternalRelease.objects.create(enrolment=unit, sign_off=sign_off, eqa=actor)
    record(actor, "sampling.unit_released", unit, round=release.sign_off.round)
    return release
