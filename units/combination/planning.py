"""The best ways to finish: which further units, with those achieved, meet every clause of the strict reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import prod
from typing import Any, Literal

from units.combination.cheapest import WIDTHS, cheapest, naming
from units.combination.model import Bound, Clause, Rule, RuleError, bits, union
from units.combination.tally import Tally
from units.combination.wording import explain
from units.combination.words import either
from units.combination.work import Work

By = Literal["credits", "criteria", "hours"]
ALTERNATIVES = 2
MOST_WORK = 4_000_000  # pairs of choices, for a plan with its alternatives: a few seconds


@dataclass(frozen=True, slots=True)
class Option:
    """Units still to achieve, in code order, and what they come to. `optimal`: none costs less, and that is proved.

    Where the proof would keep a page waiting it is given up, and the best that was found stands without it.
    """

    units: tuple[str, ...]
    credits: int
    criteria: int
    hours: int
    optimal: bool


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A clause that cannot be met with what there is, and why."""

    path: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`best` is None where there is no way, and `obstacles` say why.

    Each of the `alternatives` leaves out half of those units of the best plan that could be others (one of them, where
    half is too much to ask), and is the best that does: proved, if it says so.
    """

    best: Option | None
    alternatives: tuple[Option, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and strings; units are None where there is no way."""
        nothing = {"units": None, "credits": None, "criteria": None, "hours": None, "optimal": True}
        return {
            **(_plain(self.best) if self.best else nothing),
            "alternatives": [_plain(option) for option in self.alternatives],
            "obstacles": [asdict(obstacle) for obstacle in self.obstacles],
        }


def plan(
    rule: Rule,
    achieved: Iterable[str],
    *,
    underway: Iterable[str] = (),
    offered: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
    require: Iterable[str] = (),
    by: By = "credits",
    criteria: Mapping[str, int] | None = None,
    hours: Mapping[str, int] | None = None,
) -> Plan:
    """The units that finish the qualification for the fewest credits, criteria or guided hours.

    `offered` are all units unless named; those under way and required are open as well. `criteria` and `hours` say
    what is still to be shown or taught of a unit, where it is not the whole. Of plans that cost the same, the one
    with the fewest criteria comes first, then fewest credits, units (one not yet under way counts for two) and hours,
    then the lowest codes: among all of them, or where these are too many among those that were looked at, which are the
    same each time.
    """
    given = _Given(rule, achieved, underway, offered, exclude, require)
    return _Planner(given, by, criteria or {}, hours or {}).plan()


class _Given:
    """What there is, as masks over the units of the structure."""

    def __init__(
        self,
        rule: Rule,
        achieved: Iterable[str],
        underway: Iterable[str],
        offered: Iterable[str] | None,
        exclude: Iterable[str],
        require: Iterable[str],
    ) -> None:
        self.rule = rule
        self.achieved = self._mask(achieved)
        self.underway = self._known(underway, "underway")
        self.required = self._known(require, "require")
        self.excluded = self._known(exclude, "exclude") & ~self.achieved
        if both := self.required & self.excluded:
            raise RuleError(f"{self._codes(both)} is both required and excluded", "require")
        every = (1 << len(rule.units)) - 1
        offer = every if offered is None else self._mask(offered)
        self.open = (offer | self.underway | self.required | self.achieved) & ~self.excluded
        self.not_offered = every & ~self.open & ~self.excluded

    def _mask(self, codes: Iterable[str]) -> int:
        return union(1 << self.rule.position[code] for code in codes if code in self.rule.position)

    def _known(self, codes: Iterable[str], place: str) -> int:
        wanted = list(codes)
        for code in wanted:
            if code not in self.rule.position:
                raise RuleError(f"the rule has no unit {code}", place)
        return self._mask(wanted)

    def _codes(self, mask: int) -> str:
        return either([self.rule.units[i].code for i in bits(mask)], "and")

    def obstacles(self) -> tuple[Obstacle, ...]:
        """The clauses that fail even with every open unit achieved: achieving more never harms."""
        tally = Tally(self.rule, self.rule.interpretations[0], self.open)
        return tuple(self._obstacle(clause, tally) for clause in tally.reading.clauses if not tally.met(clause))

    def _obstacle(self, clause: Clause, tally: Tally) -> Obstacle:
        have = tally.load(clause.bounds[0])  # of a clause with several bounds nothing is explained by numbers
        explained = explain(clause, tally, have=have, short=clause.amount - have)
        why = [f"Even with every open unit achieved: {explained}"]
        if barred := clause.scope & self.excluded:
            why.append(f"Excluded here: {self._codes(barred)}.")
        if missing := clause.scope & self.not_offered:
            why.append(f"Not offered: {self._codes(missing)}.")
        return Obstacle(clause.path, clause.title, " ".join(why))


class _Planner:
    def __init__(self, given: _Given, by: By, criteria: Mapping[str, int], hours: Mapping[str, int]) -> None:
        self.given, self.rule, self.reading = given, given.rule, given.rule.interpretations[0]
        self.new = given.open & ~given.achieved & ~given.required
        self.work = Work(MOST_WORK)
        units = self.rule.units
        self.measures: dict[By, list[int]] = {
            "credits": [unit.credit for unit in units],
            "criteria": [criteria.get(unit.code, unit.criteria) for unit in units],
            "hours": [hours.get(unit.code, unit.hours) for unit in units],
        }
        steps = [2 - (given.underway >> i & 1) for i in range(len(units))]
        second = [self.measures[name] for name in ("criteria", "credits") if name != by]
        rest = [steps, self.measures["hours"]] if by != "hours" else [steps]
        self.ranks = [self.measures[by], *second, *rest]
        self.costs = [self._cost(i) if self.new >> i & 1 else 0 for i in range(len(units))]
        self.scale = prod(sum(numbers) + 1 for numbers in self.ranks[1:]) * len(units) << len(units)

    def _cost(self, i: int) -> int:
        """One number for the whole order of plans: the lowest sum is the best plan, and no two sums are equal."""
        number = 0
        for numbers in self.ranks:
            number = number * (sum(numbers) + 1) + numbers[i]
        width = len(self.rule.units)
        return (number * width << width) + naming(i, width)

    def plan(self) -> Plan:
        obstacles = self.given.obstacles()
        if obstacles:
            return Plan(None, obstacles=obstacles)
        chosen, best = self._option(self.given.open)
        return Plan(best, tuple(self._others(chosen)))

    def _option(self, units: int, *, widths: Sequence[int] = WIDTHS) -> tuple[int, Option]:
        """The best choice among the units, all of which together meet the rule: as a mask of the new ones and in words."""
        sure = self._sure()
        bounds = [self._rest(bound, sure) for bound in self.reading.bounds]
        end = Tally(self.rule, self.reading, units).chosen
        found = cheapest(
            self.reading, units & ~sure, self.costs, bounds, end=end, scale=self.scale, work=self.work, widths=widths
        )
        wanted = found.chosen | self.given.required & ~self.given.achieved
        sums = {name: sum(numbers[i] for i in bits(wanted)) for name, numbers in self.measures.items()}
        codes = tuple(self.rule.units[i].code for i in bits(wanted))
        return found.chosen, Option(codes, sums["credits"], sums["criteria"], sums["hours"], found.proved)

    def _sure(self) -> int:
        """What is there already and touches no limit counts in any case."""
        limited = union(bound.members for bound, _ in self.reading.limits)
        return self.given.open & ~self.new & ~limited

    def _rest(self, bound: Bound, sure: int) -> Bound:
        missing = max(0, bound.minimum - self.reading.load(bound, sure))
        return replace(bound, minimum=missing, members=bound.members & ~sure)

    def _others(self, best: int) -> list[Option]:
        """The best without one half of what could be other units, and without the other half; else without one of it."""
        exchangeable = [1 << i for i in bits(best) if self._met_without(1 << i)]
        halves = [union(exchangeable[::2]), union(exchangeable[1::2])]
        found: list[Option] = []
        for left_out in [*(half for half in halves if half), *exchangeable]:
            if len(found) < ALTERNATIVES and self._met_without(left_out):
                _, other = self._option(self.given.open & ~left_out, widths=WIDTHS[:2])
                found += [other] if other not in found else []
        return found

    def _met_without(self, units: int) -> bool:
        return Tally(self.rule, self.reading, self.given.open & ~units).met_all()


def _plain(option: Option) -> dict[str, Any]:
    return {**asdict(option), "units": list(option.units)}
