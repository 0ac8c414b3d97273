"""A qualification that a centre described itself, with units of its own."""

from centres.models import Centre
from tests import factories
from units.models import Qualification, Specification, Unit


def own_specification(centre: Centre, *codes: str) -> Specification:
    units = [factories.unit(code) for code in codes or ("OWN-1", "OWN-2", "OWN-3")]
    made = factories.specification(units)
    key = made.qualification_id
    Qualification.objects.filter(pk=key).update(centre=centre, code=f"own-{next(factories.numbers)}", title="Our Award")
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(centre=centre)
    Specification.objects.filter(pk=made.pk).update(centre=centre, rule_check=factories.rule_check(centre))
    return Specification.objects.select_related("qualification").get(pk=made.pk)
