"""Which sufficiency rule counts where on which day, and what evidence it looks at."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from centres.prepared import prepared
from centres.recall import recalled
from portfolio.kinds import Kind
from portfolio.models import Evidence, SufficiencyRule, UnitEnrolment
from portfolio.models.sufficiency import Over
from portfolio.sufficiency import NOTHING, Demands, Item, Need, closing_kinds, left_out, needs, next_kinds
from portfolio.sufficiency.words import needs_words, sentences
from units.models import Criterion, Qualification

PARTS = ("unit", "criterion", "set_by__user")
# What a further item is best, in this order, where several kinds would do the same.
PREFERRED = (
    Kind.PRODUCT, Kind.OBSERVATION, Kind.DISCUSSION, Kind.QUESTIONS, Kind.WITNESS, Kind.ASSIGNMENT, Kind.WORKSHEET,
    Kind.SEEN, Kind.JOURNAL, Kind.PRIOR,
)  # fmt: skip


class Place(NamedTuple):
    """Where a rule stands. A unit is named by its code, so that its rule holds for every edition of it."""

    unit: str = ""
    criterion: UUID | None = None
    over: str = Over.CRITERION


def place_of(row: SufficiencyRule) -> Place:
    return Place(row.unit.code if row.unit else "", row.criterion_id, row.over)


class RuleBook:
    """All that a centre ever set for one qualification, in the order in which it holds."""

    def __init__(self, rows: Iterable[SufficiencyRule]) -> None:
        self.rows: dict[Place, list[SufficiencyRule]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.valid_from, row.at, row.pk)):
            self.rows[place_of(row)].append(row)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def at(self, place: Place, day: dt.date) -> SufficiencyRule | None:
        """What stands in this place itself; None where nothing was set or it was taken back."""
        rows = self.rows.get(place, ())
        newest = next((row for row in reversed(rows) if row.valid_from <= day), None)
        return newest if newest and newest.asks is not None else None

    def later(self, place: Place, day: dt.date) -> list[SufficiencyRule]:
        return [row for row in self.rows.get(place, ()) if row.valid_from > day]

    def for_criterion(self, unit: str, criterion: UUID, day: dt.date) -> SufficiencyRule | None:
        """The narrowest: the criterion's own, else its unit's, else the qualification's."""
        places = (Place(unit, criterion), Place(unit), Place())
        return next((row for place in places if (row := self.at(place, day))), None)

    def for_unit(self, unit: str, day: dt.date) -> SufficiencyRule | None:
        """What is demanded over the unit as a whole."""
        places = (Place(unit, over=Over.UNIT), Place(over=Over.UNIT))
        return next((row for place in places if (row := self.at(place, day))), None)


def book_of(centre_id: UUID, qualification: Qualification | UUID) -> RuleBook:
    rows = SufficiencyRule.objects.filter(centre_id=centre_id, qualification=qualification)
    return RuleBook(rows.select_related(*PARTS))


def book_for(enrolment: UnitEnrolment) -> RuleBook:
    """Of the qualification that the unit is taken for; one query for all units that belong together."""
    return recalled(enrolment, "sufficiency rules", _books) or RuleBook([])


def _books(units: Sequence[UnitEnrolment]) -> dict[UUID, RuleBook]:
    found = books_of({unit.registration_id for unit in units})
    return {unit.pk: found[unit.registration_id] for unit in units if unit.registration_id in found}


def books_of(registrations: Iterable[UUID]) -> dict[UUID, RuleBook]:
    """By registration; those without any rule are left out."""
    found: dict[UUID, list[SufficiencyRule]] = defaultdict(list)
    for row in _rules(tuple(registrations)):
        found[row.registration_key].append(row)
    return {key: RuleBook(rows) for key, rows in found.items()}


@prepared
def _rules(registrations: tuple[UUID, ...]) -> "QuerySet[Any]":
    way = "qualification__specifications__registrations"
    rows = SufficiencyRule.objects.filter(**{f"{way}__in": registrations, f"{way}__centre": F("centre")})
    return rows.annotate(registration_key=F(way)).select_related(*PARTS)


def item_of(evidence: Evidence) -> Item:
    """Of submitted evidence. Two items with the same bytes are one."""
    sent = timezone.localdate(evidence.submitted_at)
    same = evidence.file_id or evidence.receipt
    return Item(same, evidence.kind, evidence.done_on, sent, evidence.is_simulated)


@dataclass(frozen=True)
class Standing:
    """A rule held against evidence. `rule` is None where none counts: then nothing is short."""

    rule: SufficiencyRule | None
    evidence: Sequence[Evidence] = ()

    @property
    def demands(self) -> Demands:
        return (self.rule.asks if self.rule else None) or NOTHING

    @cached_property
    def items(self) -> list[Item]:
        return [item_of(item) for item in self.evidence]

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        return needs(self.demands, self.items)

    @property
    def musts(self) -> list[Need]:
        return [need for need in self.needs if need.demand.must]

    @property
    def advice(self) -> list[Need]:
        """What is short, and yet an assessor may go on with a reason."""
        return [need for need in self.needs if not need.demand.must]

    @property
    def words(self) -> str:
        """What is still needed; empty where nothing is."""
        said = needs_words(self.needs)
        if len(self.needs) > 1 and len(self.closing) == 1:
            return f"{said} (one item can do {'both' if len(self.needs) == 2 else 'all of it'})"
        return said

    @property
    def must_words(self) -> str:
        return needs_words(self.musts)

    @property
    def advice_words(self) -> str:
        return needs_words(self.advice)

    @property
    def rule_words(self) -> list[str]:
        return sentences(self.demands)

    @cached_property
    def not_counted(self) -> list[tuple[Evidence, str]]:
        """Items that do not count for the rule, and why."""
        why = dict(left_out(self.demands, self.items))
        pairs = zip(self.evidence, self.items, strict=True)
        return [(item, why[fact]) for item, fact in pairs if fact in why]

    @cached_property
    def closing(self) -> tuple[str, ...]:
        """Kinds of the further items that would close it."""
        return closing_kinds(self.demands, self.items, PREFERRED)

    @cached_property
    def next_kinds(self) -> tuple[str, ...]:
        """Every kind of which one further item would close as much as any can."""
        return next_kinds(self.demands, self.items, PREFERRED)


def criterion_standing(
    enrolment: UnitEnrolment, criterion: Criterion, evidence: Sequence[Evidence], day: dt.date | None = None
) -> Standing:
    """`evidence`: what is submitted for it. `day`: whose rule counts, today if none is named."""
    rule = book_for(enrolment).for_criterion(enrolment.unit.code, criterion.pk, day or timezone.localdate())
    return Standing(rule, evidence)


def unit_standing(enrolment: UnitEnrolment, evidence: Sequence[Evidence], day: dt.date | None = None) -> Standing:
    """`evidence`: what is submitted for any criterion of it, each item once."""
    rule = book_for(enrolment).for_unit(enrolment.unit.code, day or timezone.localdate())
    return Standing(rule, evidence)
