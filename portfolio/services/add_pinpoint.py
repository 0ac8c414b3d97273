from collections.abc import Sequence

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.gates import Pinning, pinning_gate
from portfolio.models import Evidence, EvidenceLink, Pinpoint
from portfolio.permissions import require_mapper
from portfolio.pinpoints import Place
from portfolio.services.submit_evidence import lock_for_submission


@transaction.atomic
def add_pinpoint(
    *, actor: Membership, evidence: Evidence, links: Sequence[EvidenceLink], place: Place
) -> list[Pinpoint]:
    """Points at one place in an item, for each of these criteria; all or none. The same place sent again is the same row."""
    require_mapper(actor, evidence.registration)
    rows = lock_links(evidence, links)
    if not rows:
        raise Refused(Blocker("no_criterion", "No criterion is chosen.", "Choose what the place shows.", yours=True))
    blockers = [one for link in rows for one in pinning_gate.blockers(actor=actor, pinning=Pinning(link, adds=place))]
    if blockers:
        raise Refused(*dict.fromkeys(blockers))
    had = {link.pk: link.pinpoints.filter(made_by=actor, **place.columns()).first() for link in rows}
    new = [Pinpoint(link=link, made_by=actor, **place.columns()) for link in rows if had[link.pk] is None]
    Pinpoint.objects.bulk_create(new)
    if new:
        criteria = [f"{pin.link.progress.enrolment.unit.code} {pin.link.progress.criterion.number}" for pin in new]
        record(actor, "evidence.pinned", evidence, place=str(new[0]), criteria=criteria)
    return [pin for pin in had.values() if pin is not None] + new


def lock_links(evidence: Evidence, links: Sequence[EvidenceLink]) -> list[EvidenceLink]:
    """The item, then its criteria, as everybody locks them; each link with both as they are now."""
    parts = ("file", "registration__candidate")
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).select_related(*parts)
    item = rows.get(pk=evidence.pk)
    found = list(EvidenceLink.objects.filter(evidence=item, pk__in=[link.pk for link in links]).order_by("pk"))
    criteria = {row.pk: row for row in lock_for_submission([link.progress_id for link in found])}
    for link in found:
        link.evidence, link.progress = item, criteria[link.progress_id]
    return found
