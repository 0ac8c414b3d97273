"""The planner's page: what is asked of it, the best way to finish, how other ways differ, and what is in the way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from centres.templatetags._words import counted
from portfolio.gates.unit_choice import NOBODY
from portfolio.models import Aim, Registration, UnitPlan
from portfolio.selectors.planning import Place, Planning, Way, differences
from units import combination
from units.combination.planning import By

SAVING: dict[Aim, By] = {Aim.CREDITS: "credits", Aim.CRITERIA: "criteria", Aim.HOURS: "hours"}
PROVED = {
    Aim.CREDITS: "No way takes fewer credits: proved.",
    Aim.CRITERIA: "No way leaves fewer criteria to show: proved.",
    Aim.HOURS: "No way takes fewer guided hours: proved.",
}


@dataclass(frozen=True)
class Wishes:
    """What its address asks of the planner. `ticked`: the units chosen by hand; None: those under way, to begin with."""

    by: Aim = Aim.CREDITS
    keep: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()
    ticked: frozenset[str] | None = None

    def address(self, **changes: Any) -> str:
        """The query that asks for these wishes, changed so."""
        wishes = replace(self, **changes)
        want = [f"keep-{code}" for code in sorted(wishes.keep)] + [f"leave-{code}" for code in sorted(wishes.leave)]
        by_hand = wishes.by == Aim.HAND and wishes.ticked is not None
        units = [("unit", code) for code in sorted(wishes.ticked or ())] or [("ticked", "1")]
        pairs = [("by", wishes.by.value), *(("want", one) for one in want), *(units if by_hand else [])]
        return "?" + urlencode(pairs)


@dataclass(frozen=True)
class Row:
    """A unit on the page, with what is wished of it."""

    place: Place
    want: str
    ticked: bool


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]

    @property
    def wished(self) -> bool:
        return any(row.want for row in self.rows)

    @property
    def in_words(self) -> str:
        """ "13 units, 1 signed off, 2 under way, 3 that cannot be chosen"."""
        signed = sum(row.place.signed for row in self.rows)
        counts = {
            "signed off": signed,
            "under way": sum(bool(row.place.state) for row in self.rows) - signed,
            "that cannot be chosen": sum(bool(row.place.stopped) for row in self.rows),
        }
        return ", ".join([counted(len(self.rows), "unit"), *(f"{n} {what}" for what, n in counts.items() if n)])


@dataclass(frozen=True)
class OtherWay:
    """How another way differs from the best one."""

    instead: list[Place]
    take: list[Place]
    differs: str
    address: str


@dataclass(frozen=True)
class Obstruction:
    """A clause that no choice meets, with what would lift it: (text, address)."""

    title: str
    why: str
    lifts: list[tuple[str, str]]
    stopped: list[Place]


@dataclass(frozen=True)
class PlanPage:
    planning: Planning
    wishes: Wishes
    groups: list[Group]
    way: Way | None
    others: list[OtherWay] = field(default_factory=list)
    obstructions: list[Obstruction] = field(default_factory=list)

    @property
    def by_hand(self) -> bool:
        return self.wishes.by == Aim.HAND

    @property
    def aims(self) -> list[tuple[str, str]]:
        """What can be saved; hours only where the units say them."""
        wanted = [Aim.CREDITS, Aim.CRITERIA, *([Aim.HOURS] if self.planning.carries_hours else [])]
        return [(aim.value, aim.label) for aim in wanted]

    @property
    def proved(self) -> str:
        return PROVED[self.wishes.by] if self.way and self.way.proved else ""

    @property
    def people_missing(self) -> bool:
        """Whether a unit stands in the way for which nobody here is competent."""
        return any(NOBODY in place.stopped for one in self.obstructions for place in one.stopped)

    @property
    def finished(self) -> bool:
        """Nothing more is needed."""
        return self.way is not None and not self.way.places and self.way.finishes

    @property
    def in_a_line(self) -> str:
        """The figures alone, which stay in sight on a phone: "3 units, 24 of 50 credits"."""
        if self.way is None:
            return "No way to finish"
        if self.finished:
            return "Nothing more is needed"
        if not self.by_hand:
            return f"{counted(len(self.way.places), 'more unit')}, {counted(self.way.credits, 'credit')}"
        reach = self.way.reach
        credits = f"{reach.have} of {reach.need} credits" if reach.need else counted(reach.have, "credit")
        return f"{counted(len(self.way.places), 'unit')}, {credits}"

    @property
    def views(self) -> list[dict[str, Any]]:
        """The two ways to plan, as links that keep what was asked. Without a rule there is one."""
        if self.planning.rule is None:
            return []
        best = self.wishes.address(by=Aim.CREDITS) if self.by_hand else self.wishes.address()
        return [
            {"label": "Find the best way", "url": best, "current": not self.by_hand},
            {"label": "Choose by hand", "url": self.by_hand_address, "current": self.by_hand},
        ]

    @property
    def by_hand_address(self) -> str:
        """The units on show, to change them by hand."""
        codes = self.way.codes if self.way else self.planning.underway
        return self.wishes.address(by=Aim.HAND, ticked=frozenset(codes))


def plan_page(registration: Registration, wishes: Wishes) -> PlanPage:
    planning = Planning(registration)
    wishes = _possible(planning, wishes)
    if wishes.by == Aim.HAND:
        return PlanPage(planning, wishes, _groups(planning, wishes), planning.way(wishes.ticked or ()))
    found = best_way(planning, wishes)
    best = planning.way(found.best.units, proved=found.best.optimal) if found.best else None
    others = [_other(planning, wishes, best, option) for option in found.alternatives if best]
    obstructions = _obstructions(planning, wishes, found.obstacles)
    return PlanPage(planning, wishes, _groups(planning, wishes), best, others, obstructions)


def _possible(planning: Planning, wishes: Wishes) -> Wishes:
    """An address may be old or mangled: what cannot be wished for is left aside."""
    open_codes = {code for code, place in planning.places.items() if place.can_be_planned}
    ticked = planning.underway if wishes.ticked is None else wishes.ticked
    aim = wishes.by
    if planning.rule is None:
        aim = Aim.HAND
    elif aim == Aim.HOURS and not planning.carries_hours:
        aim = Aim.CREDITS
    leave = wishes.leave & open_codes
    return Wishes(aim, wishes.keep & open_codes - leave, leave, frozenset(ticked) & open_codes)


def best_way(planning: Planning, wishes: Wishes) -> combination.Plan:
    """One question to the engine. A unit that is chosen asks what is left of it."""
    rule = planning.rule
    assert rule is not None
    places = {code: place for code, place in planning.places.items() if code in rule.position}
    return combination.plan(
        rule,
        [unit.code for unit in planning.achieved],
        underway=[code for code in planning.underway if code in places],
        offered=[code for code, place in places.items() if place.can_be_planned],
        exclude=wishes.leave & places.keys(),
        require=wishes.keep & places.keys(),
        by=SAVING[wishes.by],
        criteria={code: place.criteria for code, place in places.items()},
        hours={code: place.hours for code, place in places.items()},
    )


def _groups(planning: Planning, wishes: Wishes) -> list[Group]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for code, place in planning.places.items():
        want = "keep" if code in wishes.keep else "leave" if code in wishes.leave else ""
        groups[place.group].append(Row(place, want, code in (wishes.ticked or ())))
    return [Group(title, rows) for title, rows in groups.items()]


def _other(planning: Planning, wishes: Wishes, best: Way, option: combination.Option) -> OtherWay:
    other = planning.way(option.units)
    return OtherWay(
        [place for place in best.places if place not in other.places],
        [place for place in other.places if place not in best.places],
        differences(best, other, hours=planning.carries_hours),
        wishes.address(by=Aim.HAND, ticked=frozenset(other.codes)),
    )


def _obstructions(planning: Planning, wishes: Wishes, obstacles: Sequence[combination.Obstacle]) -> list[Obstruction]:
    """Said of each clause: how far everything reaches that is not left out. What is missing stands in lists of its own."""
    everything = planning.way(set(planning.places) - wishes.leave) if obstacles else None
    outcome = everything.reach.outcome if everything else None
    said = {clause.path: clause.explain for clause in (outcome.clauses if outcome else ())}
    return [_obstruction(planning, wishes, obstacle, said[obstacle.path]) for obstacle in obstacles]


def _obstruction(planning: Planning, wishes: Wishes, obstacle: combination.Obstacle, why: str) -> Obstruction:
    scope = _scope(planning, obstacle)
    lifts = [
        (f"Allow {planning.places[code].unit.title} again", wishes.address(leave=wishes.leave - {code}))
        for code in scope
        if code in wishes.leave
    ]
    stopped = [planning.places[code] for code in scope if code in planning.places and planning.places[code].stopped]
    return Obstruction(obstacle.title, why, lifts, stopped)


def _scope(planning: Planning, obstacle: combination.Obstacle) -> list[str]:
    """The units that the clause speaks of."""
    rule = planning.rule
    clauses: Iterable[Any] = rule.interpretations[0].clauses if rule else ()
    scope = next((clause.scope for clause in clauses if clause.path == obstacle.path), 0)
    return [unit.code for i, unit in enumerate(rule.units if rule else ()) if scope >> i & 1]


def saved_by_hand(plan: UnitPlan) -> str:
    """The address that shows a saved plan."""
    return Wishes(Aim.HAND, ticked=frozenset(plan.codes)).address()
