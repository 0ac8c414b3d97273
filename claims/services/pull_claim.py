from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.states import move
from claims.checking import as_stored
from claims.gates import not_their_own
from claims.models import Claim
from claims.states import ClaimState


@transaction.atomic
def pull_claim(*, actor: Membership, claim: Claim, reason: str) -> Claim:
    """Takes back a claim that nothing was printed for. Pulled already: nothing happens."""
    require_role(actor, Role.ADMIN)
    claim = (
        Claim.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("registration__candidate__membership")
        .get(pk=claim.pk)
    )
    if claim.state == ClaimState.PULLED:
        return claim
    if claim.state == ClaimState.MADE:
        raise Refused(
            Blocker(
                "claim_made",
                "The documents of this claim are made.",
                "Tell the awarding organisation what is wrong with them. What was printed stays on record.",
            )
        )
    blockers = list(not_their_own(actor, claim.registration))
    if not reason.strip():
        blockers.append(Blocker("no_reason", "The reason is missing.", "Say why the claim is pulled.", yours=True))
    if blockers:
        raise Refused(*blockers)
    pull(claim=claim, actor=actor, reasons=[Blocker("by_hand", reason.strip())])
    return claim


def pull(*, claim: Claim, actor: Membership, reasons: Sequence[Blocker]) -> None:
    """Inside a transaction, on a locked claim."""
    claim.stopped_by, claim.pulled_at = as_stored(reasons), timezone.now()
    claim.save(update_fields=["stopped_by", "pulled_at"])
    move(claim, ClaimState, ClaimState.PULLED)
    record(actor, "claim.pulled", claim, reasons=[reason.message for reason in reasons])
