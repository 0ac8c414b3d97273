"""Whose hand may touch quality assurance. Every use case asks here before it locks anything."""

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from portfolio.models import UnitEnrolment

LOOKS = (Role.IQA, Role.EQA, Role.ADMIN)  # who sees what is sampled; each act asks for its own role besides


def require_in_scope(actor: Membership, enrolment: UnitEnrolment) -> None:
    """A unit of a candidate whom the actor can see: in their centre, and of their qualifications."""
    if not UnitEnrolment.objects.visible_to(actor).filter(pk=enrolment.pk).exists():
        raise Refused(
            Blocker(
                "out_of_scope",
                "This candidate's qualification is not one of yours.",
                "A centre admin records what you are competent for, or may look at.",
            )
        )
