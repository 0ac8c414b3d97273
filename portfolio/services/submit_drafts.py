from collections.abc import Sequence

from django.db import transaction

from centres.gates import Refused
from centres.models import Membership
from portfolio.gates import blockers_of_all
from portfolio.models import Evidence
from portfolio.services.submit_evidence import lock_linked, lock_versions, submit_evidence
from portfolio.states import EvidenceState


@transaction.atomic
def submit_drafts(*, actor: Membership, items: Sequence[Evidence], declared: bool) -> list[Evidence]:
    """Submits items that came through one form: all, or none with the reasons of all.

    Everything that they are linked to is locked first: item by item, two batches could wait for each other for ever.
    """
    lock_linked(list(lock_versions(items).values()))
    drafts = [item for item in items if item.state == EvidenceState.DRAFT]
    blockers = blockers_of_all(actor=actor, items=drafts, declared=declared) if drafts or not items else []
    if blockers:
        raise Refused(*blockers)
    return [submit_evidence(actor=actor, evidence=item, declared=declared) for item in items]
