import datetime as dt

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.models import WitnessRequest
from portfolio.permissions import require_asker
from portfolio.services.mail_witness_link import ask_by_mail, link_expiry

BETWEEN = dt.timedelta(hours=20)
MAILS_AT_MOST = 6


@transaction.atomic
def remind_witness(*, actor: Membership, request: WitnessRequest) -> WitnessRequest:
    """Another link by mail, with its full time; also after the last one became too old. Once a day at most."""
    require_asker(actor, request.registration)
    request = lock_open(request)
    newest = request.links.filter(by_mail=True).first()
    if newest is not None and newest.made_at > timezone.now() - BETWEEN:
        return request  # a second press, or somebody who is impatient: one mail a day is enough
    blocker = _why_not(request)
    if blocker:
        raise Refused(blocker)
    request.expires_at = link_expiry(request.registration.centre_id)
    request.save(update_fields=["expires_at"])
    ask_by_mail(request)
    record(actor, "witness.reminded", request)
    return request


def _why_not(request: WitnessRequest) -> Blocker | None:
    if not request.email:
        return Blocker("no_address", f"There is no e-mail address for {request.name}.", "Share a link yourself.")
    if request.links.filter(by_mail=True).count() >= MAILS_AT_MOST:
        return Blocker(
            "mailed_enough", f"{request.name} was sent {MAILS_AT_MOST} mails.", "Speak to them, or ask another witness."
        )
    return None


def lock_open(request: WitnessRequest) -> WitnessRequest:
    """The row of a request that still waits; refused where it was answered or cancelled meanwhile."""
    rows = WitnessRequest.objects.select_for_update(of=("self",), no_key=True)
    locked: WitnessRequest = rows.select_related("registration__candidate", "registration__centre").get(pk=request.pk)
    if not locked.is_open:
        state = locked.get_state_display().lower()
        raise Refused(
            Blocker(
                f"witness_{locked.state}", f"This request to {locked.name} is {state}.", "Ask again with a new one."
            )
        )
    return locked
