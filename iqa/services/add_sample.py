from django.db import transaction

from assessment.locks import lock_unit
from assessment.models import UnitSignOff
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from iqa.allocation import allocate
from iqa.gates import adding_gate
from iqa.models import Sample
from iqa.permissions import require_in_scope

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
    sign_off.enrolment = unit
    blockers = [*adding_gate.blockers(actor=actor, sign_off=sign_off), *_objections(reason)]
    if blockers:
        raise Refused(*blockers)
    people = allocate(preferred=actor, sign_offs=[sign_off])
    sample = Sample.objects.create(sign_off=sign_off, iqa=people[sign_off.pk], reason=reason)
    record(actor, "sampling.sample_added", sample, reason=reason, iqa=sample.iqa.name)
    return sample


def _objections(reason: str) -> list[Blocker]:
    if 0 < len(reason) <= LONGEST:
        return []
    said, act = "The reason is missing.", "Say why this sign-off is sampled."
    if reason:
        said, act = f"The reason has {len(reason)} characters.", f"Say it in {LONGEST}."
    return [Blocker("reason", said, act, link="#id_reason", link_text="Go to it", yours=True)]
