"""What rests on evidence: told to portfolio, which knows no decisions."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from assessment.models import CriterionDecision, DecisionEvidence, ReopenedCriterion, UnitReopening, Verdict
from assessment.sealing import seal_reopening
from centres.audit import record
from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence


def resting_on(evidence: Evidence) -> set[UUID]:
    """Criteria whose newest decision says met and is bound to the item."""
    bound = DecisionEvidence.objects.filter(evidence=evidence).values("decision")
    standing = CriterionDecision.objects.filter(pk__in=bound, verdict=Verdict.MET).newest()
    return set(standing.values_list("progress", flat=True))


def say_why_reopened(actor: Membership, evidence: Evidence, rows: Sequence[CriterionProgress]) -> None:
    """A reopening like any other, unit by unit: assessor and candidate read why where they read every reopening."""
    reason = f"“{evidence}” was withdrawn: {evidence.withdrawn_reason}"
    in_units = sorted(rows, key=lambda row: str(row.enrolment_id))
    for enrolment, group in groupby(in_units, key=lambda row: row.enrolment):
        reopening, before = (
            UnitReopening.objects.create(enrolment=enrolment, actor=actor, reason=reason),
            enrolment.state,
        )
        named = ReopenedCriterion.objects.bulk_create(
            ReopenedCriterion(reopening=reopening, progress=row) for row in group
        )
        facts = {"criteria": [str(row.progress) for row in named], "before": before}
        record(actor, "unit.reopened", enrolment, reason=reason, **facts, seal=seal_reopening(reopening, named))


def decided_on(actor: Membership, items: Sequence[Evidence]) -> dict[UUID, dict[str, Any]]:
    """By item: the decisions that rest on it, newest first, those of one unit, person, day and verdict in one line."""
    bound = DecisionEvidence.objects.filter(evidence__in=items).select_related(
        "decision__assessor__user", "decision__progress__criterion__outcome", "decision__progress__enrolment__unit"
    )
    found: dict[UUID, list[CriterionDecision]] = defaultdict(list)
    for row in bound:
        found[row.evidence_id].append(row.decision)
    return {key: {"template": "assessment/_decided_on.html", "lines": _lines(rows)} for key, rows in found.items()}


def _lines(decisions: list[CriterionDecision]) -> list[dict[str, Any]]:
    def key(row: CriterionDecision) -> tuple[Any, ...]:
        return (row.at.date(), str(row.progress.enrolment.unit), row.assessor.name, row.verdict)

    lines = []
    for _, group in groupby(sorted(decisions, key=key, reverse=True), key=key):
        rows = sorted(group, key=lambda row: (row.progress.criterion.outcome.number, row.progress.criterion.position))
        lines.append({"decision": rows[0], "numbers": ", ".join(row.progress.criterion.number for row in rows)})
    return lines
