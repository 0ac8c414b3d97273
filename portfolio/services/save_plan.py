from collections.abc import Sequence

from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.gates import plan_gate
from portfolio.models import Registration, UnitPlan
from portfolio.permissions import require_allocated
from units.models import Unit


@transaction.atomic
def save_plan(*, actor: Membership, registration: Registration, units: Sequence[Unit], aim: str) -> UnitPlan:
    """The units that a candidate means to do next. It enrols nobody. The plan that stands already is not saved again."""
    require_allocated(actor, registration)
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    plan_gate.require(actor=actor, registration=registration, units=units)
    codes = sorted({unit.code for unit in units})
    newest: UnitPlan | None = registration.plans.first()
    if newest and (newest.codes, newest.by) == (codes, aim):
        return newest
    plan = UnitPlan.objects.create(registration=registration, codes=codes, by=aim, saved_by=actor)
    record(actor, "units.planned", registration, units=codes, aim=aim)
    return plan
