from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from iqa.gates import closing_gate
from iqa.models import Clearance, SamplingRound
from iqa.sign_offs import unpicked
from portfolio.models import UnitEnrolment


@transaction.atomic
def close_round(*, actor: Membership, round: SamplingRound) -> SamplingRound:
    """Clears what was in the population and not picked, as far as it still stands. A second press changes nothing."""
    require_role(actor, Role.IQA)
    if not SamplingRound.objects.visible_to(actor).filter(pk=round.pk).exists():
        raise Refused(Blocker("out_of_scope", "This round is not of one of your qualifications.", "Open your own."))
    current: SamplingRound = SamplingRound.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if current.closed_at is not None:
        return current
    waiting = unpicked(current).values("enrolment")
    list(UnitEnrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=waiting).order_by("pk"))
    closing_gate.require(actor=actor, round=current)
    cleared = Clearance.objects.bulk_create(
        Clearance(sign_off=sign_off, round=current, iqa=actor) for sign_off in unpicked(current)
    )
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    record(actor, "sampling.round_closed", current, cleared=len(cleared))
    return current
