"""What stops a candidate from getting another assessor."""

from collections.abc import Iterator

from django.db.models import Q

from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio.conflicts import conflict_blockers
from portfolio.gates.registration import can_assess
from portfolio.models import Registration
from portfolio.states import RegistrationState
from units.models import Unit

allocation_gate = Gate("allocation")
Found = Iterator[Blocker]


@allocation_gate.register
def registration_runs(*, actor: Membership, registration: Registration, assessor: Membership, reason: str) -> Found:
    if registration.state != RegistrationState.ACTIVE:
        said = f"The registration of {registration.candidate} is {registration.get_state_display().lower()}."
        yield Blocker("registration_over", said, "There is nothing left to assess.")


@allocation_gate.register
def reason_is_given(*, actor: Membership, registration: Registration, assessor: Membership, reason: str) -> Found:
    if not reason:
        yield Blocker("no_reason", "The reason is missing.", "Say why the assessor changes.", yours=True)


@allocation_gate.register
def assessor_can_assess(*, actor: Membership, registration: Registration, assessor: Membership, reason: str) -> Found:
    """Competence for a unit that is under way counts, if it stands in an earlier edition too."""
    themself = registration.candidate.membership.user_id == assessor.user_id
    under_way = Q(enrolments__registration=registration)
    units = Unit.objects.filter(under_way | Q(places__specification=registration.specification_id))
    yield from can_assess(actor, assessor, registration.specification, units, themself=themself)


@allocation_gate.register
def assessor_has_no_interest(
    *, actor: Membership, registration: Registration, assessor: Membership, reason: str
) -> Found:
    yield from conflict_blockers(assessor, registration.candidate, assesses=True)
