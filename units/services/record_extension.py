import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import QualificationApproval, RegistrationExtension


@transaction.atomic
def record_extension(
    *, actor: Membership, approval: QualificationApproval, until: dt.date, reference: str
) -> RegistrationExtension:
    """The body's word that registration stays open for this centre. The same reference and day again is the same one."""
    require_role(actor, Role.ADMIN)
    approval = (
        QualificationApproval.objects.select_for_update(of=("self",))
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
    body, last = (
        approval.qualification.awarding_organisation,
        approval.qualification.current_for(approval.centre_id).registration_until,
    )
    if not reference.strip():
        yield Blocker(
            "no_reference",
            "The reference is missing.",
            f"Enter the reference under which {body} confirmed the extension.",
        )
    if last is None:
        yield Blocker(
            "never_closes", f"Registration for {approval.qualification} does not close.", "No extension is needed."
        )
    elif until <= last:
        yield Blocker(
            "no_extension",
            f"Registration is open until {last:%-d %B %Y} anyway; {until:%-d %B %Y} is no extension.",
            f"Enter a day after {last:%-d %B %Y}.",
        )
