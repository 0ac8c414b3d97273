from collections.abc import Sequence

from django.db import transaction

from centres.gates import Refused
from centres.models import Membership
from portfolio.gates import blockers_of_all
from portfolio.models import Evidence
from portfolio.services.submit_evidence import submit_evidence
from portfolio.states import EvidenceState


@transaction.atomic
def submit_drafts(*, actor: Membership, items: Sequence[Evidence], declared: bool) -> list[Evidence]:
    """Submits items that came through one form: all, or none with the reasons of all."""
    drafts = [item for item in items if item.state == EvidenceState.DRAFT]
    found = blockers_of_all(actor=actor, items=drafts, declared=declared) if drafts or not items else []
    if found:
        raise Refused(*found)
    return [submit_evidence(actor=actor, evidence=item, declared=declared) for item in items]
