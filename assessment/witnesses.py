"""What a criterion may rest on when it rests on witnesses alone (domain.md 2.9, 5.3)."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from centres.gates import Blocker
from centres.models import Membership
from portfolio.kinds import Kind
from portfolio.models import CriterionProgress, Evidence, Testimony
from portfolio.states import EvidenceState

WHAT_TO_DO = {
    "conflict": "Ask for other evidence, or for a witness without a conflict of interest.",
    "unconfirmed": "Ring or write to the witness and record it, or ask for other evidence.",
    "denied": "Ask for other evidence.",
}


def rests_on_more_than_a_doubtful_witness(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    """For the gate of what is met: a relative's word, or that of somebody nobody has confirmed, never counts alone."""
    links = [link for link in progress.links.all() if link.counts]
    items = [link.evidence for link in links if link.evidence.state == EvidenceState.SENT]
    if items and all(item.kind == Kind.WITNESS for item in items):  # else there is something besides
        yield from doubt(progress, items, list(Testimony.objects.with_identity().filter(evidence__in=items)))


def doubt(progress: CriterionProgress, items: Sequence[Evidence], statements: Sequence[Testimony]) -> Iterator[Blocker]:
    """`items`: what the criterion rests on. `statements`: the sealed ones among them, read `with_identity`. A letter that the
    candidate uploaded is no support beside one: who wrote it, nobody has confirmed either."""
    besides = any(item.kind != Kind.WITNESS for item in items)
    if not statements or besides or any(row.can_stand_alone for row in statements):
        return
    code, why = _reason(statements[0])
    names = " and ".join(sorted(row.name for row in statements))
    yield Blocker(
        f"witness_{code}",
        f"{progress} rests on the word of {names} alone: {why}.",
        WHAT_TO_DO[code],
        link=reverse("testimony", args=[statements[0].pk]),
        link_text="Open the statement",
    )


def _reason(row: Testimony) -> tuple[str, str]:
    if row.identity == "denied":
        return "denied", "when asked, they had not said it"
    if row.is_conflicted:
        return "conflict", row.conflict[:1].lower() + row.conflict[1:]
    return "unconfirmed", "nobody has confirmed who wrote it"
