from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from centres.models import Membership, TextDraft


@transaction.atomic
def save_text_draft(
    *, actor: Membership, place: str, window: UUID, turn: int, fields: Mapping[str, Sequence[str]], device: str
) -> TextDraft:
    """Keeps what stands in a form. A save that a later one of the same window has overtaken changes nothing.

    A window that goes on typing after its text was submitted or discarded elsewhere is open again.
    """
    new = {"turn": turn, "fields": fields, "device": device, "saved_at": timezone.now()}
    draft, made = TextDraft.objects.get_or_create(membership=actor, place=place, window=window, defaults=new)
    if not made and TextDraft.objects.filter(pk=draft.pk, turn__lt=turn).update(closed_at=None, **new):
        draft.refresh_from_db()
    return draft
