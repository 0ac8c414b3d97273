"""The centre's sufficiency rules at the moment of a decision and of a sign-off.

A line of a rule that the centre marked as a must stops it. Any other is advice: the assessor judges what is sufficient
(domain.md 2.1), and says why where they judge it otherwise than the rule.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from assessment.ruling import Ruling
from centres.gates import Blocker, owned_by
from centres.models import Membership
from centres.recall import recalled
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, UnitEnrolment
from portfolio.states import CriterionState, EvidenceState
from portfolio.sufficiency_rules import Standing, criterion_standing, unit_standing

RULE = ("sufficiency_rule__unit", "sufficiency_rule__criterion")  # what names the rule of an act


def standing_of(progress: CriterionProgress) -> Standing:
    """Of a criterion read with its links, as use cases lock it."""
    items = [
        link.evidence for link in progress.links.all() if link.counts and link.evidence.state == EvidenceState.SENT
    ]
    return criterion_standing(progress.enrolment, progress.criterion, items)


def unit_standing_of(enrolment: UnitEnrolment) -> Standing:
    """Nothing is demanded of a unit that one test or assignment stands for."""
    if enrolment.whole:
        return Standing(None)
    return unit_standing(enrolment, recalled(enrolment, "counting evidence", counting_evidence) or [])


# What stands behind a criterion: submitted, or met on a version that has a newer one since.
COUNTS = Q(evidence__state=EvidenceState.SENT) | Q(
    evidence__state=EvidenceState.SUPERSEDED, progress__state=CriterionState.MET
)


def counting_evidence(units: Sequence[UnitEnrolment]) -> dict[UUID, list[Evidence]]:
    """By unit, each item once; of two versions of one item the newer."""
    links = EvidenceLink.objects.that_count().filter(COUNTS, progress__enrolment__in=units).select_related("evidence")
    found: dict[UUID, dict[UUID, Evidence]] = defaultdict(dict)
    for link in links.annotate(unit_key=F("progress__enrolment")).order_by("evidence__submitted_at", "pk"):
        found[link.unit_key][link.evidence_id] = link.evidence
    return {key: newest_versions(list(items.values())) for key, items in found.items()}


def newest_versions(items: Sequence[Evidence]) -> list[Evidence]:
    replaced = {item.replaces_id for item in items}
    return [item for item in items if item.pk not in replaced]


def has_what_is_demanded(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    """For the gate of what is met: what the centre marked as a must."""
    standing = standing_of(progress)
    if standing.musts:
        yield Blocker(
            "sufficiency",
            f"{progress} still needs {standing.must_words}.",
            _after(standing) + " Decide not yet met, or wait for it.",
            **owned_by(progress.enrolment.registration.candidate.membership),
        )


def unit_has_what_is_demanded(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    standing = unit_standing_of(enrolment)
    if standing.musts:
        yield Blocker(
            "sufficiency",
            f"The unit as a whole still needs {standing.must_words}.",
            _after(standing),
            **owned_by(enrolment.registration.candidate.membership),
        )


def unexplained(ruling: Ruling) -> Iterator[Blocker]:
    """Met, although the rule asks for more, and nothing says why."""
    progress = ruling.progress
    standing = standing_of(progress)
    if standing.advice and not ruling.short_reason.strip():
        yield Blocker(
            "short_reason",
            f"{progress}: the centre's rule asks for {standing.advice_words}.",
            "Say why the evidence is sufficient all the same, or decide not yet met.",
            link=f"#decide-{progress.pk}",
            link_text=f"Go to {progress.criterion.number}",
            yours=True,
        )


def unit_unexplained(standing: Standing) -> Blocker:
    return Blocker(
        "short_reason",
        f"The centre's rule for the unit as a whole asks for {standing.advice_words}.",
        "Say why the evidence is sufficient all the same.",
        yours=True,
    )


def shortfall(standing: Standing, reason: str) -> dict[str, Any]:
    """The columns of an act that was held to the rule. A reason where nothing is short is not kept."""
    short = standing.advice_words
    return {"sufficiency_rule": standing.rule, "short": short, "short_reason": reason.strip() if short else ""}


def _after(standing: Standing) -> str:
    assert standing.rule is not None
    return f"So the centre's rule for {standing.rule.place} demands since {standing.rule.valid_from:%-d %B %Y}."
