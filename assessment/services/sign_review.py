from django.db import transaction

from assessment.answering import lock_review
from assessment.models import Review, ReviewSignature
from assessment.plan_gates import signature_gate
from centres.audit import record
from centres.models import Membership


@transaction.atomic
def sign_review(*, actor: Membership, review: Review, comment: str = "") -> ReviewSignature:
    """The candidate signs, with a comment where they see it otherwise. The same signature again is answered with it."""
    current = lock_review(actor, review)
    standing: ReviewSignature | None = getattr(current, "signature", None)
    if standing and standing.comment == comment.strip():
        return standing
    signature_gate.require(actor=actor, review=current)
    signature = ReviewSignature.objects.create(review=current, by=actor, comment=comment.strip())
    record(actor, "review.agreed", current, comment=signature.comment)
    return signature
