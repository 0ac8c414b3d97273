from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.choosing import Choosing
from portfolio.gates import unit_choice_gate
from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.permissions import require_allocated
from portfolio.suitability import acknowledge
from units.models import Criterion, Unit


@transaction.atomic
def choose_units(
    *,
    actor: Membership,
    registration: Registration,
    units: Sequence[Unit],
    acknowledged: AbstractSet[str] = frozenset(),
) -> list[UnitEnrolment]:
    """Adds units to a candidate's choice; those chosen already, in any edition, stay as they are. All or none.

    `acknowledged`: codes of the units for which the actor ticked that they fit, where the unit says whom it suits.
    """
    require_allocated(actor, registration)
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    chosen = set(registration.enrolments.values_list("unit__code", flat=True))
    new = [unit for unit in units if unit.code not in chosen]
    if new or not units:
        choosing = Choosing.of(registration)
        choosing.acknowledged = acknowledged
        unit_choice_gate.require(actor=actor, registration=registration, choosing=choosing, units=new)
    for unit in new:
        _enrol(actor, registration, unit)
    acknowledge(actor, registration, new)
    codes = [unit.code for unit in units]
    return list(registration.enrolments.filter(unit__code__in=codes).select_related("unit"))


def _enrol(actor: Membership, registration: Registration, unit: Unit) -> None:
    enrolment = UnitEnrolment.objects.create(registration=registration, unit=unit, whole=unit.is_assessed_whole)
    start_criteria(enrolment)
    record(actor, "unit.chosen", enrolment, unit=unit.code)


def start_criteria(enrolment: UnitEnrolment) -> None:
    """Every criterion of its unit, not started; none where one test or assignment stands for the unit."""
    if enrolment.whole:
        return
    CriterionProgress.objects.bulk_create(
        CriterionProgress(enrolment=enrolment, criterion=criterion)
        for criterion in Criterion.objects.filter(outcome__unit=enrolment.unit_id)
    )
