"""What the tests of editions share: the invented diploma again, a year later."""

import datetime as dt
from typing import Any

from centres.models import Centre
from tests import factories
from tests.cast import Cast
from units.models import Qualification, Specification, StructureUnit, Unit


def next_unit(unit: Unit, **more: Any) -> Unit:
    """The unit in its next edition, with one criterion more."""
    new = factories.unit(unit.code + "/new", title=unit.title, outcomes=(2, 2))
    facts = {"code": unit.code, "edition": unit.edition + 1, "credit": unit.credit, "level": unit.level} | more
    Unit.objects.filter(pk=new.pk).update(**facts)
    new.refresh_from_db()
    return new


def next_edition(cast: Cast, *units: Unit, centre: Centre | None = None, **more: Any) -> Specification:
    """Edition 2: of these units, in the groups of edition 1, under its rule; a group keeps what it still has."""
    facts = {"version": "2", "published_on": dt.date(2025, 1, 1), "rule": cast.specification.rule} | more
    facts |= {"rule_check": factories.rule_check(centre)} if centre and facts["rule"] else {}
    made = Specification.objects.create(qualification=cast.specification.qualification, centre=centre, **facts)
    groups = dict(cast.specification.structure.values_list("unit__code", "group"))
    for position, unit in enumerate(units, 1):
        group = groups.get(unit.code, "B")
        StructureUnit.objects.create(specification=made, unit=unit, group=group, position=position)
    return made


def renewed(cast: Cast, **more: Any) -> Specification:
    """X/101 as it was; X/102 and X/201 in their next edition; X/202 is gone and X/203 is new. The staff can deliver it."""
    old = {unit.code: unit for unit in cast.specification.units.all()}
    units = [old["X/101"], next_unit(old["X/102"]), next_unit(old["X/201"]), factories.unit("X/203")]
    rule = factories.rule(
        {"A": ["X/101", "X/102"], "B": ["X/201", "X/203"]},
        [
            {"kind": "minimum_credits", "credits": 15, "source": "invented:1"},
            {"kind": "all_of_group", "group": "A", "source": "invented:2"},
            {"kind": "minimum_from_group", "group": "B", "credits": 5, "source": "invented:3"},
        ],
    )
    made = next_edition(cast, *units, **{"rule": rule} | more)
    for person in (cast.bob, cast.bea, cast.ivan, cast.iris):
        competent(cast, person, *units[1:])
    return made


def competent(cast: Cast, person: Any, *units: Unit, qualification: Qualification | None = None) -> None:
    for unit in units:
        person.competences.create(
            qualification=qualification or cast.specification.qualification,
            unit=unit,
            basis="Award in Assessing",
            valid_from=dt.date(2024, 1, 1),
            recorded_by=cast.alice,
        )


def without_rule(cast: Cast) -> Specification:
    """Another qualification, approved and with staff, whose rule of combination nobody knows."""
    made = factories.specification([factories.unit(f"N/{number}") for number in (1, 2, 3)])
    Specification.objects.filter(pk=made.pk).update(rule=None)
    made.refresh_from_db()
    factories.approval(cast.centre, made)
    for person in (cast.bob, cast.ivan):
        competent(cast, person, *made.units.all(), qualification=made.qualification)
    return made
