"""Reads for pages and for the layers above."""

import datetime as dt

from centres.models import Centre
from units.combination import Rule, UnitFact, parse_rule
from units.models import RegistrationExtension, Specification, Unit


def unit_facts(specification: Specification) -> dict[str, UnitFact]:
    rows = specification.units.values_list("code", "title", "credit", "level")
    return {code: UnitFact(code, title, credit, level) for code, title, credit, level in rows}


def rule_of(specification: Specification) -> Rule | None:
    """The rule of combination, checked against the specification's own units; None where none is known."""
    return parse_rule(specification.rule, unit_facts(specification)) if specification.rule else None


def units_in_order(specification: Specification) -> list[Unit]:
    return list(Unit.objects.filter(places__specification=specification).order_by("places__position"))


def registration_closes(centre: Centre, specification: Specification) -> dt.date | None:
    """The last day on which this centre may register: the body's own, or the latest of its extensions."""
    if specification.registration_until is None:
        return None
    extensions = RegistrationExtension.objects.filter(
        approval__centre=centre, approval__qualification=specification.qualification_id
    )
    return max([specification.registration_until, *extensions.values_list("until", flat=True)])
