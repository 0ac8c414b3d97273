"""What the centre agreed at its last standardisation: how much evidence is enough."""

from functools import partial

from demo.clock import moment
from demo.people import Staff
from portfolio.models.sufficiency import Over
from portfolio.services.set_sufficiency import set_sufficiency
from portfolio.sufficiency import DAYS, KINDS, Demand, Demands

NEVER_ALONE = Demands((Demand(1, kinds=("witness",), others=True, must=True),), months=24)
TWO_KINDS = Demands((Demand(2, KINDS), *NEVER_ALONE.lines), months=24)
SEEN_TWICE = Demands((Demand(2, DAYS, ("observation",)),), real=True)


def demands(staff: Staff, code: str) -> None:
    """A rule for every criterion of the diploma, and two that ask more of one unit, all set by Tom yesterday."""
    qualification = staff.specification.qualification
    unit = staff.specification.units.get(code=code)
    reason = "Standardisation of November: what four assessors took as enough."
    with moment(1) as day:
        agreed = partial(
            set_sufficiency, actor=staff.tom, qualification=qualification, valid_from=day.date(), reason=reason
        )
        agreed(demands=NEVER_ALONE)
        agreed(demands=TWO_KINDS, unit=unit)
        agreed(demands=SEEN_TWICE, unit=unit, over=Over.UNIT)
