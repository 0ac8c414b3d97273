from django.db import transaction

from centres.audit import record
from centres.gates import Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.conflicts import unasked
from portfolio.gates import allocation_gate
from portfolio.models import Registration


@transaction.atomic
def change_assessor(
    *, actor: Membership, registration: Registration, assessor: Membership, reason: str, independent: bool
) -> Registration:
    """Another assessor from now on, when one leaves or a caseload is shared out. What was decided stays as it is.

    `independent`: somebody asked them, and they have no personal interest in the candidate; kept in the record of acts.
    Theirs already: nothing happens.
    """
    require_role(actor, Role.ADMIN)
    registration = (
        Registration.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("candidate__membership", "specification__qualification", "assessor__user")
        .get(pk=registration.pk)
    )
    before = registration.assessor
    if before == assessor:
        return registration
    asked = {"registration": registration, "assessor": assessor, "reason": reason.strip()}
    blockers = [*allocation_gate.blockers(actor=actor, **asked), *unasked(independent)]
    if blockers:
        raise Refused(*blockers)
    registration.assessor = assessor
    registration.save(update_fields=["assessor"])
    facts = {"before": before.name, "assessor": assessor.name, "reason": reason.strip()}
    record(actor, "candidate.assessor_changed", registration, **facts, independent=independent)
    return registration
