from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.models import WitnessRequest
from portfolio.permissions import require_asker
from portfolio.services.remind_witness import lock_open
from portfolio.states import WitnessState, move


@transaction.atomic
def cancel_witness(*, actor: Membership, request: WitnessRequest) -> WitnessRequest:
    """All its links stop working. Pressed twice, it is cancelled once."""
    require_asker(actor, request.registration)
    request.refresh_from_db(fields=["state"])
    if request.state == WitnessState.CANCELLED:
        return request
    request = lock_open(request)
    move(request, WitnessState, WitnessState.CANCELLED)
    record(actor, "witness.cancelled", request)
    return request
