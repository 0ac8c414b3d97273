"""An assessor's word that an item shows a criterion, written on the link."""

from collections.abc import Sequence

from django.utils import timezone

from centres.models import Membership
from portfolio.models import EvidenceLink
from portfolio.states import LinkState, move_all


def answer(actor: Membership, links: Sequence[EvidenceLink], state: LinkState, reason: str = "") -> None:
    """Whoever calls this has locked the criteria. A confirmed link has no reason, so that goes last."""
    now = timezone.now()
    for link in links:
        link.answered_by, link.answered_at, link.reason = actor, now, reason
    EvidenceLink.objects.bulk_update(
        links, ["answered_by", "answered_at", "proposed_at", *(["reason"] if reason else [])]
    )
    move_all(links, LinkState, state)
    if not reason:
        EvidenceLink.objects.filter(pk__in=[link.pk for link in links]).exclude(reason="").update(reason="")
