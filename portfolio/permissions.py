"""Whose hand may touch a portfolio. Every use case asks here before it locks anything."""

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Registration


def require_owner(actor: Membership, registration: Registration) -> None:
    """The candidate alone: evidence is declared as one's own."""
    require_role(actor, Role.CANDIDATE)
    if registration.candidate.membership_id != actor.pk:
        raise Refused(Blocker("not_yours", "This belongs to another candidate.", "Go back to your own pages."))


def require_allocated(actor: Membership, registration: Registration) -> None:
    """The candidate, their assessor, or an admin of the centre."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)
    if not Registration.objects.visible_to(actor).filter(pk=registration.pk).exists():
        raise Refused(Blocker("not_yours", "This candidate is not one of yours.", "Ask a centre admin."))


def require_asker(actor: Membership, registration: Registration) -> None:
    """Who asks a witness: the candidate, or their assessor."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    require_allocated(actor, registration)
