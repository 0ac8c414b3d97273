"""The rules of combination that registrations are under: each is read once, however many are judged by it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count

from units.combination import Outcome, Rule, UnitFact, evaluate, parse_rule
from units.models import Specification, StructureUnit, Unit
from units.selectors import FACTS, counts_units_outside, fact_of

Units = frozenset[UUID]


class Structures:
    """The rule of each specification, and the position of each unit in it, by code: in whichever edition it was begun."""

    def __init__(self, specifications: Mapping[UUID, Specification]) -> None:
        """One query."""
        self.specifications = specifications
        self.places: dict[UUID, dict[str, int]] = defaultdict(dict)
        self._facts: dict[UUID, dict[str, UnitFact]] = defaultdict(dict)
        self._known: dict[tuple[UUID, frozenset[UnitFact]], Rule | None] = {}
        rows = StructureUnit.objects.filter(specification__in=specifications).select_related("unit")
        for place in rows.annotate(criteria=Count("unit__outcomes__criteria")):
            self._facts[place.specification_id][place.unit.code] = fact_of(place.unit, place.criteria)
            self.places[place.specification_id][place.unit.code] = place.position

    def rule(self, key: UUID, units: Iterable[UnitFact]) -> Rule | None:
        """A unit that the edition does not have keeps its credits, and counts where the rule lets such units count.

        Only then is the rule read for it, once for all candidates who have the same units from elsewhere.
        """
        facts = self._facts[key]
        strange = {unit.code: unit for unit in units if unit.code not in facts}
        if strange and counts_units_outside(self.specifications[key]):
            return self._read(key, frozenset(strange.values()))
        rule = self._read(key, frozenset())
        return replace(rule, facts=MappingProxyType({**rule.facts, **strange})) if rule and strange else rule

    def _read(self, key: UUID, strange: frozenset[UnitFact]) -> Rule | None:
        if (key, strange) not in self._known:
            data = self.specifications[key].rule
            facts = {**self._facts[key], **{fact.code: fact for fact in strange}}
            self._known[key, strange] = parse_rule(data, facts) if data else None
        return self._known[key, strange]


class Judge:
    """Gives verdicts on units by their keys. Candidates who have the same units of one edition are judged once."""

    def __init__(self, specifications: Mapping[UUID, Specification], units: Iterable[UUID]) -> None:
        """Two queries. `units` are all that will be asked about, whatever their edition."""
        self._structures = Structures(specifications)
        rows = Unit.objects.filter(pk__in=set(units)).order_by().only(*FACTS)
        self._facts = {row.pk: fact_of(row) for row in rows}
        self._known: dict[tuple[UUID, Units], Outcome | None] = {}

    def credits(self, units: Units) -> int:
        return sum(self._facts[unit].credit for unit in units)

    def verdict(self, specification: UUID, units: Units) -> Outcome | None:
        """None where no rule is on file."""
        key = specification, units
        if key not in self._known:
            facts = [self._facts[unit] for unit in units]
            rule = self._structures.rule(specification, facts)
            self._known[key] = evaluate(rule, [fact.code for fact in facts]) if rule else None
        return self._known[key]
