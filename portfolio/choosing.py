"""What a registration may choose from: read once, for the gate that refuses and for the page that offers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from portfolio.models import Registration
from units.combination import Rule
from units.models import RegistrationExtension, Specification, StructureUnit, Unit
from units.selectors import rule_of

ONE_OF = ("exactly_one_from_each", "barred_together")  # clauses of which each bound lets one unit count


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a unit cannot be chosen: `said` goes on from the unit's name."""

    code: str
    said: str
    remedy: str


class Choosing:
    """The units of one edition, and what stops each. `since`: the day from which the registration is on that edition."""

    def __init__(self, registration: Registration, specification: Specification, since: dt.date) -> None:
        self.registration, self.specification, self.since = registration, specification, since
        places = StructureUnit.objects.filter(specification=specification).select_related("unit")
        self.places: list[StructureUnit] = list(places)
        self.units = [place.unit for place in self.places]
        self.acknowledged: AbstractSet[str] = frozenset()  # codes of units whose statement of suitability was ticked

    @classmethod
    def of(cls, registration: Registration) -> "Choosing":
        return cls(registration, registration.specification, registration.on_edition_since)

    @cached_property
    def chosen(self) -> dict[str, Unit]:
        """By code: a unit that was begun in an earlier edition is chosen all the same."""
        return {row.unit.code: row.unit for row in self.registration.enrolments.select_related("unit")}

    @cached_property
    def rule(self) -> Rule | None:
        return rule_of(self.specification, self.chosen.values())

    @cached_property
    def others(self) -> Mapping[str, list[Unit]]:
        """By code: the other ways of assessing the same unit, of which a candidate takes one."""
        return alternatives(self.units, self.rule)

    @cached_property
    def extended(self) -> bool:
        """Whether the body said that this centre may still register on that day: then an expired unit may be chosen."""
        return RegistrationExtension.objects.filter(
            approval__centre=self.registration.centre_id,
            approval__qualification=self.specification.qualification_id,
            until__gte=self.registration.registered_on,
        ).exists()

    def stops(self, unit: Unit) -> Iterator[Stop]:
        """What in the unit itself stops it; whether somebody here can assess it is another question."""
        if unit.expires_on and unit.expires_on < self.registration.registered_on and not self.extended:
            said = f"expired on {unit.expires_on:%-d %B %Y}, before the registration"
            yield Stop(
                "unit_expired", said, "Choose another unit, or record the body's extension under Qualifications."
            )
        if unit.available_from and self.since < unit.available_from:
            said = (
                f"is for registrations from {unit.available_from:%-d %B %Y}, and this one is of {self.since:%-d %B %Y}"
            )
            yield Stop("unit_not_open_yet", said, "Choose another unit.")


def alternatives(units: Iterable[Unit], rule: Rule | None) -> dict[str, list[Unit]]:
    """Rows of one unit reference, and what the rule lets count once: either alone would miss pairs (domain.md X30)."""
    by_code = {unit.code: unit for unit in units}
    found: dict[str, set[str]] = defaultdict(set)
    for pair in [*_of_one_reference(by_code.values()), *_of_the_rule(rule)]:
        for code in pair & by_code.keys():
            found[code] |= pair & by_code.keys() - {code}
    return {code: [by_code[other] for other in sorted(others)] for code, others in found.items()}


def _of_one_reference(units: Iterable[Unit]) -> list[set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        if unit.reference:
            found[unit.reference].add(unit.code)
    return list(found.values())


def _of_the_rule(rule: Rule | None) -> Iterator[set[str]]:
    for clause in rule.interpretations[0].clauses if rule else ():
        if clause.kind in ONE_OF:
            for bound in clause.bounds:
                yield {unit.code for i, unit in enumerate(rule.units) if bound.members >> i & 1}  # type: ignore[union-attr]
