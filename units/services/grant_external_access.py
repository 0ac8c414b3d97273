import datetime as dt

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import ExternalAccess, Qualification


@transaction.atomic
def grant_external_access(
    *,
    actor: Membership,
    membership: Membership,
    qualification: Qualification,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
) -> ExternalAccess:
    """Lets the body's EQA look at this centre's work on one qualification. The same dates again are the same access."""
    require_role(actor, Role.ADMIN)
    membership = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user")
        .get(pk=membership.pk, centre=actor.centre)
    )
    qualification = Qualification.objects.of_centre(actor.centre_id).get(pk=qualification.pk)
    blockers = []
    if membership.role != Role.EQA:
        said = f"{membership.name} is a {membership.role_name} here; access from outside is for an EQA."
        blockers.append(Blocker("not_eqa", said, "Invite them as EQA first."))
    if membership.ended_at is not None:
        blockers.append(
            Blocker("member_ended", f"{membership.name}'s role here has ended.", "Invite them again first.")
        )
    if valid_until is not None and valid_until < valid_from:
        said = f"The last day, {valid_until:%-d %B %Y}, is before the first, {valid_from:%-d %B %Y}."
        blockers.append(Blocker("backwards", said, "Enter a later last day, or none."))
    if blockers:
        raise Refused(*blockers)
    access, created = ExternalAccess.objects.get_or_create(
        membership=membership, qualification=qualification, valid_from=valid_from, valid_until=valid_until
    )
    if created:
        facts = {"from": valid_from, "until": valid_until}
        record(actor, "external_access.granted", membership, qualification=qualification, **facts)
    return access
