"""What stops an assessor from saying that an item shows a criterion, or that it does not (domain.md R59), and what of
that keeps links and pinpoints as they are. Portfolio asks the last three through its own gates."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from assessment.again import kept_from
from assessment.gates import assessing_gate, unit_is_open
from assessment.models import CriterionDecision, DecisionEvidence, Verdict
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from portfolio.gates import Changes
from portfolio.gates.pinning import Pinning
from portfolio.models import CriterionProgress, EvidenceLink, Pinpoint
from portfolio.states import CriterionState, EvidenceState, LinkState

Found = Iterator[Blocker]


def may_answer(*, actor: Membership, link: EvidenceLink, accepts: bool, reason: str) -> Found:
    yield from _may_say(actor, [link.progress])


def _may_say(actor: Membership, criteria: Iterable[CriterionProgress]) -> Found:
    """Who may decide on a criterion says what shows it: not whoever an upheld appeal keeps from it."""
    found: list[Blocker] = []
    for progress in criteria:
        found += assessing_gate.blockers(actor=actor, enrolment=progress.enrolment)
        found += kept_from(actor, progress)
    yield from dict.fromkeys(found)


def it_is_open(*, actor: Membership, link: EvidenceLink, accepts: bool, reason: str) -> Found:
    yield from unit_is_open(actor=actor, progress=link.progress)


def item_is_submitted(*, actor: Membership, link: EvidenceLink, accepts: bool, reason: str) -> Found:
    if link.evidence.state != EvidenceState.SENT:
        state = link.evidence.get_state_display().lower()
        yield Blocker("not_submitted", f"“{link.evidence}” is {state}.", "Answer for the item that is submitted.")


def nothing_stands_on_it(*, actor: Membership, link: EvidenceLink, accepts: bool, reason: str) -> Found:
    decision = None if accepts else standing_on([link]).get(link.pk)
    if decision is not None:
        yield Blocker(
            "decision_stands",
            f"{link.progress} is met, and that rests on “{link.evidence}”.",
            "Reopen the criterion with a reason first.",
            since=decision.at,
            **owned_by(decision.assessor),
        )


def it_was_not_answered_otherwise(*, actor: Membership, link: EvidenceLink, accepts: bool, reason: str) -> Found:
    """Nobody's words are lost: those of whoever was quicker are shown, and the form keeps the others."""
    if link.state == LinkState.REFUSED and not accepts and link.answered_by is not None:
        yield Blocker(
            "answered_meanwhile",
            f"“{link.evidence}” was not accepted for {link.progress} already: {link.reason}",
            "Accept it first if something else is to be said.",
            since=link.answered_at,
            **owned_by(link.answered_by),
        )


def it_says_why(*, actor: Membership, link: EvidenceLink, accepts: bool, reason: str) -> Found:
    if not accepts and not reason:
        name = link.evidence.registration.candidate.name
        yield Blocker("no_reason", "The reason is missing.", f"Say to {name} what is missing.", yours=True)


answer_gate = Gate(
    "answer",
    [
        may_answer,
        it_is_open,
        item_is_submitted,
        nothing_stands_on_it,
        it_was_not_answered_otherwise,
        it_says_why,
    ],
)


def standing_on(links: Iterable[EvidenceLink]) -> dict[UUID, CriterionDecision]:
    """By link: the decision that its criterion is met, where it rests on this item."""
    met = {link.progress_id: link for link in links if link.progress.state == CriterionState.MET}
    bound = DecisionEvidence.objects.filter(decision__in=CriterionDecision.objects.newest().filter(verdict=Verdict.MET))
    rows = bound.filter(decision__progress__in=met).select_related("decision__assessor__user") if met else ()
    return {
        met[row.decision.progress_id].pk: row.decision
        for row in rows
        if met[row.decision.progress_id].evidence_id == row.evidence_id
    }


# For portfolio's gates --------------------------------------------------------------------------------------------
def assessors_may_add(*, actor: Membership, changes: Changes) -> Found:
    """Who may decide on a unit may say that an item shows one of its criteria."""
    if actor.role == Role.ASSESSOR:
        yield from _may_say(actor, dict.fromkeys(one.progress for one in changes.proposals))


def nothing_was_decided_on_it(*, actor: Membership, changes: Changes) -> Found:
    pairs = {(link.evidence_id, link.progress_id): link for link in changes.taken_back}
    bound = DecisionEvidence.objects.filter(evidence__in={item for item, _ in pairs}).select_related("decision")
    for row in bound if pairs else ():
        link = pairs.pop((row.evidence_id, row.decision.progress_id), None)
        if link is not None:
            yield Blocker(
                "decided_on",
                f"{link.progress} was decided on “{link.evidence}”.",
                "What was judged stays with what it was judged on.",
                since=row.decision.at,
            )


def pinning_is_open(*, actor: Membership, pinning: Pinning) -> Found:
    """An assessor of the unit; and a pinpoint that a decision was made with is never taken away."""
    if actor.role == Role.ASSESSOR:
        yield from _may_say(actor, [pinning.link.progress])
    decision = _made_with(pinning.removes) if pinning.removes else None
    if decision is not None:
        yield Blocker(
            "decided_on",
            f"{pinning.link.progress} was decided with this pinpoint.",
            "It stays under the seal of that decision. Add another one.",
            since=decision.at,
        )


def _made_with(pin: Pinpoint) -> CriterionDecision | None:
    link = pin.link
    judged = CriterionDecision.objects.filter(progress=link.progress_id, evidence__evidence=link.evidence_id)
    found: CriterionDecision | None = judged.filter(at__gte=pin.made_at).order_by("at").first()
    return found
