from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.gates.conflict import overseer_blockers
from portfolio.models import Candidate, ConflictEnd, ConflictOfInterest


@transaction.atomic
def end_conflict(*, actor: Membership, conflict: ConflictOfInterest, reason: str) -> ConflictEnd:
    """Today is the last day on which it holds; never a day before, on which acts were refused or should have been."""
    require_role(actor, Role.ADMIN)
    conflict = ConflictOfInterest.objects.visible_to(actor).select_related("person__user", "ending").get(pk=conflict.pk)
    Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=conflict.candidate_id)
    done: ConflictEnd | None = ConflictEnd.objects.filter(conflict=conflict).first()
    if done:
        return done
    blockers = list(overseer_blockers(actor, conflict))
    if not reason.strip():
        blockers.append(Blocker("no_reason", "The reason is missing.", "Say why it holds no longer.", yours=True))
    if blockers:
        raise Refused(*blockers)
    last_day = max(timezone.localdate(), conflict.since)
    ending = ConflictEnd.objects.create(conflict=conflict, last_day=last_day, reason=reason.strip(), ended_by=actor)
    record(actor, "conflict.ended", conflict, last_day=last_day, reason=reason.strip())
    return ending
