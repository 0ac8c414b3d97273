from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import WitnessRequest
from portfolio.permissions import require_asker
from portfolio.services.remind_witness import lock_open


@transaction.atomic
def name_expert(*, actor: Membership, request: WitnessRequest, basis: str) -> WitnessRequest:
    """An assessor says, before the witness answers, that they are competent in the work and know the units (domain.md 2.1)."""
    require_role(actor, Role.ASSESSOR)
    require_asker(actor, request.registration)
    request = lock_open(request)
    if not basis.strip():
        said = f"It is not said why {request.name} is an expert."
        raise Refused(
            Blocker("no_basis", said, "Say what makes them competent, and how they know the units.", yours=True)
        )
    set_expert(actor, request, basis)
    return request


def set_expert(actor: Membership, request: WitnessRequest, basis: str) -> None:
    """Inside the transaction of whoever has asked the role."""
    require_role(actor, Role.ASSESSOR)
    request.expert_basis, request.expert_by, request.expert_at = basis.strip(), actor, timezone.now()
    request.save(update_fields=["expert_basis", "expert_by", "expert_at"])
    record(actor, "witness.expert_named", request, basis=request.expert_basis)
