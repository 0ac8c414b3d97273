import datetime as dt

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.gates.conflict import declaring_blockers
from portfolio.models import Candidate, ConflictOfInterest
from portfolio.models.conflict import Relationship


@transaction.atomic
def declare_conflict(
    *,
    actor: Membership,
    person: Membership,
    candidate: Candidate,
    relationship: str,
    detail: str = "",
    since: dt.date,
    until: dt.date | None = None,
) -> ConflictOfInterest:
    """From now on this person has no part in what happens to this candidate. The same again is the same declaration."""
    require_role(actor, Role.ADMIN, Role.ASSESSOR, Role.IQA)
    candidate = Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=candidate.pk)
    said = {"relationship": relationship, "detail": detail.strip(), "since": since, "until": until}
    objections = _objections(relationship, detail.strip(), since, until)
    blockers = [*declaring_blockers(actor, person, candidate), *objections]
    if blockers:
        raise Refused(*blockers)
    same = {"person": person, "candidate": candidate, "ending": None, **said}
    before: ConflictOfInterest | None = ConflictOfInterest.objects.filter(**same).first()
    if before:
        return before
    conflict: ConflictOfInterest = ConflictOfInterest.objects.create(
        centre_id=actor.centre_id, person=person, candidate=candidate, declared_by=actor, **said
    )
    record(actor, "conflict.declared", conflict, **said)
    return conflict


def _objections(relationship: str, detail: str, since: dt.date, until: dt.date | None) -> list[Blocker]:
    found = []
    if relationship not in Relationship.values:
        found.append(Blocker("relationship", "It is not said what kind it is.", "Choose one.", yours=True))
    if relationship == Relationship.OTHER and not detail:
        found.append(Blocker("detail", "“Something else” says nothing yet.", "Say it in a few words.", yours=True))
    if until is not None and until < since:
        words = f"The last day, {until:%-d %B %Y}, is before the first, {since:%-d %B %Y}."
        found.append(Blocker("backwards", words, "Enter a later last day, or none.", yours=True))
    return found
