from django.db import transaction
from django.urls import reverse

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.models import Evidence, Testimony
from portfolio.permissions import require_owner
from portfolio.services.describe_evidence import require_draft
from portfolio.states import EvidenceState


@transaction.atomic
def set_replaced(*, actor: Membership, evidence: Evidence, older: Evidence) -> Evidence:
    """A draft becomes the next version of a submitted item. Nothing happens to that one before the draft is submitted."""
    require_owner(actor, evidence.registration)
    both = Evidence.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[evidence.pk, older.pk])
    rows = {row.pk: row for row in both.order_by("pk")}
    evidence, older = rows[evidence.pk], rows[older.pk]
    if evidence.replaces_id == older.pk:
        return evidence
    require_draft(evidence)
    _require_replaceable(evidence, older)
    evidence.replaces = older
    evidence.save(update_fields=["replaces"])
    record(actor, "evidence.versioned", evidence, replaces=older.receipt)
    return evidence


def _require_replaceable(evidence: Evidence, older: Evidence) -> None:
    sealed = older.made_by_id is not None or Testimony.objects.filter(evidence=older).exists()
    if older.registration_id != evidence.registration_id or sealed:
        raise Refused(Blocker("not_yours", f"“{older}” is not one of your items.", "Choose one of your own."))
    if older.state not in (EvidenceState.SENT, EvidenceState.SUPERSEDED):
        state = older.get_state_display().lower()
        raise Refused(
            Blocker("not_submitted", f"“{older}” is {state}, so nothing replaces it.", "Submit this by itself.")
        )
    newer = older.newer.exclude(state=EvidenceState.WITHDRAWN).first()
    if newer is not None:
        raise Refused(
            Blocker(
                "newer_exists",
                f"“{older}” has a newer version already: “{newer}”.",
                "Make the next version from that one.",
                link=reverse("evidence", args=[newer.pk]),
                link_text="Open it",
            )
        )
