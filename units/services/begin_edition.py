import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from centres.models import Membership, Role
from centres.permissions import require_role
from units.interchange.values import QualificationValues
from units.models import Draft, Qualification
from units.rows import qualification_values
from units.selectors import units_with_wording
from units.services.keep_draft import keep_draft


@transaction.atomic
def begin_edition(*, actor: Membership, qualification: Qualification) -> Draft:
    """A draft of the next edition, begun with what stands in the one in use; its version is still to be named."""
    require_role(actor, Role.ADMIN)
    qualification = Qualification.objects.of_centre(actor.centre_id).get(pk=qualification.pk)
    current = qualification.current_for(actor.centre_id)
    values = qualification_values(current, readable=units_with_wording(actor))
    values = replace(values, rule=current.rule or current.unchecked_rule)
    return keep_draft(actor=actor, values=unnamed(values, timezone.localdate()), origin=f"edition {current.version}")


def unnamed(values: QualificationValues, today: dt.date) -> QualificationValues:
    return replace(values, version="", published_on=today)
