"""Whose hand may touch a portfolio. Every use case asks here before it locks anything."""

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Evidence, Registration


def require_owner(actor: Membership, registration: Registration) -> None:
    """The candidate alone: evidence is declared as one's own."""
    require_role(actor, Role.CANDIDATE)
    if registration.candidate.membership_id != actor.pk:
        raise Refused(Blocker("not_yours", "This belongs to another candidate.", "Go back to your own pages."))


def require_maker(actor: Membership, evidence: Evidence) -> None:
    """Whose item it is: the assessor whose record it is, else the candidate."""
    if evidence.made_by is None:
        require_owner(actor, evidence.registration)
    elif evidence.made_by != actor:
        raise Refused(
            Blocker(
                "not_yours",
                f"“{evidence}” is a record that {evidence.made_by.name} made.",
                "It stays as it was sealed. The candidate can comment on it.",
            )
        )


def require_mapper(actor: Membership, registration: Registration) -> None:
    """Who puts evidence forward: the candidate, or an assessor who sees them; which assessor, the gate says."""
    if actor.role != Role.ASSESSOR:
        require_owner(actor, registration)
    _require_seen(actor, registration)


def require_allocated(actor: Membership, registration: Registration) -> None:
    """The candidate, their assessor or whoever countersigns for one in training, or an admin of the centre.

    Not every assessor to whom the candidate is open: whoever decides an appeal has no other part (domain.md 5.3).
    """
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)
    assessor = registration.assessor
    theirs = (assessor.pk, assessor.countersigner_id) if assessor.trainee else (assessor.pk,)
    if actor.role == Role.ASSESSOR and actor.pk not in theirs:
        raise Refused(_not_yours())
    _require_seen(actor, registration)


def _require_seen(actor: Membership, registration: Registration) -> None:
    if not Registration.objects.visible_to(actor).filter(pk=registration.pk).exists():
        raise Refused(_not_yours())


def _not_yours() -> Blocker:
    return Blocker("not_yours", "This candidate is not one of yours.", "Ask a centre admin.")


def require_asker(actor: Membership, registration: Registration) -> None:
    """Who asks a witness: the candidate, or their assessor."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    require_allocated(actor, registration)
