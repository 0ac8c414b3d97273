from uuid import UUID

from django.db import transaction
from django.utils import timezone

from centres.models import Membership, TextDraft


@transaction.atomic
def discard_text_draft(*, actor: Membership, draft: UUID) -> None:
    """The person's own press: the words are gone. A second press, or one on somebody else's, finds nothing to do."""
    TextDraft.objects.visible_to(actor).filter(pk=draft).update(fields={}, closed_at=timezone.now())
