import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Min

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import QualificationApproval, RegistrationExtension


@transaction.atomic
def record_extension(
    *, actor: Membership, approval: QualificationApproval, until: dt.date, reference: str
) -> RegistrationExtension:
    """The body's word that this centre may register after the last day, or for units that have expired.

    The same reference and day again is the same one.
    """
    require_role(actor, Role.ADMIN)
    approval = (
        QualificationApproval.objects.select_for_update(of=("self",), no_key=True)
        .select_related("qualification__awarding_organisation")
        .get(pk=approval.pk, centre_id=actor.centre_id)
    )
    blockers = list(_blockers(approval, until, reference))
    if blockers:
        raise Refused(*blockers)
    extension: RegistrationExtension
    extension, created = approval.extensions.get_or_create(
        until=until, reference=reference.strip(), defaults={"recorded_by": actor}
    )
    if created:
        record(actor, "extension.recorded", approval, until=until, reference=reference.strip())
    return extension


def _blockers(approval: QualificationApproval, until: dt.date, reference: str) -> Iterator[Blocker]:
    qualification = approval.qualification
    if not reference.strip():
        yield Blocker(
            "no_reference",
            "The reference is missing.",
            f"Enter the reference under which {qualification.awarding_organisation} confirmed the extension.",
        )
    edition = qualification.current_for(approval.centre_id)
    last, expiry = edition.registration_until, edition.units.aggregate(first=Min("expires_on"))["first"]
    if last is None and expiry is None:
        said = f"Registration for {qualification} does not close, and no expiry date of its units is known."
        yield Blocker("never_closes", said, "No extension is needed.")
    elif all(until <= day for day in (last, expiry) if day):
        yield _no_extension(until, last, expiry)


def _no_extension(until: dt.date, last: dt.date | None, expiry: dt.date | None) -> Blocker:
    """It has to reach beyond the edition's last day, or beyond the day on which its first unit expires."""
    open_until = [f"registration is open until {last:%-d %B %Y}"] if last else []
    open_until += [f"no unit expires before {expiry:%-d %B %Y}"] if expiry else []
    said = f"{until:%-d %B %Y} is no extension: {' and '.join(open_until)} anyway."
    earliest = min(day for day in (last, expiry) if day)
    return Blocker("no_extension", said, f"Enter a day after {earliest:%-d %B %Y}.")
