"""The mapping page: every item and every open criterion of a candidate, and what is put forward for what.

Two ways to look at the same: choose an item and tick criteria of all units, or choose a criterion and tick items.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from centres.models import Membership, Role
from portfolio.forms import MappingFilter
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration, UnitEnrolment
from portfolio.selectors.evidence import open_criteria
from portfolio.selectors.pinpoints import with_pins
from portfolio.states import CriterionState, EvidenceState, LinkState

OFFERED = (EvidenceState.DRAFT, EvidenceState.SENT)


@dataclass
class Tick:
    """An item for a criterion, as the page offers it. `subject`: the one of the two that is ticked; `held`: how many other
    links it has; `locked`: nobody can tick or untick it here."""

    subject: Any
    ticked: bool
    locked: bool
    held: int
    link: Any = None

    @property
    def key(self) -> str:
        return str(self.subject.pk)

    @property
    def was(self) -> bool:
        """What it was when the page was made: only what the person changes is changed."""
        return self.link is not None and self.link.counts and not self.locked

    @property
    def comes_back(self) -> bool:
        """It was not accepted: whoever proposes it again says what is different."""
        return self.link is not None and not self.link.counts


class MappingPage:
    """`posted`: what is ticked on a page that was refused."""

    def __init__(
        self, actor: Membership, registration: Registration, data: Any, posted: set[str] | None = None
    ) -> None:
        self.actor, self.registration, self.posted = actor, registration, posted
        self.by = "criterion" if data.get("by") == "criterion" else "item"
        self._wanted = data.get(self.by, "")
        self.form = MappingFilter(data, units=[enrolment for enrolment, _ in self._open])
        self.form.is_valid()
        self.asked: dict[str, Any] = self.form.cleaned_data

    # What there is ---------------------------------------------------------------------------------------------
    @cached_property
    def _open(self) -> list[tuple[UnitEnrolment, list[CriterionProgress]]]:
        return open_criteria(self.registration)

    @cached_property
    def all_items(self) -> list[Evidence]:
        rows = Evidence.objects.visible_to(self.actor).filter(registration=self.registration, state__in=OFFERED)
        return list(rows.select_related("file").order_by("-arrived_at", "-pk"))

    @cached_property
    def _pairs(self) -> list[tuple[Any, Any]]:
        rows = EvidenceLink.objects.that_count().filter(evidence__in=[item.pk for item in self.all_items])
        return list(rows.values_list("evidence_id", "progress_id"))

    @cached_property
    def _of_item(self) -> Counter[Any]:
        return Counter(item for item, _ in self._pairs)

    @cached_property
    def _of_criterion(self) -> Counter[Any]:
        return Counter(progress for _, progress in self._pairs)

    # What was asked for ----------------------------------------------------------------------------------------
    @cached_property
    def units(self) -> list[tuple[UnitEnrolment, list[CriterionProgress]]]:
        """By unit, words, and whether there is evidence yet."""
        chosen = self.asked.get("unit")
        found = [(unit, [row for row in rows if self._is_asked(unit, row)]) for unit, rows in self._open]
        return [(unit, rows) for unit, rows in found if rows and chosen in ("", None, str(unit.pk))]

    def _is_asked(self, unit: UnitEnrolment, row: CriterionProgress) -> bool:
        words = (self.asked.get("q") or "").lower().split()
        text = f"{unit.unit.title} {row.criterion}".lower()
        return all(word in text for word in words) and not (self.asked.get("missing") and self._of_criterion[row.pk])

    @cached_property
    def items(self) -> list[Evidence]:
        kind = self.asked.get("kind")
        return [item for item in self.all_items if kind in ("", None, item.kind)]

    @cached_property
    def listed_items(self) -> list[tuple[Evidence, int]]:
        return [(item, self._of_item[item.pk]) for item in self.items]

    @cached_property
    def listed_units(self) -> list[tuple[UnitEnrolment, list[tuple[CriterionProgress, int]]]]:
        return [(unit, [(row, self._of_criterion[row.pk]) for row in rows]) for unit, rows in self.units]

    # What is chosen --------------------------------------------------------------------------------------------
    @cached_property
    def item(self) -> Evidence | None:
        rows = self.all_items if self.by == "item" else []
        return next((item for item in rows if str(item.pk) == self._wanted), None)

    @cached_property
    def progress(self) -> CriterionProgress | None:
        rows = [row for _, rows in self._open for row in rows] if self.by == "criterion" else []
        return next((row for row in rows if str(row.pk) == self._wanted), None)

    @property
    def chosen(self) -> Evidence | CriterionProgress | None:
        return self.item or self.progress

    @cached_property
    def _links(self) -> dict[Any, Any]:
        """Of what is chosen, by the other side."""
        rows = EvidenceLink.objects.filter(evidence=self.item) if self.item else EvidenceLink.objects.none()
        rows = EvidenceLink.objects.filter(progress=self.progress) if self.progress else rows
        side = "progress_id" if self.item else "evidence_id"
        return {getattr(link, side): link for link in with_pins(rows.select_related("answered_by__user", "evidence"))}

    @cached_property
    def ticks_by_unit(self) -> list[tuple[UnitEnrolment, list[Tick], int]]:
        """For the chosen item: the criteria, and how many of each unit are ticked."""
        found = []
        for unit, rows in self.units if self.item else ():
            ticks = [self._tick(row, self.item, row, self._of_criterion) for row in rows]
            found.append((unit, ticks, sum(tick.ticked for tick in ticks)))
        return found

    @cached_property
    def item_ticks(self) -> list[Tick]:
        """For the chosen criterion: the items."""
        return [self._tick(item, item, self.progress, self._of_item) for item in self.items] if self.progress else []

    @property
    def elsewhere(self) -> int:
        """For how many criteria of units that are closed the chosen item stands."""
        there = {row.pk for _, rows in self._open for row in rows}
        return sum(item == self.item.pk and row not in there for item, row in self._pairs) if self.item else 0

    @property
    def is_narrowed(self) -> bool:
        return any(self.asked.get(name) for name in ("q", "unit", "kind", "missing"))

    @property
    def ticked(self) -> int:
        return sum(number for *_, number in self.ticks_by_unit) + sum(tick.ticked for tick in self.item_ticks)

    def _tick(self, subject: Any, item: Any, progress: Any, held: Counter[Any]) -> Tick:
        link = self._links.get(subject.pk)
        counts = link is not None and link.counts
        met = item.state == EvidenceState.SENT and progress.state == CriterionState.MET
        locked = self._is_settled(link) if link is not None and link.counts else met
        ticked = counts if locked or self.posted is None else str(subject.pk) in self.posted
        return Tick(subject, ticked, locked, held[subject.pk] - counts, link)

    def _is_settled(self, link: EvidenceLink) -> bool:
        """A confirmed link is the assessor's word; and an assessor answers a proposal instead of unticking it."""
        return link.state == LinkState.CONFIRMED or self.actor.role != Role.CANDIDATE

    # Addresses -------------------------------------------------------------------------------------------------
    @property
    def path(self) -> str:
        mine = self.actor.role == Role.CANDIDATE
        return reverse("my_mapping") if mine else reverse("mapping_for", args=[self.registration.pk])

    def address(self, **more: Any) -> str:
        """The page with what was asked for, and something chosen."""
        asked = {name: value for name, value in self.asked.items() if value and name != "by"}
        return f"{self.path}?{urlencode({'by': self.by} | asked | more)}"

    @cached_property
    def opening(self) -> str:
        """What a row's key is added to."""
        return f"{self.address()}&{self.by}="

    @property
    def here(self) -> str:
        return self.address(**{self.by: self.chosen.pk} if self.chosen else {})

    @property
    def back(self) -> str:
        return self.address()

    @property
    def ways(self) -> list[dict[str, Any]]:
        """The two ways to look, as links with their numbers."""
        items, criteria = len(self.all_items), sum(len(rows) for _, rows in self._open)
        named = (("item", "By item", items), ("criterion", "By criterion", criteria))
        return [
            {"label": label, "url": self.address(by=by), "count": count, "current": by == self.by}
            for by, label, count in named
        ]


def mapping_url(actor: Membership, item: Evidence) -> str:
    """Where this person maps the item; empty where they cannot, or it takes nothing more."""
    if item.state not in OFFERED or actor.role not in (Role.CANDIDATE, Role.ASSESSOR):
        return ""
    mine = actor.role == Role.CANDIDATE
    path = reverse("my_mapping") if mine else reverse("mapping_for", args=[item.registration_id])
    return f"{path}?by=item&item={item.pk}#chosen"
