"""What a plan rests on: the units of an edition, where each stands, what it still asks, and whether it can be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from centres.templatetags._words import counted
from portfolio.choosing import Choosing
from portfolio.gates.unit_choice import deliverable
from portfolio.models import Registration
from portfolio.selectors.choice import stopped_by
from portfolio.selectors.units import Award, UnitLine, award_of, criteria_of, unit_lines
from portfolio.states import UnitState
from units.models import Unit
from units.selectors import group_title


@dataclass(frozen=True)
class Place:
    """A unit of the edition. `criteria`: how many are still to be shown. `stopped`: why it cannot be chosen now."""

    unit: Unit
    group: str
    state: str  # of the unit where it is chosen, else ""
    criteria: int
    stopped: str = ""

    @property
    def signed(self) -> bool:
        return self.state == UnitState.SIGNED

    @property
    def can_be_planned(self) -> bool:
        return not self.signed and not self.stopped

    @property
    def hours(self) -> int:
        return self.unit.guided_hours or 0


@dataclass(frozen=True)
class Way:
    """Further units, what they come to, and how far they reach with those that count already."""

    places: list[Place]
    reach: Award
    proved: bool = False  # that none is better

    @property
    def credits(self) -> int:
        return sum(place.unit.credit for place in self.places)

    @property
    def criteria(self) -> int:
        return sum(place.criteria for place in self.places)

    @property
    def hours(self) -> int:
        return sum(place.hours for place in self.places)

    @property
    def finishes(self) -> bool:
        return self.reach.outcome is not None and self.reach.outcome.met

    @property
    def short(self) -> list[str]:
        """What the clauses that fail still want: "Group B: take a unit of …"."""
        clauses = self.reach.outcome.clauses if self.reach.outcome else ()
        return [f"{clause.title}: {clause.explain}" for clause in clauses if not clause.met]

    @property
    def codes(self) -> list[str]:
        return [place.unit.code for place in self.places]


class Planning:
    """Read once for a registration; `lines` where the page has read them already."""

    def __init__(self, registration: Registration, lines: Iterable[UnitLine] | None = None) -> None:
        self.registration = registration
        self.choosing = Choosing.of(registration)
        lines = unit_lines(registration) if lines is None else lines
        self.lines = {line.enrolment.unit.code: line for line in lines}
        self.choosing.chosen = {code: line.enrolment.unit for code, line in self.lines.items()}
        self.rule = self.choosing.rule

    @cached_property
    def places(self) -> dict[str, Place]:
        """By code, in the order of the structure."""
        new = [unit for unit in self.choosing.units if unit.code not in self.lines]
        criteria, ready = criteria_of(new), deliverable(self.registration, new)
        found = {}
        for row in self.choosing.places:
            unit, group = row.unit, group_title(self.choosing.specification, row.group) or "Units"
            line = self.lines.get(unit.code)
            if line:
                place = Place(line.enrolment.unit, group, line.state, line.total - line.met)
            else:
                stopped = "; ".join(stopped_by(self.choosing, unit, ready))
                place = Place(unit, group, "", criteria.get(unit.pk, 0), stopped)
            found[unit.code] = place
        return found

    @property
    def achieved(self) -> list[Unit]:
        """Everything that is signed off, outside the structure too: it is still achieved."""
        return [line.enrolment.unit for line in self.lines.values() if line.enrolment.state == UnitState.SIGNED]

    @property
    def underway(self) -> list[str]:
        return [code for code, place in self.places.items() if place.state and not place.signed]

    @property
    def carries_hours(self) -> bool:
        """Whether every unit says its guided hours: else the least of them would say nothing."""
        return bool(self.places) and all(place.unit.guided_hours is not None for place in self.places.values())

    def way(self, codes: Iterable[str], *, proved: bool = False) -> Way:
        """With these further units; those that cannot count or count already are left aside."""
        wanted = set(codes)
        places = [row for code, row in self.places.items() if code in wanted and row.can_be_planned]
        return Way(places, award_of(self.rule, [*self.achieved, *(row.unit for row in places)]), proved)


def differences(way: Way, other: Way, *, hours: bool) -> str:
    """What `other` takes more or less: "2 criteria more, 1 credit fewer"."""
    pairs = [
        (other.credits - way.credits, "credit"),
        (other.criteria - way.criteria, "criterion"),
        *([(other.hours - way.hours, "guided hour")] if hours else []),
    ]
    return ", ".join(_more_or_fewer(pairs)) or "the same credits and criteria"


def _more_or_fewer(pairs: Sequence[tuple[int, str]]) -> list[str]:
    return [f"{counted(abs(number), thing)} {'more' if number > 0 else 'fewer'}" for number, thing in pairs if number]
