from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.gates import Pinning, pinning_gate
from portfolio.models import Pinpoint
from portfolio.permissions import require_mapper
from portfolio.services.add_pinpoint import lock_links


@transaction.atomic
def remove_pinpoint(*, actor: Membership, pinpoint: Pinpoint) -> None:
    """Takes away one's own, as long as nothing was decided with it. A second press finds it gone, perhaps with its link."""
    evidence = pinpoint.link.evidence
    require_mapper(actor, evidence.registration)
    links = lock_links(evidence, [pinpoint.link])
    found = Pinpoint.objects.filter(pk=pinpoint.pk).select_related("made_by__user", "link").first()
    if found is None:
        return
    (link,) = links
    pinning_gate.require(actor=actor, pinning=Pinning(link, removes=found))
    said = str(found)
    found.delete()
    criterion = f"{link.progress.enrolment.unit.code} {link.progress.criterion.number}"
    record(actor, "evidence.unpinned", evidence, place=said, criterion=criterion)
