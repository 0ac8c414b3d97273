"""What always holds between the rows that are kept and the states that follow from them, each as a list of complaints."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from assessment.models import CriterionDecision, UnitResult, UnitSignOff, Verdict
from claims.models import Claim, ClaimUnit
from portfolio.models import CriterionProgress, UnitEnrolment
from portfolio.states import CriterionState, EvidenceState, UnitState


def implied_state(progress: CriterionProgress) -> str:
    """By the newest decision, what reopened it since, and what was submitted or put forward after that and not refused."""
    links = [link for link in progress.links.all() if link.counts]
    decision = max(progress.decisions.all(), key=lambda one: one.attempt, default=None)
    standing, since = (decision.verdict, decision.at) if decision else (CriterionState.NONE, None)
    opened = _opened_at(progress, decision) if decision else []
    if opened:
        standing, since = CriterionState.REOPENED, min(opened)
    if standing == CriterionState.MET:
        return standing
    live = [
        link.proposed_at or link.evidence.submitted_at for link in links if link.evidence.state == EvidenceState.SENT
    ]
    if any(since is None or put_forward > since for put_forward in live):
        return CriterionState.SENT
    drafted = any(link.evidence.state == EvidenceState.DRAFT for link in links)
    return CriterionState.DRAFT if standing == CriterionState.NONE and drafted else standing


def _opened_at(progress: CriterionProgress, decision: CriterionDecision) -> list[Any]:
    """Reopened by the assessor or an upheld appeal, or because an item that what is met rests on was withdrawn."""
    reopened = [row.at for row in progress.reopenings.all() if row.at > decision.at]
    if decision.verdict != Verdict.MET:
        return reopened
    bound = [row.evidence for row in decision.evidence.all()]
    withdrawn = [item.withdrawn_at for item in bound if item.state == EvidenceState.WITHDRAWN]
    return [*withdrawn, *reopened]


def wrong_criteria() -> list[str]:
    rows = CriterionProgress.objects.select_related("criterion", "enrolment__unit").prefetch_related(
        "links__evidence", "decisions__evidence__evidence", "reopenings"
    )
    return [
        f"{row.enrolment.unit.code} {row}: {row.state}, but {implied} follows"
        for row in rows
        if row.state != (implied := implied_state(row))
    ]


def wrong_units() -> list[str]:
    return [f"{unit}: {unit.state}, {said}" for unit in UnitEnrolment.objects.all() for said in _wrong_unit(unit)]


def _wrong_unit(unit: UnitEnrolment) -> Iterator[str]:
    if unit.state == UnitState.PROGRESS:
        return
    newest = UnitSignOff.objects.filter(enrolment=unit).order_by("-round").first()
    states = Counter(unit.criteria.values_list("state", flat=True))
    if not unit.whole and set(states) != {CriterionState.MET}:
        yield f"its criteria are {dict(states)}"
    if unit.whole and (newest is None or newest.result is None or not unit.results.standing().filter(passed=True)):
        yield "it rests on no passed result"
    if newest is None:
        yield "never signed off"
    elif newest.needs_countersignature and hasattr(newest, "countersignature") != (unit.state != UnitState.AWAITING):
        yield "and its countersignature says otherwise"


def wrong_results() -> list[str]:
    """Attempts are numbered from one, and a correction that counts has two people."""
    rows = UnitResult.objects.select_related("enrolment", "recorded_by", "answer__person").order_by("attempt")
    attempts: dict[Any, set[int]] = defaultdict(set)
    said = []
    for row in rows:
        attempts[row.enrolment].add(row.attempt)
        answer = getattr(row, "answer", None)
        if answer and answer.confirmed and answer.person.user_id == row.recorded_by.user_id:
            said.append(f"{row}: confirmed by its proposer")
    return said + [f"{unit}: {found}" for unit, found in attempts.items() if found != set(range(1, len(found) + 1))]


def wrong_claims() -> list[str]:
    """A claim that stands, stands on the newest sign-off of every unit on it."""
    rows = ClaimUnit.objects.filter(claim__in=Claim.objects.live()).select_related("enrolment", "sign_off")
    return [
        f"{row.enrolment}: claimed on round {row.sign_off.round}"
        for row in rows
        if row.enrolment.state != UnitState.SIGNED or row.enrolment.sign_offs.order_by("-round").first() != row.sign_off
    ]


HANDS = (
    "criteria__decisions__assessor",
    "results__recorded_by",
    "sign_offs__assessor",
    "sign_offs__samples__findings__iqa",
    "sign_offs__clearance__iqa",
    "sign_offs__countersignature__countersigner",
    "external_releases__eqa",
    "appeals__outcomes__decider",
)


def mixed_duties() -> list[str]:
    """Nobody acts in two of {assess, countersign, IQA, EQA} on one candidate's unit, in whatever role; no candidate in any."""
    found = []
    units = UnitEnrolment.objects.select_related("unit", "registration__candidate__membership")
    for unit in units.prefetch_related(*HANDS):
        parts = hands_on(unit)
        for (one, people), (other, others) in combinations(parts.items(), 2):
            found += [f"{unit}: {one} and {other} by {person}" for person in people & others]
    return found


def hands_on(unit: UnitEnrolment) -> dict[str, set[Any]]:
    """Who did what, by the person's account."""

    def people(rows: Iterable[Any], name: str) -> set[Any]:
        return {getattr(row, name).user_id for row in rows}

    sign_offs = list(unit.sign_offs.all())
    decisions = [decision for progress in unit.criteria.all() for decision in progress.decisions.all()]
    marked = [result for result in unit.results.all() if result.competence_id]
    samples = [sample for sign_off in sign_offs for sample in sign_off.samples.all()]
    findings = [finding for sample in samples for finding in sample.findings.all()]
    cleared = [sign_off.clearance for sign_off in sign_offs if hasattr(sign_off, "clearance")]
    signed = [sign_off.countersignature for sign_off in sign_offs if hasattr(sign_off, "countersignature")]
    return {
        "candidate": {unit.registration.candidate.membership.user_id},
        "assessed": people(decisions, "assessor") | people(sign_offs, "assessor") | people(marked, "recorded_by"),
        "countersigned": people(signed, "countersigner"),
        "quality assured": people(findings, "iqa") | people(cleared, "iqa"),
        "released": people(unit.external_releases.all(), "eqa"),
        "decided an appeal": people((row for appeal in unit.appeals.all() for row in appeal.outcomes.all()), "decider"),
    }


CHECKS = [wrong_criteria, wrong_units, wrong_results, wrong_claims, mixed_duties]


def complaints() -> list[str]:
    return [said for check in CHECKS for said in check()]
