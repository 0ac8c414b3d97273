"""The marking page: one item beside the criteria that it is put forward for."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from assessment.again import kept_from
from assessment.arrangements import shown_for
from assessment.forms import DecisionForm
from assessment.gates import decision_gate
from assessment.models import Adjustment
from assessment.selectors.criteria import CriterionLine, criterion_lines
from assessment.selectors.queue import QueueRow, queue, trainees_queue
from centres.gates import Blocker
from centres.models import Membership
from portfolio.models import Evidence, EvidenceLink, UnitEnrolment
from portfolio.pin_forms import PinForm
from portfolio.selectors.evidence import viewer
from portfolio.selectors.pinpoints import pin_form
from units.models import EvidenceRequirement
from units.selectors.requirements import standing_requirements


@dataclass
class DeskLine:
    """`link`: of the item that the page is about. `kept`: why this person does not decide this criterion."""

    line: CriterionLine
    form: DecisionForm
    link: EvidenceLink
    kept: Blocker | None = None

    @property
    def waits(self) -> bool:
        return self.line.waits and self.link.counts and not self.kept

    def is_open_to(self, unit_blockers: list[Blocker]) -> bool:
        """Whether the form is shown: also for what was decided meanwhile, so that nothing typed is lost."""
        return (self.line.is_open and self.link.counts and not self.kept and not unit_blockers) or self.form.touched

    @property
    def folded(self) -> bool:
        """Decided as not yet met and nothing new since: it can be decided again, but does not wait."""
        return not self.waits and not self.form.touched


@dataclass
class DeskUnit:
    """`blockers`: what keeps this person from deciding on the unit at all; `asks`: what evidence the centre wants."""

    enrolment: UnitEnrolment
    lines: list[DeskLine]
    blockers: list[Blocker]
    asks: EvidenceRequirement | None

    @property
    def kept(self) -> list[Blocker]:
        return [one.kept for one in self.lines if one.kept]

    @property
    def shown(self) -> list[tuple[DeskLine, bool]]:
        """Each line, and whether it has its form."""
        return [(one, one.is_open_to(self.blockers)) for one in self.lines]


class Desk:
    """Everything the page shows. `asked`: which tab is open (`item`), at which place (`pin`); `data`: what was posted."""

    def __init__(self, actor: Membership, item: Evidence, asked: QueryDict, data: QueryDict | None = None) -> None:
        self.actor, self.item, self._asked = actor, item, asked
        lines = criterion_lines(item)
        self.lines = [DeskLine(line, DecisionForm(data, progress=line.progress), self._link(line)) for line in lines]

    def _link(self, line: CriterionLine) -> EvidenceLink:
        """Also of an item that is withdrawn or has a newer version, which stands under no criterion any more."""
        own = next((link for link in line.links if link.evidence_id == self.item.pk), None)
        return own or EvidenceLink(pk=None, evidence=self.item, progress=line.progress)

    @cached_property
    def units(self) -> list[DeskUnit]:
        groups = groupby(self.lines, key=lambda one: one.line.progress.enrolment)
        return [self._unit(enrolment, list(lines)) for enrolment, lines in groups]

    def _unit(self, enrolment: UnitEnrolment, lines: list[DeskLine]) -> DeskUnit:
        """The gates are asked once a unit: what differs between its criteria, their states say."""
        open_lines = [one for one in lines if one.line.is_open]
        for one in open_lines:
            one.kept = next(iter(kept_from(self.actor, one.line.progress)), None)
        first = next((one.line.progress for one in open_lines if not one.kept), None)
        blockers = decision_gate.blockers(actor=self.actor, progress=first) if first else []
        return DeskUnit(enrolment, lines, blockers, self._requirements.get(enrolment.unit_id))

    @cached_property
    def arrangements(self) -> list[Adjustment]:
        """What is agreed for these units or the whole qualification."""
        if not getattr(self.item, "has_adjustments", True):
            return []
        return shown_for(self.actor, self.item.registration, [unit.enrolment for unit in self.units])

    @cached_property
    def _requirements(self) -> dict[Any, EvidenceRequirement]:
        return standing_requirements(self.actor, {one.line.progress.enrolment.unit for one in self.lines})

    @property
    def waiting(self) -> int:
        """How many criteria wait for a decision that this person can make here."""
        return sum(one.waits for unit in self.units if not unit.blockers for one in unit.lines)

    @property
    def forms(self) -> int:
        return sum(has_form for unit in self.units for _, has_form in unit.shown)

    @property
    def short(self) -> int:
        """How many of those forms are about a criterion that is short of what the centre advises."""
        shown = [one.line.standing for unit in self.units for one, has_form in unit.shown if has_form]
        return sum(bool(standing.advice and not standing.musts) for standing in shown)

    @property
    def countersigns(self) -> bool:
        """The actor stands in for the assessor whom they countersign."""
        return self.forms > 0 and self.item.registration.assessor.countersigner_id == self.actor.pk

    @property
    def earlier(self) -> list[Any]:
        """Decisions made before on these criteria, newest first."""
        found = [(decision, one.line) for one in self.lines for decision in one.line.decisions]
        return sorted(found, key=lambda pair: pair[0].at, reverse=True)

    @cached_property
    def items(self) -> list[Evidence]:
        """This item first, then the others that the same criteria rest on."""
        others = {item.pk: item for one in self.lines for item in one.line.clips if item.pk != self.item.pk}
        return [self.item, *others.values()]

    @cached_property
    def viewer(self) -> dict[str, Any]:
        """Of the item whose tab is open, with the places in it that any of the criteria points at."""
        shown = next((item for item in self.items if str(item.pk) == self._asked.get("item")), self.item)
        pins = [pin for link in self._links_of(shown) for pin in link.pins]
        return viewer(shown, pins, self._asked.get("pin", ""))

    def _links_of(self, item: Evidence) -> list[Any]:
        """To the criteria of the page."""
        return [link for one in self.lines for link in one.line.links if link.evidence_id == item.pk]

    @cached_property
    def pin_form(self) -> PinForm | None:
        return pin_form(self.actor, self.viewer, self._links_of(self.viewer["item"])) if self.forms else None

    @property
    def here(self) -> str:
        """This page, with the tab that is open."""
        return f"{reverse('marking', args=[self.item.pk])}?item={self.viewer['item'].pk}"

    @property
    def pin_address(self) -> str:
        """What the key of a pinpoint of the page's own item is added to."""
        return f"?item={self.item.pk}&pin="

    @cached_property
    def row(self) -> QueueRow | None:
        return next((row for row in self._queue if row.pk == self.item.pk), None)

    @cached_property
    def _queue(self) -> list[QueueRow]:
        assessor = self.item.registration.assessor
        stands_in = assessor.countersigner_id == self.actor.pk
        return trainees_queue(self.actor) if stands_in else queue(self.actor)

    @property
    def total(self) -> int:
        return len(self._queue)

    @property
    def place(self) -> int:
        """From 1; 0 for an item that does not wait."""
        return self._queue.index(self.row) + 1 if self.row else 0

    @property
    def previous(self) -> QueueRow | None:
        return self._queue[self.place - 2] if self.place > 1 else None

    @property
    def following(self) -> list[QueueRow]:
        """What comes after this item, and round again."""
        return [*self._queue[self.place :], *self._queue[: max(self.place - 1, 0)]]

    @property
    def next(self) -> QueueRow | None:
        return next(iter(self.following), None)
