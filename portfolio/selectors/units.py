"""A candidate's units: where each stands, and how far they reach."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, prefetch_related_objects

from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.states import CriterionState, UnitState
from portfolio.whole import WholeStanding, standings_of
from units import combination
from units.combination import Rule, evaluate
from units.models import Outcome, StructureUnit, Unit
from units.selectors import counts_units_outside, group_title, rule_of

IN_A_BAR = ("met", "sent", "not_yet", "reopened")
SAID = {"met": "met", "sent": "submitted", "not_yet": "not yet met", "reopened": "reopened", "draft": "in draft"}


@dataclass
class UnitLine:
    """A chosen unit with the number of its criteria in each state.

    Staff must not learn of drafts: read for them, a criterion with nothing but drafts is one that is not started.
    """

    enrolment: UnitEnrolment
    group: str = ""
    note: str = ""  # where the unit is not the one of the registration's edition
    counts: Counter[str] = field(default_factory=Counter)
    sent_since: dt.datetime | None = None  # the longest that a criterion waits for its decision
    standing: WholeStanding | None = None  # of a unit that is assessed as a whole

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def met(self) -> int:
        return self.counts[CriterionState.MET]

    @property
    def begun(self) -> bool:
        if self.standing:
            return self.standing.begun
        return any(self.counts[state] for state in (*IN_A_BAR, CriterionState.DRAFT))

    @property
    def state(self) -> str:
        """The code of the unit's word: what the row says, and while it is in progress what the criteria say."""
        if self.enrolment.state != UnitState.PROGRESS:
            return self.enrolment.state
        if self.standing:
            return self.standing.state
        if self.total and self.met == self.total:
            return "ready"
        return "progress" if self.begun else "none"

    @property
    def bar(self) -> dict[str, int]:
        return {state: self.counts[state] for state in IN_A_BAR}

    @property
    def progress(self) -> str:
        """ "9 of 17 criteria met", or where the one test or assignment stands."""
        if self.standing is None:
            return f"{self.met} of {self.total} criteria met"
        return f"{self.enrolment.unit.get_method_display().lower()}: {self.standing.words}"

    @property
    def in_words(self) -> str:
        """ "9 met, 3 submitted, 5 not started, of 17"."""
        said = [f"{self.counts[state]} {word}" for state, word in SAID.items() if self.counts[state]]
        untouched = [f"{self.counts['none']} not started"] if self.counts["none"] else []
        return ", ".join([*said, *untouched, f"of {self.total}"])

    @property
    def legend(self) -> list[tuple[str, str]]:
        """(state, "3 submitted") for each state that occurs."""
        said = [(state, f"{self.counts[state]} {word}") for state, word in SAID.items() if self.counts[state]]
        return said + ([("none", f"{self.counts['none']} not started")] if self.counts["none"] else [])


def unit_lines(registration: Registration, *, drafts: bool = False) -> list[UnitLine]:
    """Three queries, in the order of the structure; one more where units from elsewhere may count, or results do.

    `drafts`: for the candidate's own eyes.
    """
    places = _places(registration)
    order = {code: position for position, code in enumerate(places)}
    rows = list(registration.enrolments.select_related("unit"))
    outside = _counting_outside(registration, [row.unit for row in rows if row.unit.code not in places])
    lines = {row.pk: _line(row, places, outside) for row in rows}
    for enrolment_id, state, number, since in _counts(lines):
        _count(lines[enrolment_id], _seen(state, drafts), number, since)
    for enrolment_id, standing in standings_of([row.pk for row in rows if row.whole]).items():
        lines[enrolment_id].standing = standing
    return sorted(lines.values(), key=lambda line: order.get(line.enrolment.unit.code, len(order)))


def _places(registration: Registration) -> dict[str, tuple[Any, str]]:
    """The edition's units with their groups, by code: a unit begun in an earlier edition has its place there too.

    A group that is called like its unit (two ways of assessing the same) says nothing, so it is left out.
    """
    rows = StructureUnit.objects.filter(specification=registration.specification_id).order_by("position")
    places = {}
    for code, unit, title, group in rows.values_list("unit__code", "unit_id", "unit__title", "group"):
        named = group_title(registration.specification, group)
        places[code] = (unit, "" if named == title else named)
    return places


def _counting_outside(registration: Registration, strange: Sequence[Unit]) -> frozenset[str]:
    """The codes of those units of no place in the edition that its rule lets count all the same."""
    if not strange or not counts_units_outside(registration.specification):
        return frozenset()
    rule = rule_of(registration.specification, strange)
    return frozenset(rule.outside.units) if rule and rule.outside else frozenset()


def _line(enrolment: UnitEnrolment, places: Mapping[str, tuple[Any, str]], outside: frozenset[str]) -> UnitLine:
    unit, group = places.get(enrolment.unit.code, (None, ""))
    if unit is None:
        counts = enrolment.unit.code in outside
        return UnitLine(
            enrolment, note=f"not in this edition, {'may count from outside it' if counts else 'does not count'}"
        )
    return UnitLine(enrolment, group, "" if unit == enrolment.unit_id else "begun in another edition")


def _counts(enrolments: Iterable[Any]) -> Any:
    rows = CriterionProgress.objects.filter(enrolment__in=list(enrolments)).order_by()
    return rows.values_list("enrolment_id", "state").annotate(Count("pk"), Min("since"))


def _count(line: UnitLine, state: str, number: int, since: dt.datetime) -> None:
    line.counts[state] += number
    if state == CriterionState.SENT:
        line.sent_since = since


def _seen(state: str, drafts: bool) -> str:
    return CriterionState.NONE if state == CriterionState.DRAFT and not drafts else state


def unit_line(enrolment: UnitEnrolment, *, drafts: bool = False) -> UnitLine:
    places, unit = _places(enrolment.registration), enrolment.unit
    strange = [] if unit.code in places else [unit]
    line = _line(enrolment, places, _counting_outside(enrolment.registration, strange))
    for _, state, number, since in _counts([enrolment.pk]):
        _count(line, _seen(state, drafts), number, since)
    line.standing = standings_of([enrolment.pk] if enrolment.whole else []).get(enrolment.pk)
    return line


def covered_by_whole(enrolment: UnitEnrolment) -> list[Outcome]:
    """What the one test or assignment of a unit covers, to read: its outcomes with their criteria."""
    if not enrolment.whole:
        return []
    prefetch_related_objects([enrolment.unit], "outcomes__criteria__outcome")
    return list(enrolment.unit.outcomes.all())


@dataclass(frozen=True)
class Award:
    """How far a set of units reaches: `need` is the whole of the qualification, None where its rule is not known."""

    outcome: combination.Outcome | None
    have: int
    need: int | None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One line a clause, for components/progress_card.html."""
        return [
            {
                "label": clause.title,
                "have": clause.have,
                "need": clause.limit if clause.limit is not None and not clause.need else clause.need,
                "note": clause.explain if not clause.met else "",
            }
            for clause in (self.outcome.clauses if self.outcome else ())
        ]


def award_of(rule: Rule | None, units: Sequence[Unit]) -> Award:
    if rule is None:
        return Award(None, sum(unit.credit for unit in units), None)
    outcome = evaluate(rule, [unit.code for unit in units])
    whole = next((clause.need for clause in outcome.clauses if clause.kind == "minimum_credits"), None)
    return Award(outcome, outcome.credits_counted, whole)


def signed_off(registration: Registration, lines: Iterable[UnitLine]) -> Award:
    units = [line.enrolment.unit for line in lines if line.enrolment.state == UnitState.SIGNED]
    return award_of(rule_of(registration.specification, units), units)


def criteria_of(units: Iterable[Unit]) -> dict[Any, int]:
    """How many each has, by its id."""
    rows = Outcome.objects.filter(unit__in=list(units)).order_by().values_list("unit").annotate(Count("criteria"))
    return dict(rows)
