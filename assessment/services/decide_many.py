from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from assessment.confirming import answer
from assessment.duties import entitlement
from assessment.gates import decision_gate, met_gate
from assessment.locks import lock_criteria
from assessment.models import CriterionDecision, DecisionEvidence, Verdict
from assessment.ruling import Ruling
from assessment.sealing import seal_decisions
from assessment.sufficiency import shortfall, standing_of, unexplained
from centres.audit import record_all
from centres.gates import Blocker, Refused, owned_by
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from portfolio.models import CriterionProgress, EvidenceLink
from portfolio.states import CriterionState, EvidenceState, LinkState, move_all

STATE_OF = {Verdict.MET: CriterionState.MET, Verdict.NOT_YET: CriterionState.NOT_YET}


@transaction.atomic
def decide_many(
    *, actor: Membership, rulings: Sequence[Ruling], draft: str = "", draft_mark: str = ""
) -> list[CriterionDecision]:
    """All rulings or none, in the order given; each becomes a sealed row bound to the evidence that was submitted for it.

    The same ruling sent twice (same person, same attempt, same words) is recorded once and answered with that row.
    Another ruling on an attempt that somebody was quicker to decide is refused, with what they decided.
    The number of queries grows with the units, not with the criteria. `draft`: the place whose text drafts are done with.
    """
    require_role(actor, Role.ASSESSOR)
    rows = lock_criteria(ruling.progress.pk for ruling in rulings)
    current = [replace(ruling, progress=rows[ruling.progress.pk]) for ruling in rulings]
    made = Made.on(rows.values())
    blockers = _blockers(actor, [ruling for ruling in current if made.earlier(ruling) is None])
    blockers += [_overtaken(before) for ruling in current if (before := made.other(actor, ruling))]
    if blockers:
        raise Refused(*dict.fromkeys(blockers))
    written = _write(actor, [ruling for ruling in current if made.earlier(ruling) is None], made.attempts)
    if draft:
        close_text_drafts(actor=actor, place=draft, mark=draft_mark)
    return [made.earlier(ruling) or written[ruling.progress.pk] for ruling in current]


@dataclass
class Made:
    """The decisions there are: by criterion and attempt, and how many of each criterion."""

    decisions: dict[tuple[Any, int], CriterionDecision]
    attempts: Counter[Any]

    @classmethod
    def on(cls, progress: Any) -> "Made":
        parts = ("assessor__user", "progress__criterion")
        rows = list(CriterionDecision.objects.filter(progress__in=list(progress)).select_related(*parts))
        return cls({(row.progress_id, row.attempt): row for row in rows}, Counter(row.progress_id for row in rows))

    def earlier(self, ruling: Ruling) -> CriterionDecision | None:
        """The decision that already has the number which this person saw themselves making."""
        return self.decisions.get((ruling.progress.pk, ruling.attempt or 0))

    def other(self, actor: Membership, ruling: Ruling) -> CriterionDecision | None:
        """That decision, where it is not this ruling come a second time."""
        before = self.earlier(ruling)
        same = before and before.assessor_id == actor.pk and ruling.is_recorded_as(before)
        return None if same else before


def _blockers(actor: Membership, rulings: Sequence[Ruling]) -> list[Blocker]:
    found = []
    for ruling in rulings:
        found += decision_gate.blockers(actor=actor, progress=ruling.progress)
        found += ruling.blockers()
        if ruling.verdict == Verdict.MET:
            found += met_gate.blockers(actor=actor, progress=ruling.progress)
            found += unexplained(ruling)
    return found


def _overtaken(first: CriterionDecision) -> Blocker:
    return Blocker(
        "decided_meanwhile",
        f"{first.progress} was decided {first.get_verdict_display().lower()} by {first.assessor.name} in the meantime.",
        f"{f'Feedback: {first.feedback} ' if first.feedback else ''}Your decision on it was not saved.",
        since=first.at,
        **owned_by(first.assessor),
    )


def _write(actor: Membership, rulings: Sequence[Ruling], attempts: Counter[Any]) -> dict[Any, CriterionDecision]:
    """By the key of the criterion."""
    units = {ruling.progress.enrolment.unit_id: ruling.progress.enrolment.unit for ruling in rulings}
    entitled = {key: entitlement(actor, unit) for key, unit in units.items()}
    decisions = CriterionDecision.objects.bulk_create(
        CriterionDecision(
            progress=ruling.progress,
            assessor=actor,
            competence=entitled[ruling.progress.enrolment.unit_id],
            attempt=attempts[ruling.progress.pk] + 1,
            in_training=actor.trainee,
            **ruling.values(),
            **_held_to(ruling),
        )
        for ruling in rulings
    )
    bound = DecisionEvidence.objects.bulk_create(row for decision in decisions for row in _bound(decision))
    for verdict, state in STATE_OF.items():
        move_all([row.progress for row in decisions if row.verdict == verdict], CriterionState, state)
    _confirm(actor, decisions)
    _record(actor, decisions, bound)
    return {decision.progress_id: decision for decision in decisions}


def _held_to(ruling: Ruling) -> dict[str, Any]:
    """A rule about what is enough is asked of what is met alone."""
    met = ruling.verdict == Verdict.MET
    return shortfall(standing_of(ruling.progress), ruling.short_reason) if met else {}


def _bound(decision: CriterionDecision) -> list[DecisionEvidence]:
    """The hash of the file stands on the row; what the item said besides is under the seal."""
    items = [link.evidence for link in _submitted(decision.progress)]
    return [DecisionEvidence(decision=decision, evidence=item, sha256=item.file_id or "") for item in items]


def _submitted(progress: CriterionProgress) -> list[EvidenceLink]:
    """What it can rest on: submitted, and not refused for this criterion."""
    links = sorted(progress.links.all(), key=lambda link: link.pk)
    return [link for link in links if link.counts and link.evidence.state == EvidenceState.SENT]


def _confirm(actor: Membership, decisions: Sequence[CriterionDecision]) -> None:
    """Who decides that a criterion is met says of everything it rests on that it shows it."""
    met = [row.progress for row in decisions if row.verdict == Verdict.MET]
    proposed = [link for row in met for link in _submitted(row) if link.state == LinkState.PROPOSED]
    if proposed:
        answer(actor, proposed, LinkState.CONFIRMED)


def _record(actor: Membership, decisions: Sequence[CriterionDecision], bound: Sequence[DecisionEvidence]) -> None:
    seals = seal_decisions(actor, decisions, bound)
    record_all(
        actor,
        (
            (
                "criterion.met" if decision.verdict == Verdict.MET else "criterion.not_yet",
                decision.progress,
                {
                    "unit": str(decision.progress.enrolment.unit),
                    "candidate": decision.progress.enrolment.registration.candidate.name,
                    "attempt": decision.attempt,
                    "evidence": [link.evidence.receipt for link in _submitted(decision.progress)],
                    "missing": decision.missing_rules,
                    "in_training": actor.trainee,
                    **({"short": decision.short, "reason": decision.short_reason} if decision.short else {}),
                    "seal": seals[decision.pk],
                },
            )
            for decision in decisions
        ),
    )
