"""How a saved unit plan stands: what is done, what comes next, and whether it still finishes."""

from dataclasses import dataclass

from portfolio.models import Registration, UnitPlan
from portfolio.selectors.planning import Place, Planning, Way
from portfolio.selectors.units import UnitLine


@dataclass(frozen=True)
class Standing:
    """`next`: planned and not begun. `lost`: (code, why) of what cannot count or cannot be chosen any more.

    `way`: what is still to do of it.
    """

    plan: UnitPlan
    done: int
    next: list[Place]
    lost: list[tuple[str, str]]
    way: Way
    ruled: bool  # whether a rule says what finishes

    @property
    def total(self) -> int:
        return len(self.plan.codes)


def plan_standing(registration: Registration, lines: list[UnitLine] | None = None) -> Standing | None:
    """None where no plan is saved."""
    plan = newest_plan(registration)
    return standing_of(plan, Planning(registration, lines)) if plan else None


def newest_plan(registration: Registration) -> UnitPlan | None:
    found: UnitPlan | None = registration.plans.select_related("saved_by__user").first()
    return found


def standing_of(plan: UnitPlan, planning: Planning) -> Standing:
    places = planning.places
    planned = [place for code, place in places.items() if code in plan.codes]
    lost = [(code, "is not in this edition") for code in plan.codes if code not in places]
    lost += [(str(place.unit), place.stopped) for place in planned if place.stopped]
    done = sum(place.signed for place in planned)
    following = [place for place in planned if not place.state and not place.stopped]
    return Standing(plan, done, following, lost, planning.way(plan.codes), planning.rule is not None)
