from collections.abc import Sequence

from django.db import transaction

from assessment.locks import lock_registration
from assessment.models import CriterionDecision, FeedbackReceipt
from centres.audit import record
from centres.models import Membership
from portfolio.models import Registration
from portfolio.permissions import require_owner


@transaction.atomic
def acknowledge_feedback(
    *, actor: Membership, registration: Registration, decisions: Sequence[CriterionDecision], reply: str = ""
) -> list[FeedbackReceipt]:
    """The candidate has read what was written with these decisions. A reply stands with each of them.

    What was read already is not read again; the same reply sent twice is one.
    """
    require_owner(actor, registration)
    lock_registration(registration)
    wanted = [row.pk for row in decisions]
    rows = CriterionDecision.objects.filter(pk__in=wanted, progress__enrolment__registration=registration)
    found = [_receipt(actor, decision, reply.strip()) for decision in rows.select_related("progress").order_by("pk")]
    return [receipt for receipt in found if receipt]


def _receipt(actor: Membership, decision: CriterionDecision, reply: str) -> FeedbackReceipt | None:
    before = list(decision.receipts.values_list("reply", flat=True))
    if reply in before or (before and not reply):
        return None
    receipt = FeedbackReceipt.objects.create(decision=decision, by=actor, reply=reply)
    record(actor, "feedback.answered" if reply else "feedback.read", decision.progress, attempt=decision.attempt)
    return receipt
