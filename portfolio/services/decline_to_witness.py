from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.selectors import system_of
from portfolio.models import WitnessRequest
from portfolio.services.remind_witness import lock_open
from portfolio.states import WitnessState, move


@transaction.atomic
def decline_to_witness(*, request: WitnessRequest, reason: str) -> WitnessRequest:
    """The witness says no, and why; their link stops working. Pressed twice, it is declined once."""
    request.refresh_from_db(fields=["state"])
    if request.state == WitnessState.DECLINED:
        return request
    request = lock_open(request)
    if not reason.strip():
        raise Refused(Blocker("no_reason", "The reason is missing.", "Say in a few words why.", yours=True))
    request.reason = reason.strip()
    request.save(update_fields=["reason"])
    move(request, WitnessState, WitnessState.DECLINED)
    record(system_of(request.registration.centre_id), "witness.declined", request, reason=request.reason)
    return request
