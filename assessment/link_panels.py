"""What an assessor can say about the links of an item, on its own page and on the marking page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from assessment import duties
from centres.models import Membership, Role
from portfolio.models import Evidence, EvidenceLink
from portfolio.panels import Panel
from portfolio.states import CriterionState, EvidenceState, UnitState

CLOSED = (UnitState.SIGNED, UnitState.AWAITING)


def answers(actor: Membership, item: Evidence, links: Sequence[EvidenceLink]) -> dict[UUID, Panel]:
    """For the candidate's assessor, whoever countersigns for them, or whoever an upheld appeal named in the unit."""
    if actor.role != Role.ASSESSOR:
        return {}
    if any(duties.their_assessor(actor, item.registration)):
        links = [link for link in links if not any(duties.assesses(actor, link.progress.enrolment))]
    return {link.pk: panel for link in links if (panel := answer_to(item, link))}


def answer_to(item: Evidence, link: EvidenceLink) -> dict[str, Any] | None:
    """None where the states alone say that nothing can be answered any more; the gate says the rest."""
    progress = link.progress
    met = progress.state == CriterionState.MET
    if item.state != EvidenceState.SENT or met or progress.enrolment.state in CLOSED:
        return None
    return {"template": "assessment/_answer_note.html", "link": link, "item": item}
