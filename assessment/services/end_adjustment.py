from django.db import transaction
from django.utils import timezone

from assessment.locks import lock_registration
from assessment.models import Adjustment
from assessment.states import OVER_ADJUSTMENTS, AdjustmentState
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.states import move


@transaction.atomic
def end_adjustment(*, actor: Membership, adjustment: Adjustment) -> Adjustment:
    """By the candidate, who may also take back the request, or an admin.

    It holds until the end of today, or of an earlier day on which it ended by itself. What has not begun never holds.
    """
    require_role(actor, Role.CANDIDATE, Role.ADMIN)
    lock_registration(adjustment.registration)
    current: Adjustment = Adjustment.objects.select_related("registration__candidate").get(pk=adjustment.pk)
    if current.state == AdjustmentState.ENDED:
        return current
    if not Adjustment.objects.visible_to(actor).filter(pk=current.pk).exists():
        raise Refused(Blocker("not_yours", "This belongs to another candidate.", "Go back to your own pages."))
    if current.state in OVER_ADJUSTMENTS:
        raise Refused(Blocker("over", f"It is {current.get_state_display().lower()}.", "There is nothing to end."))
    if current.state == AdjustmentState.ASKED and actor.role == Role.ADMIN:
        raise Refused(Blocker("asked", "Nobody has answered it yet.", "Agree to it, or refuse it with the reason."))
    if current.valid_from:
        today = timezone.localdate()
        current.valid_until = min(current.valid_until or today, today)
        current.save(update_fields=["valid_until"])
    move(current, AdjustmentState, AdjustmentState.ENDED)
    record(actor, "adjustment.ended", current)
    return current
