"""Short ways to put evidence forward and to answer, in a test."""

from collections.abc import Iterable
from typing import Any

from assessment.services.answer_links import answer_links
from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence, EvidenceLink
from portfolio.services.map_evidence import map_evidence


def link_of(item: Evidence, progress: CriterionProgress) -> EvidenceLink:
    found: EvidenceLink = EvidenceLink.objects.select_related("evidence", "progress").get(
        evidence=item, progress=progress
    )
    return found


def pairs(item: Evidence, rows: Iterable[CriterionProgress]) -> list[Any]:
    return [(item.pk, row.pk) for row in rows]


def proposed(actor: Membership, item: Evidence, *rows: CriterionProgress, words: str = "") -> int:
    said = dict.fromkeys(pairs(item, rows), words)
    return map_evidence(actor=actor, registration=item.registration, propose=pairs(item, rows), words=said)


def taken_back(actor: Membership, item: Evidence, *rows: CriterionProgress) -> int:
    return map_evidence(actor=actor, registration=item.registration, take_back=pairs(item, rows))


def confirmed(actor: Membership, item: Evidence, *rows: CriterionProgress) -> list[EvidenceLink]:
    return answer_links(actor=actor, links=[link_of(item, row) for row in rows], accepts=True)


def turned_down(actor: Membership, item: Evidence, *rows: CriterionProgress, reason: str = "It is too dark.") -> None:
    answer_links(actor=actor, links=[link_of(item, row) for row in rows], accepts=False, reason=reason)
