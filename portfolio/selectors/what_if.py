"""What another qualification would ask of a candidate: what counts there already, and the best way from there.

A unit counts there by its unit reference and by nothing else (domain.md X9). Nothing is written: whether credit is
transferred is for people to decide (R10).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from centres.models import Centre
from portfolio.choosing import Choosing
from portfolio.models import Aim, Registration
from portfolio.selectors.plan import PROVED, SAVING
from portfolio.selectors.planning import Place, Way
from portfolio.selectors.units import Award, UnitLine, award_of, criteria_of, unit_lines
from units import combination
from units.models import QualificationApproval, Specification, Unit


@dataclass(frozen=True)
class Target:
    """A qualification in its newest edition."""

    specification: Specification
    approved: bool


@dataclass(frozen=True)
class Counting:
    """A unit of the candidate and the one that it is there."""

    mine: UnitLine
    there: Unit


@dataclass(frozen=True)
class Namesake:
    """The same title under another reference."""

    mine: UnitLine
    there: Unit


@dataclass(frozen=True)
class WhatIf:
    """`counts` are signed off, `underway` would count once they are; `others`: how many units are neither.

    `now`: the clauses with what counts. `way`: None where no rule is on file or there is no way.
    """

    target: Target
    counts: list[Counting]
    underway: list[Counting]
    namesakes: list[Namesake]
    others: int
    now: Award
    way: Way | None
    obstacles: tuple[combination.Obstacle, ...]
    carries_hours: bool
    by: Aim  # what the way saves: credits where the units do not say their hours

    @property
    def proved(self) -> str:
        return PROVED[self.by] if self.way and self.way.proved else ""

    @property
    def closed(self) -> int:
        """How many units of the way could not be chosen by a registration of today."""
        return sum(bool(place.stopped) for place in self.way.places) if self.way else 0


def targets(registration: Registration) -> list[Target]:
    """Those that the centre knows, its approved ones first, without the registration's own."""
    rows = Specification.objects.of_centre(registration.centre_id).select_related("qualification")
    newest = {row.qualification_id: row for row in rows.order_by("published_on", "id")}
    newest.pop(registration.specification.qualification_id, None)
    today = timezone.localdate()
    approvals = QualificationApproval.objects.filter(centre=registration.centre_id)
    approved = {row.qualification_id for row in approvals if row.holds_on(today)}
    found = [Target(row, row.qualification_id in approved) for row in newest.values()]
    return sorted(found, key=lambda row: (not row.approved, row.specification.qualification.title))


def what_if(registration: Registration, target: Target, aim: Aim) -> WhatIf:
    """`aim`: what the way from there is to save."""
    there = _There(registration.centre, target.specification)
    by = Aim.CREDITS if aim == Aim.HOURS and not there.carries_hours else aim
    lines = unit_lines(registration)
    matched = matches([line.enrolment.unit for line in lines], there.units)
    counting = [
        Counting(line, matched[line.enrolment.unit.code]) for line in lines if line.enrolment.unit.code in matched
    ]
    signed = [row for row in counting if row.mine.state == "signed"]
    open_rows = [row for row in counting if row.mine.state != "signed"]
    namesakes = _namesakes([line for line in lines if line.enrolment.unit.code not in matched], there.units)
    others = len(lines) - len(counting) - len({row.mine.enrolment.pk for row in namesakes})
    achieved = [row.there for row in signed]
    found = there.plan(achieved, open_rows, by)
    way = there.way(achieved, found.best, open_rows) if found and found.best else None
    now, obstacles = award_of(there.choosing.rule, achieved), found.obstacles if found else ()
    return WhatIf(target, signed, open_rows, namesakes, others, now, way, obstacles, there.carries_hours, by)


def matches(mine: Sequence[Unit], there: Iterable[Unit]) -> dict[str, Unit]:
    """By the code of each unit that counts: what it counts as. One reference counts once.

    Where the other qualification numbers two ways of assessing the unit, it is the one of the same number, else the
    first of the two.
    """
    by_reference: dict[str, dict[str, Unit]] = defaultdict(dict)
    for unit in there:
        if unit.reference:
            by_reference[unit.reference][unit.code] = unit
    found: dict[str, Unit] = {}
    for reference in dict.fromkeys(unit.reference for unit in mine if unit.reference in by_reference):
        ways = by_reference[reference]
        of_it = [unit for unit in mine if unit.reference == reference]
        one = next((unit for unit in of_it if unit.code in ways), of_it[0])
        found[one.code] = ways.get(one.code) or ways[min(ways)]
    return found


def _namesakes(lines: Iterable[UnitLine], there: Iterable[Unit]) -> list[Namesake]:
    titles: dict[str, list[Unit]] = defaultdict(list)
    for unit in there:
        titles[unit.title.casefold()].append(unit)
    return [
        Namesake(line, unit)
        for line in lines
        for unit in titles[line.enrolment.unit.title.casefold()]
        if not unit.reference or unit.reference != line.enrolment.unit.reference
    ]


class _There:
    """The other qualification, as a registration of today would find it."""

    def __init__(self, centre: Centre, specification: Specification) -> None:
        today = timezone.localdate()
        imagined = Registration(centre=centre, specification=specification, registered_on=today)  # never saved
        self.choosing = Choosing(imagined, specification, today)
        self.units = self.choosing.units
        self.criteria = criteria_of(self.units)

    @property
    def carries_hours(self) -> bool:
        return bool(self.units) and all(unit.guided_hours is not None for unit in self.units)

    def plan(self, achieved: Sequence[Unit], underway: Sequence[Counting], aim: Aim) -> combination.Plan | None:
        """With every unit of the edition, so that there is a figure: which could not be chosen today is said beside it.

        Whether somebody here can assess it is not asked: the centre may not be approved yet.
        """
        rule = self.choosing.rule
        if rule is None:
            return None
        places = {place.unit.code: place for place in self._places(underway)}
        return combination.plan(
            rule,
            [unit.code for unit in achieved],
            underway=[row.there.code for row in underway if row.there.code in rule.position],
            offered=[unit.code for unit in self.units],
            by=SAVING[aim],
            criteria={code: place.criteria for code, place in places.items()},
            hours={code: place.hours for code, place in places.items()},
        )

    def way(self, achieved: Sequence[Unit], best: combination.Option, underway: Sequence[Counting]) -> Way:
        places = [place for place in self._places(underway) if place.unit.code in best.units]
        reach = award_of(self.choosing.rule, [*achieved, *(place.unit for place in places)])
        return Way(places, reach, best.optimal)

    def _places(self, underway: Sequence[Counting]) -> list[Place]:
        """With what each asks: of a unit under way what is left of it."""
        begun: Mapping[str, UnitLine] = {row.there.code: row.mine for row in underway}
        return [self._place(unit, begun.get(unit.code)) for unit in self.units]

    def _place(self, unit: Unit, line: UnitLine | None) -> Place:
        if line is None:
            stopped = "; ".join(stop.said for stop in self.choosing.stops(unit))
            return Place(unit, "", "", self.criteria.get(unit.pk, 0), stopped)
        return Place(unit, "", line.state, line.total - line.met)
