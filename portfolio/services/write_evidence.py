from dataclasses import replace
from uuid import UUID

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts
from portfolio.models import Evidence, Registration
from portfolio.permissions import require_owner
from portfolio.receipts import new_receipt
from portfolio.services.describe_evidence import require_file_fits
from portfolio.services.save_drafts import Description, save_drafts
from portfolio.states import EvidenceState, RegistrationState


@transaction.atomic
def write_evidence(
    *,
    actor: Membership,
    registration: Registration,
    batch: UUID,
    title: str,
    said: Description,
    draft_place: str = "",
    draft_mark: str = "",
) -> Evidence:
    """A draft of a kind that needs no file. What the same form sends again changes the same draft.

    `draft_place`: where its text was kept while there was no item yet.
    """
    require_owner(actor, registration)
    require_file_fits(said.kind, has_file=False)
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    if registration.state != RegistrationState.ACTIVE:
        state = registration.get_state_display().lower()
        raise Refused(Blocker("registration_over", f"Your registration is {state}.", "Ask your centre."))
    draft, new = Evidence.objects.exclude(state=EvidenceState.WITHDRAWN).get_or_create(
        registration=registration, batch=batch, file=None, defaults={"kind": said.kind, "receipt": new_receipt()}
    )
    if new:
        record(actor, "evidence.begun", draft, kind=said.kind, receipt=draft.receipt)
        close_text_drafts(actor=actor, place=draft_place, mark=draft_mark, every_window=False)
    titled = replace(said, titles={draft.pk: title})
    return save_drafts(actor=actor, items=[draft], description=titled, draft_mark=draft_mark)[0]


def place_of(kind: str, about: Registration | Evidence) -> str:
    """Where the text drafts of what has no row yet are, however often its page is opened: two windows may hold two of
    them. `about`: whose it will be, or the item that it will replace."""
    return f"{kind}:{about.pk}"
