from django.db import transaction

from assessment.answering import lock_review
from assessment.models import Review, ReviewSignature
from assessment.plan_gates import signature_gate
from centres.audit import record
from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts


@transaction.atomic
def sign_review(*, actor: Membership, review: Review, comment: str = "", draft_mark: str = "") -> ReviewSignature:
    """The candidate signs, with a comment where they see it otherwise. The same signature again is answered with it."""
    current = lock_review(actor, review)
    standing: ReviewSignature | None = getattr(current, "signature", None)
    if standing and standing.comment == comment.strip():
        return standing
    signature_gate.require(actor=actor, review=current)
    signature = ReviewSignature.objects.create(review=current, by=actor, comment=comment.strip())
    close_text_drafts(actor=actor, place=f"review_signature:{current.pk}", mark=draft_mark)
    record(actor, "review.agreed", current, comment=signature.comment)
    return signature
