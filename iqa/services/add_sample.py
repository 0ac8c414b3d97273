from django.db import transaction

from assessment.gates import newest_sign_off
from assessment.locks import lock_unit
from assessment.models import UnitSignOff
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from iqa.allocation import allocate
from iqa.models import Sample
from iqa.permissions import require_in_scope
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState

LONGEST = 200


@transaction.atomic
def add_sample(*, actor: Membership, sign_off: UnitSignOff, reason: str) -> Sample:
    """Picked by hand, with the reason. What is sampled stays sampled: a second press is answered with the first."""
    require_role(actor, Role.IQA)
    require_in_scope(actor, sign_off.enrolment)
    unit = lock_unit(sign_off.enrolment)
    sampled: Sample | None = Sample.objects.filter(sign_off=sign_off).first()
    if sampled:
        return sampled
    reason = reason.strip()
    blockers = [*_does_not_stand(sign_off, unit), *_objections(reason)]
    if blockers:
        raise Refused(*blockers)
    sign_off.enrolment = unit
    people = allocate(preferred=actor, sign_offs=[sign_off])
    sample = Sample.objects.create(sign_off=sign_off, iqa=people[sign_off.pk], reason=reason)
    record(actor, "sampling.sample_added", sample, reason=reason, iqa=sample.iqa.name)
    return sample


def _does_not_stand(sign_off: UnitSignOff, unit: UnitEnrolment) -> list[Blocker]:
    newest = newest_sign_off(unit)
    if unit.state == UnitState.SIGNED and newest == sign_off:
        return []
    said = f"{unit.unit} is {unit.get_state_display().lower()}."
    if newest != sign_off:
        said = f"{unit.unit} was signed off again since."
    return [Blocker("not_standing", said, "What is sampled is the newest sign-off, while it stands.")]


def _objections(reason: str) -> list[Blocker]:
    if 0 < len(reason) <= LONGEST:
        return []
    said, act = "The reason is missing.", "Say why this sign-off is sampled."
    if reason:
        said, act = f"The reason has {len(reason)} characters.", f"Say it in {LONGEST}."
    return [Blocker("reason", said, act, link="#id_reason", link_text="Go to it", yours=True)]
