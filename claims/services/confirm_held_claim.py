from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.enqueue import enqueue
from centres.states import move
from claims.gates import not_their_own
from claims.models import Claim
from claims.services.pull_claim import pull
from claims.states import ClaimState


@transaction.atomic
def confirm_held_claim(*, actor: Membership, claim: Claim, reference: str, confirmed: bool) -> Claim:
    """The awarding organisation's answer where the readings of its rule differ, with the reference that it gave.

    Confirmed, the claim is queued and looked at again like any other; otherwise it is pulled. A claim that was
    answered already is returned as it is.
    """
    require_role(actor, Role.ADMIN)
    claim = (
        Claim.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("registration__centre", "registration__candidate__membership")
        .get(pk=claim.pk)
    )
    if claim.state != ClaimState.HELD:
        return claim
    blockers = [*not_their_own(actor, claim.registration), *_about_reference(reference)]
    if blockers:
        raise Refused(*blockers)
    _write_answer(actor, claim, reference.strip())
    if confirmed:
        move(claim, ClaimState, ClaimState.QUEUED)
        record(actor, "claim.confirmed", claim, reference=claim.confirmation)
        enqueue(purpose="finish_claim", centre=claim.registration.centre, object_id=claim.pk)
    else:
        said = f"The awarding organisation does not confirm the reading: {claim.confirmation}."
        pull(claim=claim, actor=actor, reasons=[Blocker("not_confirmed", said)])
    return claim


def _about_reference(reference: str) -> Iterator[Blocker]:
    if not reference.strip():
        yield Blocker(
            "no_reference",
            "The reference of the answer is missing.",
            "Enter what the awarding organisation gave: a letter's number, a case, a date and a name.",
            yours=True,
        )


def _write_answer(actor: Membership, claim: Claim, reference: str) -> None:
    claim.confirmation, claim.confirmed_by, claim.confirmed_at = reference, actor, timezone.now()
    claim.save(update_fields=["confirmation", "confirmed_by", "confirmed_at"])
