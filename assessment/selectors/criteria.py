"""Criteria as staff see them: state, submitted evidence, decisions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet

from assessment.duties import ENROLMENT_PARTS
from assessment.models import CriterionDecision, FeedbackReceipt
from assessment.readiness import SHOWN_TO_STAFF
from assessment.sufficiency import RULE
from centres.prepared import beside, keys_of, prepared
from centres.recall import remember, together
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, UnitEnrolment
from portfolio.selectors.pinpoints import beside_pins, gathered
from portfolio.states import CriterionState, EvidenceState, UnitState
from portfolio.sufficiency_rules import Standing, criterion_standing
from units.models import Criterion, Outcome

BAR = ("met", "sent", "not_yet", "reopened")  # the states that a bar shows, in its order
IN_WORDS = {  # of all states, for a legend; what is in draft only the candidate sees
    "met": "met",
    "sent": "submitted",
    "not_yet": "not yet met",
    "reopened": "reopened",
    "draft": "in draft",
    "none": "not started",
}
OPEN = (CriterionState.SENT, CriterionState.REOPENED, CriterionState.NOT_YET)


@dataclass
class CriterionLine:
    """`links`: what was put forward for it, also what was not accepted. `decisions`: newest first."""

    progress: CriterionProgress
    links: list[EvidenceLink] = field(default_factory=list)
    decisions: list[CriterionDecision] = field(default_factory=list)

    @property
    def criterion(self) -> Criterion:
        return self.progress.criterion

    @property
    def state(self) -> str:
        state = CriterionState(self.progress.state)
        return SHOWN_TO_STAFF.get(state, state).value

    @property
    def clips(self) -> list[Evidence]:
        """What counts as evidence for it."""
        return [link.evidence for link in self.links if link.counts]

    @property
    def newest(self) -> CriterionDecision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def attempt(self) -> int:
        """The number that the next decision will have."""
        return len(self.decisions) + 1

    @property
    def supporting(self) -> list[Evidence]:
        """The items that are submitted and the newest of their versions."""
        return [item for item in self.clips if item.state == EvidenceState.SENT]

    @property
    def is_supported(self) -> bool:
        return bool(self.supporting)

    @cached_property
    def standing(self) -> Standing:
        """What the centre's sufficiency rule still asks for, be it met or not."""
        return criterion_standing(self.progress.enrolment, self.criterion, self.supporting)

    @property
    def is_open(self) -> bool:
        """Can be decided now, as far as the states say; the gate says the rest."""
        unit = self.progress.enrolment.state
        on_hold = unit == UnitState.HOLD and self.progress.state == CriterionState.REOPENED
        return bool(self.clips) and self.progress.state in OPEN and (unit == UnitState.PROGRESS or on_hold)

    @property
    def waits(self) -> bool:
        return self.is_open and self.progress.state != CriterionState.NOT_YET


def leading_to(items: Collection[UUID], lines: Sequence[CriterionLine]) -> list[CriterionLine]:
    """The same lines for somebody to whom no other items are open: without the links to those."""
    kept = [replace(line, links=[link for link in line.links if link.evidence_id in items]) for line in lines]
    for line, whole in zip(kept, lines, strict=True):
        line.standing = whole.standing
    return kept


def criterion_lines(item: Evidence) -> list[CriterionLine]:
    """What an item is put forward for: in the order of the handbook, unit by unit; three queries, and the units are asked about together."""
    in_order = together(_criteria_of(item.pk))
    units: dict[UUID, UnitEnrolment] = {}
    for row in in_order:
        row.enrolment = units.setdefault(row.enrolment_id, row.enrolment)
    together(units.values())
    lines = lines_of(in_order)
    remember(in_order, "submitted", {line.progress.pk: line.is_supported for line in lines})
    return lines


def lines_of(rows: Iterable[CriterionProgress]) -> list[CriterionLine]:
    """Two queries for what stands under each. What was met on an older version is shown with that one."""
    lines = {row.pk: CriterionLine(row) for row in rows}
    for link in gathered(_links(tuple(lines))):
        link.progress = lines[link.progress_id].progress
        lines[link.progress_id].links.append(link)
    decisions = list(_decisions(tuple(lines)))
    beside(decisions, "receipts", _receipts(keys_of(decisions)))
    for decision in decisions:
        line = lines[decision.progress_id]
        decision.progress = line.progress
        line.decisions.append(decision)
    return list(lines.values())


@prepared
def _criteria_of(item: UUID) -> QuerySet[CriterionProgress]:
    parts = [f"enrolment__{part}" for part in ENROLMENT_PARTS]
    rows = CriterionProgress.objects.filter(links__evidence=item).select_related("criterion__outcome", *parts)
    found: QuerySet[CriterionProgress] = rows.order_by(
        "enrolment__unit__code", "criterion__outcome__number", "criterion__position"
    )
    return found


@prepared
def _links(criteria: tuple[UUID, ...]) -> QuerySet[EvidenceLink]:
    judged = Q(evidence__state=EvidenceState.SUPERSEDED, progress__state=CriterionState.MET)
    links = EvidenceLink.objects.filter(judged | Q(evidence__state=EvidenceState.SENT), progress__in=criteria)
    return beside_pins(
        links.select_related("evidence__file", "answered_by__user").order_by("evidence__submitted_at", "pk")
    )


@prepared
def _decisions(criteria: tuple[UUID, ...]) -> QuerySet[CriterionDecision]:
    rows: QuerySet[CriterionDecision] = CriterionDecision.objects.filter(progress__in=criteria)
    rows = rows.select_related("assessor__user", "assessor__countersigner__user", "competence", *RULE)
    return rows.order_by("-attempt")


@prepared
def _receipts(decisions: tuple[UUID, ...]) -> QuerySet[FeedbackReceipt]:
    return FeedbackReceipt.objects.filter(decision__in=decisions).select_related("by__user")


@dataclass
class OutcomeBlock:
    outcome: Outcome
    lines: list[CriterionLine]

    @property
    def met(self) -> int:
        return sum(line.state == CriterionState.MET for line in self.lines)


def by_outcome(lines: list[CriterionLine]) -> list[OutcomeBlock]:
    groups = groupby(lines, key=lambda line: line.criterion.outcome)
    return [OutcomeBlock(outcome, list(group)) for outcome, group in groups]


def counts(lines: list[CriterionLine]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for line in lines:
        found[line.state] += 1
    return found
