"""How far a candidate has come on the day of a review, kept with it so that the next one can say what was gained."""

from django.db.models import Count

from portfolio.models import CriterionProgress, Registration
from portfolio.states import CriterionState, UnitState


def figures_of(registration: Registration) -> dict[str, int]:
    """Drafts are the candidate's alone, so here they are not counted at all."""
    rows = CriterionProgress.objects.filter(enrolment__registration=registration).order_by()
    states = dict(rows.values_list("state").annotate(Count("pk")))
    units = dict(registration.enrolments.order_by().values_list("state").annotate(Count("pk")))
    return {
        "met": states.get(CriterionState.MET, 0),
        "sent": states.get(CriterionState.SENT, 0),
        "criteria": sum(states.values()),
        "signed": units.get(UnitState.SIGNED, 0),
        "units": sum(units.values()),
    }
