import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import Qualification, QualificationApproval


@transaction.atomic
def approve_qualification(
    *,
    actor: Membership,
    qualification: Qualification,
    approved_from: dt.date,
    direct_claims_from: dt.date | None = None,
    approved_until: dt.date | None = None,
    direct_claims_until: dt.date | None = None,
) -> QualificationApproval:
    """Records what the awarding organisation decided about this centre; said again with other dates, it corrects them."""
    require_role(actor, Role.ADMIN)
    qualification = Qualification.objects.of_centre(actor.centre_id).get(pk=qualification.pk)
    blockers = [
        *_backwards("approval", approved_from, approved_until),
        *_backwards("direct claims status", direct_claims_from, direct_claims_until),
        *_unapproved(approved_from, direct_claims_from),
    ]
    if blockers:
        raise Refused(*blockers)
    dates = {
        "approved_from": approved_from,
        "approved_until": approved_until,
        "direct_claims_from": direct_claims_from,
        "direct_claims_until": direct_claims_until,
    }
    approval, created = QualificationApproval.objects.get_or_create(
        centre=actor.centre, qualification=qualification, defaults=dates
    )
    before = _dates_of(approval)
    if not created and before != dates:
        QualificationApproval.objects.filter(pk=approval.pk).update(**dates)
        approval.refresh_from_db()
    if created or before != dates:
        was = {} if created else {"was": {name: str(value) for name, value in before.items() if value}}
        record(actor, "qualification.approved", approval, **{k: v for k, v in dates.items() if v}, **was)
    return approval


def _dates_of(approval: QualificationApproval) -> dict[str, dt.date | None]:
    names = ("approved_from", "approved_until", "direct_claims_from", "direct_claims_until")
    return {name: getattr(approval, name) for name in names}


def _backwards(what: str, first: dt.date | None, last: dt.date | None) -> Iterator[Blocker]:
    if last is not None and first is None:
        yield Blocker("no_start", f"The {what} has a last day and no first.", "Enter the day from which it holds.")
    elif last is not None and first is not None and last < first:
        said = f"The {what} would end on {last:%-d %B %Y}, before it begins on {first:%-d %B %Y}."
        yield Blocker("backwards", said, "Enter a later last day, or none.")


def _unapproved(approved_from: dt.date, direct_claims_from: dt.date | None) -> Iterator[Blocker]:
    if direct_claims_from is not None and direct_claims_from < approved_from:
        said = f"Direct claims from {direct_claims_from:%-d %B %Y} would be earlier than the approval itself."
        yield Blocker("unapproved", said, f"Enter {approved_from:%-d %B %Y} or a later day.")
