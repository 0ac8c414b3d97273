import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import Competence


@transaction.atomic
def end_competence(
    *, actor: Membership, competences: Sequence[Competence], reason: str, last_day: dt.date | None = None
) -> int:
    """The last day of these (today where none is given); returns how many were ended.

    What was decided on them stays. A day in the past is refused: decisions of the days between would lose their ground.
    """
    require_role(actor, Role.ADMIN)
    today = timezone.localdate()
    last_day = last_day or today
    blockers = []
    if not reason.strip():
        blockers.append(Blocker("no_reason", "The reason is missing.", "Say in a few words why the competence ends."))
    if last_day < today:
        said = f"{last_day:%-d %B %Y} is in the past, and decisions since then rest on this competence."
        blockers.append(Blocker("past", said, "The earliest last day is today."))
    if not competences:
        blockers.append(Blocker("no_units", "No unit is chosen.", "Choose the units for which the competence ends."))
    if blockers:
        raise Refused(*blockers)
    rows = (
        Competence.objects.filter(membership__centre_id=actor.centre_id, pk__in=[row.pk for row in competences])
        .select_for_update(of=("self",), no_key=True)
        .select_related("membership__user", "unit")
        .order_by("pk")
    )
    ended = [row for row in rows if row.valid_until is None or row.valid_until > last_day]
    for row in ended:
        row.valid_until = max(last_day, row.valid_from)
    Competence.objects.bulk_update(ended, ["valid_until"])
    for member in {row.membership_id: row.membership for row in ended}.values():
        units = [row.unit.code for row in ended if row.membership_id == member.pk]
        record(actor, "competence.ended", member, units=units, last_day=last_day, reason=reason.strip())
    return len(ended)
