"""What stops somebody who sees that an item is there from opening it. Upper apps may register checks."""

from collections.abc import Iterator

from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from portfolio.models import Evidence

opening_gate = Gate("opening")


@opening_gate.register
def it_is_not_confidential(*, actor: Membership, evidence: Evidence) -> Iterator[Blocker]:
    """domain.md R65: others' personal data is for the candidate, and for those who assess and quality assure the work."""
    if evidence.confidential and actor.role == Role.ADMIN:
        yield Blocker(
            "confidential",
            f"“{evidence}” shows people who can be recognised, so it is confidential.",
            "The candidate, their assessor, the IQA and the EQA open it. Ask the assessor what you need to know.",
            **owned_by(evidence.registration.assessor),
        )
