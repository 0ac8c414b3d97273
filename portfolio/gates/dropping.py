"""What keeps a chosen unit in the choice. Upper apps register what rests on it."""

from collections.abc import Iterator

from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio.models import EvidenceLink, UnitEnrolment

dropping_gate = Gate("dropping")


@dropping_gate.register
def nothing_was_submitted(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    submitted = EvidenceLink.objects.filter(progress__enrolment=enrolment).exclude(evidence__submitted_at=None)
    if submitted.exists():
        yield Blocker(
            "unit_begun",
            f"Evidence was submitted for {enrolment.unit.title}, so the unit stays.",
            "It does no harm: units that are not signed off do not count.",
        )
