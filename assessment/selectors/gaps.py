"""Every criterion of a candidate's units: where it stands, what counts for it, what is still needed, and what is planned."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from assessment.models import CriterionDecision, PlannedTask, ReopenedCriterion, TaskCriterion
from assessment.selectors.criteria import BAR, IN_WORDS
from assessment.selectors.tasks import shown_state
from assessment.sufficiency import newest_versions, unit_standing_of
from centres.models import Membership, Role
from centres.recall import remember, together
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration, UnitEnrolment
from portfolio.states import CriterionState, EvidenceState, LinkState, UnitState
from portfolio.sufficiency_rules import Standing, criterion_standing
from portfolio.whole import WholeStanding, standings_of
from units.models import Outcome

C = CriterionState
AT_ONCE = 60  # criteria on one page; of more, folded units are fetched when they are unfolded
OPEN_UNITS = (UnitState.PROGRESS, UnitState.HOLD)


@dataclass
class Gap:
    """One criterion. `items`: what is put forward for it, of which the assessor has `confirmed` some and `refused` others, with
    the reason; `asked`: what the assessor wrote or why it was reopened."""

    progress: CriterionProgress
    state: str
    assessor: str
    items: list[Evidence] = field(default_factory=list)
    task: PlannedTask | None = None
    asked: str = ""
    confirmed: set[UUID] = field(default_factory=set)
    refused: list[tuple[Evidence, str]] = field(default_factory=list)

    @cached_property
    def counting(self) -> list[Evidence]:
        return [item for item in self.items if item.state == EvidenceState.SENT]

    @cached_property
    def standing(self) -> Standing:
        return criterion_standing(self.progress.enrolment, self.progress.criterion, self.counting)

    @property
    def is_gap(self) -> bool:
        return self.state != C.MET

    @property
    def is_open(self) -> bool:
        """Something can be planned or put forward for it."""
        return self.is_gap and self.progress.enrolment.state in OPEN_UNITS

    @property
    def takes_evidence(self) -> bool:
        return self.is_gap and self.progress.enrolment.state == UnitState.PROGRESS

    @property
    def is_short(self) -> bool:
        """It has evidence, and the centre's rule asks for more."""
        return self.is_gap and bool(self.counting) and bool(self.standing.needs)

    @property
    def waits(self) -> bool:
        """It is the assessor's turn."""
        return self.state in (C.SENT, C.REOPENED) and bool(self.counting)

    @property
    def needed(self) -> str:
        """What closes it, for a line that begins "Still needed:"; empty where only the decision is missing."""
        found = [self.standing.words] if self.standing.needs else []
        if self.state == C.NOT_YET:
            found.append("an answer to the feedback")
        elif self.state == C.DRAFT:
            found.insert(0, "that you submit what is in draft")
        elif not self.counting and not found:
            found.append("evidence that shows it")
        return "; ".join(found) if self.is_gap else ""

    @property
    def turn(self) -> str:
        return f"Waits for {self.assessor}’s decision." if self.waits else ""


@dataclass(frozen=True)
class View:
    code: str
    label: str
    holds: Any  # of a Gap


VIEWS = [
    View("", "Only gaps", lambda gap: gap.is_gap),
    View("nothing", "No evidence", lambda gap: gap.is_gap and not gap.counting),
    View("not_yet", "Not yet met", lambda gap: gap.state == C.NOT_YET),
    View("short", "Short of the rule", lambda gap: gap.is_short),
    View("reopened", "Reopened", lambda gap: gap.state == C.REOPENED),
    View("waits", "Waiting", lambda gap: gap.waits),
    View("unplanned", "Nothing planned", lambda gap: gap.is_open and not gap.waits and gap.task is None),
    View("all", "All", lambda gap: True),
]


@dataclass
class GapUnit:
    """`result`: of a unit that one test or assignment stands for, which has no criteria to decide."""

    enrolment: UnitEnrolment
    gaps: list[Gap] = field(default_factory=list)
    shown: list[Gap] = field(default_factory=list)
    result: WholeStanding | None = None
    opened: bool = False
    later: bool = False  # its criteria are fetched when it is unfolded

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(gap.state for gap in self.gaps)

    @property
    def met(self) -> int:
        return self.counts[C.MET]

    @property
    def number(self) -> int:
        return len(self.gaps) - self.met

    @property
    def bar(self) -> dict[str, int]:
        return {state: self.counts[state] for state in BAR}

    @property
    def in_words(self) -> str:
        return in_words(self.counts)

    @cached_property
    def standing(self) -> Standing:
        """What the rule for the unit as a whole still asks for, while the unit is open."""
        return unit_standing_of(self.enrolment) if self.enrolment.state in OPEN_UNITS else Standing(None)

    @cached_property
    def common(self) -> Standing | None:
        """The rule that most of what is shown is held to, to be said once."""
        rules = Counter(gap.standing.rule for gap in self.shown if gap.standing.rule)
        return Standing(rules.most_common(1)[0][0]) if rules else None

    @property
    def plannable(self) -> bool:
        return any(gap.is_open for gap in self.shown)

    @property
    def outcomes(self) -> list[tuple[Outcome, list[Gap]]]:
        groups = groupby(self.shown, key=lambda gap: gap.progress.criterion.outcome)
        return [(outcome, list(gaps)) for outcome, gaps in groups]


def in_words(counts: Counter[str]) -> str:
    """ "9 met, 3 submitted, of 17" """
    return ", ".join(
        [*(f"{counts[state]} {word}" for state, word in IN_WORDS.items() if counts[state]), f"of {counts.total()}"]
    )


class GapView:
    """The page and its table. Of what is only in draft staff learn nothing."""

    def __init__(self, actor: Membership, registration: Registration, asked: Mapping[str, str]) -> None:
        self.actor, self.registration, self.asked = actor, registration, asked

    @cached_property
    def all_units(self) -> list[GapUnit]:
        rows = together(self.registration.enrolments.select_related("unit").order_by("unit__code"))
        units = {row.pk: GapUnit(row) for row in rows}
        for key, result in standings_of([row.pk for row in rows if row.whole]).items():
            units[key].result = result
        gaps = {gap.progress.pk: gap for gap in self._gaps(units)}
        self._put_items(rows, gaps)
        for key, task in _next_tasks(self.registration).items():
            if key in gaps:
                gaps[key].task = task
        for key, words in _asked(gaps.values()).items():
            gaps[key].asked = words
        return list(units.values())

    def _gaps(self, units: Mapping[UUID, GapUnit]) -> Iterable[Gap]:
        rows = CriterionProgress.objects.filter(enrolment__in=list(units), enrolment__whole=False)
        for row in rows.in_order().select_related("criterion__outcome"):
            unit, assessor = units[row.enrolment_id], self.registration.assessor.name
            row.enrolment = unit.enrolment
            unit.gaps.append(Gap(row, str(shown_state(self.actor, row)), assessor))
            yield unit.gaps[-1]

    def _put_items(self, units: Sequence[UnitEnrolment], gaps: Mapping[UUID, Gap]) -> None:
        hidden = [EvidenceState.WITHDRAWN] + [EvidenceState.DRAFT] * (self.actor.role != Role.CANDIDATE)
        kept = (
            self.registration.evidence.exclude(state__in=hidden).select_related("file").order_by("submitted_at", "pk")
        )
        items = {item.pk: item for item in kept}
        found: dict[UUID, list[tuple[Gap, str, str]]] = defaultdict(list)
        links = EvidenceLink.objects.filter(evidence__registration=self.registration, progress__in=list(gaps))
        for evidence, progress, state, reason in links.values_list("evidence", "progress", "state", "reason"):
            found[evidence].append((gaps[progress], state, reason))
        of_units: dict[UUID, dict[UUID, Evidence]] = defaultdict(dict)
        for key, item in items.items():
            for gap, state, reason in found.get(key, ()):
                if state == LinkState.REFUSED:
                    gap.refused.append((item, reason))
                else:
                    gap.confirmed |= {key} if state == LinkState.CONFIRMED else set()
                    self._put(item, gap, of_units[gap.progress.enrolment_id])
        remember(
            units, "counting evidence", {key: newest_versions(list(rows.values())) for key, rows in of_units.items()}
        )

    def _put(self, item: Evidence, gap: Gap, of_unit: dict[UUID, Evidence]) -> None:
        """An older version stays where a criterion was met on it."""
        if item.state != EvidenceState.SUPERSEDED or gap.progress.state == C.MET:
            gap.items.append(item)
            if item.state != EvidenceState.DRAFT:
                of_unit[item.pk] = item

    @cached_property
    def in_unit(self) -> list[GapUnit]:
        wanted = self.asked["unit"]
        return [unit for unit in self.all_units if wanted in ("", str(unit.enrolment.pk))]

    @cached_property
    def units(self) -> list[GapUnit]:
        """With what the view holds; those with nothing of it are left out, but the tests and assignments."""
        view = self.view
        for unit in self.in_unit:
            unit.shown = [gap for gap in unit.gaps if view.holds(gap)]
        found = [unit for unit in self.in_unit if unit.shown or (unit.result and view.code in ("", "all"))]
        for unit in found:
            unit.opened = "all" in self.asked["open"] or len(found) <= 2 or str(unit.enrolment.pk) == self.asked["at"]
            unit.later = not unit.opened and sum(len(unit.shown) for unit in found) > AT_ONCE
        return found

    @property
    def view(self) -> View:
        return next((view for view in VIEWS if view.code == self.asked["view"]), VIEWS[0])

    @cached_property
    def gaps(self) -> list[Gap]:
        return [gap for unit in self.in_unit for gap in unit.gaps]

    @cached_property
    def views(self) -> list[tuple[View, int]]:
        return [(view, sum(map(view.holds, self.gaps))) for view in VIEWS]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(gap.state for gap in self.gaps)

    @property
    def bar(self) -> dict[str, int]:
        return {state: self.counts[state] for state in BAR}

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [(state, f"{self.counts[state]} {word}") for state, word in IN_WORDS.items() if self.counts[state]]

    @property
    def in_words(self) -> str:
        return in_words(self.counts)

    @property
    def open(self) -> int:
        return len(self.gaps) - self.counts[C.MET]

    @property
    def item_view(self) -> str:
        return "marking" if self.actor.role == Role.ASSESSOR else "evidence"


def _next_tasks(registration: Registration) -> dict[UUID, PlannedTask]:
    """By criterion: the task that is due first of those that are still to show it."""
    rows = TaskCriterion.objects.filter(task__registration=registration, task__closed_at=None).unanswered()
    latest_first = rows.select_related("task").order_by("-task__due_on", "-task__planned_at")
    return {row.progress_id: row.task for row in latest_first}


def _asked(gaps: Iterable[Gap]) -> dict[UUID, str]:
    """By criterion: the feedback of what is not yet met, the reason of what was reopened."""
    found: dict[UUID, str] = {}
    rows = list(gaps)
    not_yet = [gap.progress.pk for gap in rows if gap.state == C.NOT_YET]
    if not_yet:
        decisions = CriterionDecision.objects.filter(progress__in=not_yet).newest()
        found |= dict(decisions.values_list("progress", "feedback"))
    reopened = [gap.progress.pk for gap in rows if gap.state == C.REOPENED]
    if reopened:
        reasons = ReopenedCriterion.objects.filter(progress__in=reopened).order_by("at")
        found |= dict(reasons.values_list("progress", "reopening__reason"))
    return found
