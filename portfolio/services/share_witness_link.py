from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.models import WitnessLink, WitnessRequest
from portfolio.permissions import require_asker
from portfolio.services.mail_witness_link import link_expiry
from portfolio.services.remind_witness import lock_open
from portfolio.witness_links import give_token

AT_MOST = 20


@transaction.atomic
def share_witness_link(*, actor: Membership, request: WitnessRequest) -> str:
    """A link to hand over by message or as a code to scan. Its token is shown this once: only the hash is kept."""
    require_asker(actor, request.registration)
    request = lock_open(request)
    if request.links.filter(by_mail=False).count() >= AT_MOST:
        raise Refused(
            Blocker(
                "links_enough",
                f"{AT_MOST} links were made for {request.name}.",
                "Cancel this request and ask again, with one link that you keep until it is sent.",
            )
        )
    request.expires_at = link_expiry(request.registration.centre_id)
    request.save(update_fields=["expires_at"])
    link = WitnessLink.objects.create(request=request, by_mail=False, expires_at=request.expires_at)
    record(actor, "witness.link_made", request)
    return give_token(link)
