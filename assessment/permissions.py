"""Whose hand may touch what candidate and assessor plan together."""

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Registration


def require_planner(actor: Membership, registration: Registration) -> None:
    """The candidate or an assessor who sees them; which assessor, the gate says."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    if not Registration.objects.visible_to(actor).filter(pk=registration.pk).exists():
        raise Refused(Blocker("not_yours", "This candidate is not one of yours.", "Ask a centre admin."))
