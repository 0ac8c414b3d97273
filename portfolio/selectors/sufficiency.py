"""The sufficiency rules of a qualification as its pages show them, and what another rule would change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from centres.models import Membership
from portfolio.kinds import Context
from portfolio.models import EvidenceLink, SufficiencyRule
from portfolio.models.sufficiency import Over
from portfolio.states import CriterionState, EvidenceState, RegistrationState, UnitState
from portfolio.sufficiency import NOTHING, Demands, Item, needs
from portfolio.sufficiency.words import sentences
from portfolio.sufficiency_rules import Place, RuleBook, book_of
from units.models import Criterion, Qualification, Unit

OPEN_UNITS = (UnitState.PROGRESS, UnitState.HOLD)


@dataclass(frozen=True)
class Row:
    """One place of the table. `own`: its rule; `counts`: the rule that counts there, its own or a wider one."""

    label: str
    place: Place
    own: SufficiencyRule | None
    counts: SufficiencyRule | None
    later: list[SufficiencyRule]
    unit: Unit | None = None
    criterion: Criterion | None = None

    @property
    def words(self) -> list[str]:
        return words_of(self.counts)

    @property
    def query(self) -> str:
        """How the page of its rule is asked for it."""
        parts = {"over": self.place.over, "unit": self.unit and self.unit.pk, "criterion": self.place.criterion}
        return "&".join(f"{name}={value}" for name, value in parts.items() if value)


def words_of(rule: SufficiencyRule | None) -> list[str]:
    return sentences(rule.asks) if rule and rule.asks else []


class RulesPage:
    def __init__(self, actor: Membership, qualification: Qualification) -> None:
        self.qualification, self.today = qualification, timezone.localdate()
        self.specification = qualification.current_for(actor.centre_id)
        self.book = book_of(actor.centre_id, qualification)

    @property
    def wide(self) -> list[Row]:
        """What holds for the whole qualification."""
        return [self._row("Each criterion", Place()), self._row("Each unit as a whole", Place(over=Over.UNIT))]

    @property
    def units(self) -> list[tuple[Unit, list[Row], int]]:
        """Each unit with its own two rules, and how many of its criteria have one of their own."""
        places = self.specification.structure.select_related("unit").order_by("position")
        return [(place.unit, self.of_unit(place.unit), self._own_criteria(place.unit)) for place in places]

    def of_unit(self, unit: Unit) -> list[Row]:
        return [
            self._row("Each criterion", Place(unit.code), unit),
            self._row("The unit as a whole", Place(unit.code, over=Over.UNIT), unit),
        ]

    def criteria(self, unit: Unit) -> list[Row]:
        rows = Criterion.objects.filter(outcome__unit=unit).select_related("outcome")
        in_order = rows.order_by("outcome__number", "position")
        return [self._row(f"{row.number} {row.label}", Place(unit.code, row.pk), unit, row) for row in in_order]

    def _row(self, label: str, place: Place, unit: Unit | None = None, criterion: Criterion | None = None) -> Row:
        own, later = self.book.at(place, self.today), self.book.later(place, self.today)
        return Row(label, place, own, counting(self.book, place, self.today), later, unit, criterion)

    def _own_criteria(self, unit: Unit) -> int:
        places = [place for place in self.book.rows if place.unit == unit.code and place.criterion]
        return sum(self.book.at(place, self.today) is not None for place in places)


def counting(book: RuleBook, place: Place, day: dt.date) -> SufficiencyRule | None:
    """The rule that counts at a place: its own, else the next wider one."""
    if place.over == Over.UNIT:
        return book.for_unit(place.unit, day)
    wider = [place, Place(place.unit), Place()]
    return next((row for one in wider if (row := book.at(one, day))), None)


def history_of(book: RuleBook, place: Place) -> list[dict[str, Any]]:
    """For `components/timeline.html`, the newest first."""
    rows = sorted(book.rows.get(place, ()), key=lambda row: row.at, reverse=True)
    return [
        {
            "icon": "ui-checks",
            "who": row.set_by.name,
            "what": f"set from {row.valid_from:%-d %b %Y}: {' '.join(words_of(row)) or 'taken back'}",
            "note": row.reason,
            "at": row.at,
        }
        for row in rows
    ]


# What a rule would do ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Effect:
    """Of the open criteria (or units) with submitted evidence: how many are short today, and would be."""

    thing: str
    number: int
    before: int
    after: int


def effect(
    actor: Membership, qualification: Qualification, place: Place, demands: Demands | None, day: dt.date
) -> Effect:
    """Two queries, but every link of open criteria is looked at: for the page on which a rule is set, not for lists."""
    book = book_of(actor.centre_id, qualification)
    new = RuleBook([*(row for rows in book.rows.values() for row in rows), _as_if(place, demands, day)])
    number, before, after = 0, 0, 0
    for subject, items in _evidence(actor, qualification, place):
        number += 1
        before += bool(needs(_asked(book, place.over, subject, day), items))
        after += bool(needs(_asked(new, place.over, subject, day), items))
    return Effect("unit" if place.over == Over.UNIT else "criterion", number, before, after)


def _as_if(place: Place, demands: Demands | None, day: dt.date) -> SufficiencyRule:
    """A row that is never saved: the newest of its place."""
    data = demands.as_data() if demands else None
    row = SufficiencyRule(
        over=place.over, demands=data, valid_from=day, at=timezone.now(), criterion_id=place.criterion
    )
    row.unit = Unit(code=place.unit) if place.unit else None
    return row


Subject = tuple[str, UUID | None]  # unit and criterion


def _asked(book: RuleBook, over: str, subject: Subject, day: dt.date) -> Demands:
    unit, criterion = subject
    rule = (
        book.for_criterion(unit, criterion, day) if over == Over.CRITERION and criterion else book.for_unit(unit, day)
    )
    return (rule.asks if rule else None) or NOTHING


COLUMNS = ("file_id", "receipt", "kind", "done_on", "submitted_at", "context")


def _evidence(actor: Membership, qualification: Qualification, place: Place) -> Iterator[tuple[Subject, list[Item]]]:
    """The open criteria of the place with what is submitted for them; of a rule for whole units, the open units."""
    links = EvidenceLink.objects.that_count().filter(
        evidence__state=EvidenceState.SENT,
        progress__enrolment__registration__centre=actor.centre_id,
        progress__enrolment__registration__state=RegistrationState.ACTIVE,
        progress__enrolment__registration__specification__qualification=qualification,
        progress__enrolment__state__in=OPEN_UNITS,
    )
    if place.unit:
        links = links.filter(progress__enrolment__unit__code=place.unit)
    if place.criterion:
        links = links.filter(progress__criterion=place.criterion)
    if place.over == Over.CRITERION:
        links = links.exclude(progress__state=CriterionState.MET)
    return _grouped(links, place.over)


def _grouped(links: Any, over: str) -> Iterator[tuple[Subject, list[Item]]]:
    where = ("progress__enrolment", "progress", "progress__enrolment__unit__code", "progress__criterion")
    found: dict[Hashable, list[Item]] = defaultdict(list)
    subjects: dict[Hashable, Subject] = {}
    columns = [f"evidence__{name}" for name in COLUMNS]
    for enrolment, progress, unit, criterion, *facts in links.values_list(*where, *columns).iterator():
        key = enrolment if over == Over.UNIT else progress
        subjects[key] = (unit, None if over == Over.UNIT else criterion)
        found[key].append(_item(dict(zip(COLUMNS, facts, strict=True))))
    for key, items in found.items():
        yield subjects[key], items


def _item(facts: Mapping[str, Any]) -> Item:
    sent = timezone.localdate(facts["submitted_at"])
    simulated = facts["context"] == Context.SIMULATED
    return Item(facts["file_id"] or facts["receipt"], facts["kind"], facts["done_on"], sent, simulated)
