"""What stops a conflict of interest from being declared, ended, or made safe."""

from collections.abc import Iterator

from django.utils import timezone

from centres.gates import Blocker
from centres.models import Membership, Role
from portfolio.conflicts import conflict_blockers
from portfolio.models import Candidate, ConflictOfInterest

Found = Iterator[Blocker]
DECLARED_OF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)


def declaring_blockers(actor: Membership, person: Membership, candidate: Candidate) -> Found:
    if actor.role != Role.ADMIN and person.user_id != actor.user_id:
        said = f"{person.name} declares their own conflicts of interest, or a centre admin does."
        yield Blocker("not_yours", said, "Ask them, or a centre admin.")
    if person.centre_id != actor.centre_id or candidate.centre_id != actor.centre_id:
        yield Blocker("elsewhere", "The two are not both in your centre.", "Choose people of your centre.")
    if person.role not in DECLARED_OF:
        yield Blocker("not_staff", f"{person.name} is not of the staff.", "A conflict is one of the staff's.")
    if candidate.membership.user_id == person.user_id:
        said = f"{person.name} is the candidate: nobody assesses their own work in any case."
        yield Blocker("own_work", said, "There is nothing to declare.")


def overseer_blockers(actor: Membership, conflict: ConflictOfInterest) -> Found:
    if conflict.person.user_id == actor.user_id:
        said = "This conflict of interest is your own."
        yield Blocker("own_conflict", said, "Another centre admin decides about it.")
    if conflict.last_day is not None and conflict.last_day < timezone.localdate():
        yield Blocker("over", f"It ended on {conflict.last_day:%-d %B %Y}.", "Declare it anew if it holds again.")


def mitigation_blockers(conflict: ConflictOfInterest, iqa: Membership) -> Found:
    if conflict.person.role != Role.ASSESSOR:
        said = f"{conflict.person.name} is no assessor: quality assurance and countersigning are done by somebody else."
        yield Blocker("not_assessor", said, "Name somebody without a conflict for it.")
    if iqa.role != Role.IQA or iqa.ended_at is not None or iqa.centre_id != conflict.centre_id:
        yield Blocker("not_iqa", f"{iqa.name} is not an IQA of the centre.", "Choose one from the list.")
    if iqa.user_id == conflict.person.user_id:
        yield Blocker("same_person", f"{iqa.name} cannot look at their own work.", "Choose another IQA.")
    yield from conflict_blockers(iqa, conflict.candidate)
