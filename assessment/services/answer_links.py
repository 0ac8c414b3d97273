from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessment.confirming import answer
from assessment.link_gates import answer_gate
from assessment.locks import lock_criteria
from centres.audit import record_all
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import EvidenceLink
from portfolio.services.submit_evidence import follow_drafts, send, settle
from portfolio.states import LinkState

PARTS = ("evidence__registration__candidate", "answered_by__user")


@transaction.atomic
def answer_links(
    *, actor: Membership, links: Sequence[EvidenceLink], accepts: bool, reason: str = ""
) -> list[EvidenceLink]:
    """The assessor confirms proposals, or says why they are not accepted: all, or none with every reason.

    What is not accepted counts no more: a criterion for which nothing else waits stands where it stood before. The same
    answer sent again changes nothing.
    """
    require_role(actor, Role.ASSESSOR)
    reason = "" if accepts else reason.strip()
    wanted = LinkState.CONFIRMED if accepts else LinkState.REFUSED
    rows = _locked(links)
    changed = [row for row in rows if row.state != wanted or row.reason != reason]
    _require(actor, changed, accepts, reason)
    if accepts:
        _put_again([row for row in changed if not row.counts])
    answer(actor, changed, wanted, reason)
    if not accepts:
        settle([row.progress for row in changed])
        follow_drafts([row.progress for row in changed])
    verb = "evidence.confirmed" if accepts else "evidence.not_accepted"
    record_all(actor, ((verb, row.evidence, _facts(row)) for row in changed))
    return rows


def _locked(links: Sequence[EvidenceLink]) -> list[EvidenceLink]:
    criteria = lock_criteria(link.progress_id for link in links)
    rows = EvidenceLink.objects.filter(pk__in=[link.pk for link in links]).select_related(*PARTS).order_by("pk")
    found = list(rows)
    for row in found:
        row.progress = criteria[row.progress_id]
    return found


def _put_again(links: Sequence[EvidenceLink]) -> None:
    """Accepted after all: it waits for a decision from now on."""
    for link in links:
        send(link.progress)
        link.proposed_at = timezone.now()


def _facts(link: EvidenceLink) -> dict[str, str]:
    unit, number = link.progress.enrolment.unit.code, link.progress.criterion.number
    return {"criterion": f"{unit} {number}"} | ({"reason": link.reason} if link.reason else {})


def _require(actor: Membership, links: Sequence[EvidenceLink], accepts: bool, reason: str) -> None:
    blockers: list[Blocker] = []
    for link in links:
        blockers += answer_gate.blockers(actor=actor, link=link, accepts=accepts, reason=reason)
    if blockers:
        raise Refused(*dict.fromkeys(blockers))
