"""The page on which units are chosen: what there is, what can be delivered, and how far the choice would reach."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from portfolio.gates.unit_choice import deliverable
from portfolio.models import Registration
from portfolio.selectors.units import Award, award_of
from units.models import StructureUnit, Unit
from units.selectors import rule_of


@dataclass(frozen=True)
class Option:
    unit: Unit
    chosen: bool  # already, and not to be unticked here
    ticked: bool
    stopped: str  # why it cannot be chosen now


@dataclass(frozen=True)
class Choice:
    groups: list[tuple[str, list[Option]]]
    reach: Award  # with everything chosen and ticked signed off
    chosen: int
    wanted: int


def choice(registration: Registration, ticked: AbstractSet[str]) -> Choice:
    places = list(StructureUnit.objects.filter(specification=registration.specification_id).select_related("unit"))
    units = [place.unit for place in places]
    chosen = set(registration.enrolments.values_list("unit_id", flat=True))
    ready = deliverable(registration, units)
    options: dict[str, list[Option]] = {}
    for place in places:
        stopped = _stopped(registration, place.unit, place.unit_id in ready)
        option = Option(place.unit, place.unit_id in chosen, place.unit.code in ticked, stopped)
        options.setdefault(_title(registration, place.group), []).append(option)
    wanted = [unit for unit in units if unit.pk in chosen or unit.code in ticked]
    reach = award_of(rule_of(registration.specification), wanted)
    return Choice(list(options.items()), reach, len(chosen), len(wanted))


def _stopped(registration: Registration, unit: Unit, ready: bool) -> str:
    if unit.expires_on and unit.expires_on < registration.registered_on:
        return f"expired on {unit.expires_on:%-d %B %Y}"
    return "" if ready else "needs one assessor and one different IQA at your centre"


def _title(registration: Registration, group: str) -> str:
    groups = (registration.specification.rule or {}).get("groups", {})
    return str(groups.get(group, {}).get("title") or (f"Group {group}" if group else "Units"))
