from django.db import transaction
from django.db.models import F

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.selectors import system_of
from portfolio.models import WitnessLink, WitnessRequest
from portfolio.states import WitnessState, move
from portfolio.witness_answers import why_closed
from portfolio.witness_links import OPENED_AT_MOST


@transaction.atomic
def open_witness_link(*, link: WitnessLink) -> WitnessRequest:
    """Another browser has opened it. Refused when its request is over, it is too old, or too many have."""
    rows = WitnessRequest.objects.select_for_update(of=("self",), no_key=True)
    request: WitnessRequest = rows.select_related("registration__candidate").get(pk=link.request_id)
    closed = why_closed(request, link)
    if closed:
        raise Refused(closed)
    counted = WitnessLink.objects.filter(pk=link.pk, opened__lt=OPENED_AT_MOST).update(opened=F("opened") + 1)
    if not counted:
        said = "This link was opened in too many places."
        raise Refused(Blocker("opened_enough", said, f"Ask {request.registration.candidate.name} for a new one."))
    if request.state == WitnessState.ASKED:
        move(request, WitnessState, WitnessState.OPENED)
        record(system_of(request.registration.centre_id), "witness.opened", request)
    return request
