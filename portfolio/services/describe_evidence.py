import datetime as dt

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.models import Evidence
from portfolio.permissions import require_owner
from portfolio.states import EvidenceState


@transaction.atomic
def describe_evidence(
    *, actor: Membership, evidence: Evidence, title: str, kind: str, shows: str, done_on: dt.date | None
) -> Evidence:
    """Says what a draft is. It may stay incomplete: the gate asks for the rest when it is submitted."""
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    require_draft(evidence)
    new = {"title": title.strip(), "kind": kind, "shows": shows.strip(), "done_on": done_on}
    changed = [name for name, value in new.items() if getattr(evidence, name) != value]
    if changed:
        for name in changed:
            setattr(evidence, name, new[name])
        evidence.save(update_fields=changed)
        record(actor, "evidence.described", evidence, changed=changed)
    return evidence


def require_draft(evidence: Evidence) -> None:
    """What the assessor may have seen is never changed under their eyes."""
    if evidence.state == EvidenceState.SENT:
        raise Refused(
            Blocker(
                "submitted_already",
                f"“{evidence}” was submitted on {evidence.submitted_at:%-d %B %Y} and stays as it is.",
                "Upload another item, or withdraw this one with a reason.",
            )
        )
    if evidence.state == EvidenceState.WITHDRAWN:
        raise Refused(Blocker("withdrawn_already", f"“{evidence}” was withdrawn.", "Upload it again."))
