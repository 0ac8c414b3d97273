from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from assessment.duties import entitlement
from assessment.gates import decision_gate, met_gate
from assessment.locks import lock_criteria
from assessment.models import CriterionDecision, DecisionEvidence, Verdict
from assessment.ruling import Ruling
from centres.audit import record
from centres.gates import Blocker, Refused, owned_by
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from portfolio.states import CriterionState, EvidenceState, move


@transaction.atomic
def decide_many(
    *, actor: Membership, rulings: Sequence[Ruling], draft: str = "", draft_mark: str = ""
) -> list[CriterionDecision]:
    """All rulings or none, in the order given; each becomes a row bound to the evidence that was submitted for it.

    The same ruling sent twice (same person, same attempt, same words) is recorded once and answered with that row.
    Another ruling on an attempt that somebody was quicker to decide is refused, with what they decided.
    `draft`: the place whose text drafts are done with.
    """
    require_role(actor, Role.ASSESSOR)
    rows = lock_criteria(ruling.progress.pk for ruling in rulings)
    current = [replace(ruling, progress=rows[ruling.progress.pk]) for ruling in rulings]
    earlier = [_earlier(ruling) for ruling in current]
    blockers = [
        blocker for ruling, before in zip(current, earlier, strict=True) for blocker in _blockers(actor, ruling, before)
    ]
    if blockers:
        raise Refused(*dict.fromkeys(blockers))
    decisions = [before or _write(actor, ruling) for ruling, before in zip(current, earlier, strict=True)]
    if draft:
        close_text_drafts(actor=actor, place=draft, mark=draft_mark)
    return decisions


def _earlier(ruling: Ruling) -> CriterionDecision | None:
    """The decision that already has the number which this person saw themselves making."""
    if ruling.attempt is None:
        return None
    found: CriterionDecision | None = (
        CriterionDecision.objects.filter(progress=ruling.progress, attempt=ruling.attempt)
        .select_related("assessor__user", "progress__criterion")
        .first()
    )
    return found


def _blockers(actor: Membership, ruling: Ruling, before: CriterionDecision | None) -> list[Blocker]:
    if before is not None:
        same = before.assessor_id == actor.pk and ruling.is_recorded_as(before)
        return [] if same else [_overtaken(before)]
    found = [*decision_gate.blockers(actor=actor, progress=ruling.progress), *ruling.blockers()]
    if ruling.verdict == Verdict.MET:
        found += met_gate.blockers(actor=actor, progress=ruling.progress)
    return found


def _overtaken(first: CriterionDecision) -> Blocker:
    return Blocker(
        "decided_meanwhile",
        f"{first.progress} was decided {first.get_verdict_display().lower()} by {first.assessor.name} in the meantime.",
        f"{f'Feedback: {first.feedback} ' if first.feedback else ''}Your decision on it was not saved.",
        since=first.at,
        **owned_by(first.assessor),
    )


def _write(actor: Membership, ruling: Ruling) -> CriterionDecision:
    progress = ruling.progress
    decision = CriterionDecision.objects.create(
        progress=progress,
        assessor=actor,
        competence=entitlement(actor, progress.enrolment.unit),
        attempt=CriterionDecision.objects.filter(progress=progress).count() + 1,
        in_training=actor.trainee,
        **ruling.values(),
    )
    bound = _bind(decision)
    met = decision.verdict == Verdict.MET
    move(progress, CriterionState, CriterionState.MET if met else CriterionState.NOT_YET)
    record(
        actor,
        "criterion.met" if met else "criterion.not_yet",
        progress,
        unit=str(progress.enrolment.unit),
        candidate=progress.enrolment.registration.candidate.name,
        attempt=decision.attempt,
        evidence=bound,
        missing=ruling.missing_rules,
        in_training=actor.trainee,
    )
    return decision


def _bind(decision: CriterionDecision) -> list[str]:
    links = decision.progress.links.filter(evidence__state=EvidenceState.SENT).select_related("evidence").order_by("pk")
    items = [link.evidence for link in links]
    DecisionEvidence.objects.bulk_create(
        DecisionEvidence(decision=decision, evidence=item, sha256=item.file_id or "") for item in items
    )
    return [item.receipt for item in items]
