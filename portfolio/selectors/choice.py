"""The page on which units are chosen: what there is, what can be delivered, and how far the choice would reach."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from portfolio.choosing import Choosing
from portfolio.gates.unit_choice import NOBODY, deliverable
from portfolio.models import Registration
from portfolio.selectors.units import Award, award_of
from units.models import Unit
from units.selectors import group_title


@dataclass(frozen=True)
class Option:
    unit: Unit
    chosen: bool  # already, and not to be unticked here
    ticked: bool
    stopped: str  # why it cannot be chosen now
    expiry: str


@dataclass(frozen=True)
class Choice:
    groups: list[tuple[str, list[Option]]]
    reach: Award  # with everything chosen and ticked signed off
    chosen: int
    wanted: int
    expired: int  # units that the registration came too late for


def choice(registration: Registration, ticked: AbstractSet[str]) -> Choice:
    choosing = Choosing.of(registration)
    ready = deliverable(registration, choosing.units)
    options: dict[str, list[Option]] = {}
    for place in choosing.places:
        option = _option(choosing, place.unit, ready, place.unit.code in ticked)
        options.setdefault(group_title(choosing.specification, place.group) or "Units", []).append(option)
    chosen = choosing.chosen
    wanted = [*chosen.values(), *(u for u in choosing.units if u.code in ticked and u.code not in chosen)]
    expired = sum(any(stop.code == "unit_expired" for stop in choosing.stops(unit)) for unit in choosing.units)
    return Choice(list(options.items()), award_of(choosing.rule, wanted), len(chosen), len(wanted), expired)


def _option(choosing: Choosing, unit: Unit, ready: AbstractSet[object], ticked: bool) -> Option:
    chosen = unit.code in choosing.chosen
    stopped = "" if chosen else "; ".join(stopped_by(choosing, unit, ready))
    return Option(unit, chosen, ticked, stopped, _expiry(choosing, unit))


def stopped_by(choosing: Choosing, unit: Unit, ready: AbstractSet[object]) -> Iterator[str]:
    """Why it cannot be chosen, each going on from its name. `ready`: the ids that `deliverable` gave."""
    for stop in choosing.stops(unit):
        yield stop.said
    if unit.pk not in ready:
        yield f"{NOBODY} at your centre"
    for other in choosing.others.get(unit.code, ()):
        if other.code in choosing.chosen:
            yield f"another way of assessing {other.code}, which is chosen"


def _expiry(choosing: Choosing, unit: Unit) -> str:
    """Unless it is what stops the unit. Where the body dates its units, one without a date stands out: that is not "never"."""
    if unit.expires_on and unit.expires_on < choosing.registration.registered_on:
        return f"expired on {unit.expires_on:%-d %B %Y}, extended by the body" if choosing.extended else ""
    if unit.expires_on:
        return f"expiry {unit.expires_on:%-d %B %Y}"
    return "expiry not stated" if any(other.expires_on for other in choosing.units) else ""
