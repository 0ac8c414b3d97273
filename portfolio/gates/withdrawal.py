"""What stops evidence from being withdrawn. Upper apps register what rests on it."""

from collections.abc import Iterator

from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence
from portfolio.states import EvidenceState, UnitState
from portfolio.withdrawals import resting_on

withdrawal_gate = Gate("withdrawal")
Found = Iterator[Blocker]


@withdrawal_gate.register
def there_is_a_reason(*, actor: Membership, evidence: Evidence, reason: str) -> Found:
    if not reason:
        yield Blocker("no_reason", "The reason is missing.", "Say why you take it back.", yours=True)


@withdrawal_gate.register
def no_signed_unit_rests_on_it(*, actor: Membership, evidence: Evidence, reason: str) -> Found:
    if evidence.state == EvidenceState.DRAFT:
        return
    rows = CriterionProgress.objects.filter(pk__in=resting_on(evidence))
    closed = rows.exclude(enrolment__state=UnitState.PROGRESS).values_list("enrolment__unit__title", "enrolment__state")
    for title, state in sorted(closed.distinct()):
        yield Blocker(
            "unit_closed",
            f"{title} is {UnitState(state).label.lower()}, and decisions in it rest on this evidence.",
            "The assessor reopens the unit first.",
            **owned_by(evidence.registration.assessor),
        )
