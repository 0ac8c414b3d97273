import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio import kinds
from portfolio.models import Evidence
from portfolio.permissions import require_owner
from portfolio.states import EvidenceState


@transaction.atomic
def describe_evidence(
    *,
    actor: Membership,
    evidence: Evidence,
    title: str,
    kind: str,
    shows: str,
    done_on: dt.date | None,
    details: Mapping[str, Any] | None = None,
    context: str = kinds.Context.REAL,
    confidential: bool = False,
) -> Evidence:
    """Says what a draft is. It may stay incomplete: the gate asks for the rest when it is submitted."""
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    require_draft(evidence)
    require_file_fits(kind, has_file=evidence.file_id is not None)
    new = {
        "title": title.strip(),
        "kind": kind,
        "shows": shows.strip(),
        "done_on": done_on,
        "details": held_details(kind, details or {}),
        "context": context,
        "confidential": confidential,
    }
    changed = [name for name, value in new.items() if getattr(evidence, name) != value]
    if changed:
        for name in changed:
            setattr(evidence, name, new[name])
        evidence.save(update_fields=changed)
        record(actor, "evidence.described", evidence, changed=changed)
    return evidence


def held_details(kind: str, given: Mapping[str, Any]) -> kinds.Details:
    try:
        return kinds.held(kind, given)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(Blocker("details", str(error), "Correct it and save again.", yours=True)) from error


def require_file_fits(kind: str, *, has_file: bool) -> None:
    label = kinds.Kind(kind).label
    if not has_file and kind not in kinds.MAY_HAVE_NO_FILE:
        raise Refused(
            Blocker("kind_needs_file", f"{label} needs a file.", "Upload it, or choose another kind.", yours=True)
        )
    if has_file and kind in kinds.NEVER_A_FILE:
        raise Refused(
            Blocker(
                "kind_has_no_file",
                f"{label} is for what has no copy here, and there is a file.",
                "Choose the kind that the file is.",
                yours=True,
            )
        )


def require_draft(evidence: Evidence) -> None:
    """What the assessor may have seen is never changed under their eyes."""
    if evidence.state in (EvidenceState.SENT, EvidenceState.SUPERSEDED):
        raise Refused(
            Blocker(
                "submitted_already",
                f"“{evidence}” was submitted on {evidence.submitted_at:%-d %B %Y} and stays as it is.",
                "Make a new version of it, or withdraw it with a reason.",
            )
        )
    if evidence.state == EvidenceState.WITHDRAWN:
        raise Refused(Blocker("withdrawn_already", f"“{evidence}” was withdrawn.", "Upload it again."))
