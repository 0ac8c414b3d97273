from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.gates.conflict import mitigation_blockers, overseer_blockers
from portfolio.models import Candidate, ConflictMitigation, ConflictOfInterest


@transaction.atomic
def mitigate_conflict(
    *, actor: Membership, conflict: ConflictOfInterest, why: str, iqa: Membership
) -> ConflictMitigation:
    """This assessor may assess the candidate all the same; an independent IQA looks at every sign-off (5.4 scenario 17)."""
    require_role(actor, Role.ADMIN)
    rows = ConflictOfInterest.objects.visible_to(actor).select_related("person__user", "candidate", "ending")
    conflict = rows.get(pk=conflict.pk)
    Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=conflict.candidate_id)
    newest: ConflictMitigation | None = conflict.mitigations.first()
    if newest and (newest.why, newest.iqa_id) == (why.strip(), iqa.pk):
        return newest
    blockers = [*overseer_blockers(actor, conflict), *mitigation_blockers(conflict, iqa)]
    if not why.strip():
        blockers.append(Blocker("why", "It is not said why nobody else can assess.", "Say it.", yours=True))
    if blockers:
        raise Refused(*blockers)
    made = ConflictMitigation.objects.create(conflict=conflict, why=why.strip(), iqa=iqa, recorded_by=actor)
    record(actor, "conflict.mitigated", conflict, why=made.why, iqa=iqa.name)
    return made
