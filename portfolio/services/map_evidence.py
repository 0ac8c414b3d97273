from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from centres.audit import record_all
from centres.models import Membership, Role
from centres.services.close_text_drafts import close_text_drafts
from portfolio.gates.mapping import Proposal, mapping_gate
from portfolio.mapping import Board, Pair, Wish
from portfolio.models import EvidenceLink, Registration
from portfolio.permissions import require_mapper
from portfolio.services.submit_evidence import follow_drafts, send, settle
from portfolio.states import EvidenceState, LinkState, move_all


@transaction.atomic
def map_evidence(
    *,
    actor: Membership,
    registration: Registration,
    propose: Iterable[Pair] = (),
    take_back: Iterable[Pair] = (),
    words: Mapping[Pair, str] | None = None,
    draft: str = "",
    draft_mark: str = "",
) -> int:
    """Puts items forward for criteria of any units, and takes proposals back: all, or nothing with every reason.

    What is so already is left alone: a second press or an older page changes nothing. A submitted item is put to the
    assessor at once; what an assessor adds is confirmed by that. Returns how many links have changed. `draft`: the place
    whose text drafts are done with.
    """
    require_mapper(actor, registration)
    if draft:
        close_text_drafts(actor=actor, place=draft, mark=draft_mark)
    board = Board(actor, registration, Wish({*propose}, {*take_back}, words or {}))
    proposals, taken_back = board.changes.proposals, board.changes.taken_back
    if not proposals and not taken_back:
        return 0
    mapping_gate.require(actor=actor, changes=board.changes)
    for progress in dict.fromkeys(one.progress for one in proposals if one.is_sent):
        send(progress)  # first: what is put forward from now on waits since then
    _propose(actor, proposals)
    _take_back(taken_back)
    settle([link.progress for link in taken_back if link.evidence.state == EvidenceState.SENT])
    follow_drafts(board.touched)
    record_all(actor, (("evidence.linked", item, facts) for item, facts in board.acts()))
    return len(proposals) + len(taken_back)


def _propose(actor: Membership, proposals: Sequence[Proposal]) -> None:
    """What was not accepted before keeps its row. Its reason stays to be read until somebody answers again."""
    answer = LinkState.CONFIRMED if actor.role == Role.ASSESSOR else LinkState.PROPOSED
    new = [_filled(actor, EvidenceLink(state=answer), one) for one in proposals if one.link is None]
    again = [_filled(actor, one.link, one) for one in proposals if one.link is not None]
    EvidenceLink.objects.bulk_create(new)
    if again:
        EvidenceLink.objects.bulk_update(again, ["linked_by", "words", "proposed_at", "answered_by", "answered_at"])
        move_all(again, LinkState, answer)
        if answer == LinkState.CONFIRMED:  # that is the newest answer, and has no reason
            EvidenceLink.objects.filter(pk__in=[link.pk for link in again]).update(reason="")


def _take_back(links: Sequence[EvidenceLink]) -> None:
    """What was put forward again stands where the assessor's answer left it, with its reason."""
    EvidenceLink.objects.filter(pk__in=[link.pk for link in links if link.answered_by_id is None]).delete()
    move_all([link for link in links if link.answered_by_id], LinkState, LinkState.REFUSED)


def _filled(actor: Membership, link: EvidenceLink, one: Proposal) -> EvidenceLink:
    now = timezone.now()
    link.evidence, link.progress, link.linked_by = one.evidence, one.progress, actor
    link.words, link.proposed_at = one.words or link.words, now if one.is_sent else None
    if actor.role == Role.ASSESSOR:
        link.answered_by, link.answered_at = actor, now
    return link
