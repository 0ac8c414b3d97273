from uuid import UUID

from django.db import transaction
from django.utils import timezone

from centres.models import Membership, TextDraft


@transaction.atomic
def close_text_drafts(*, actor: Membership, place: str, mark: str = "", every_window: bool = True) -> None:
    """What was typed in this place was submitted: call it in the transaction of that act.

    `every_window=False` where two windows at one place may hold two different things: only the one of `mark` is closed.

    `mark` is the form's field "draft_mark" (window and turn): a save of that window which is still on its way then
    comes too late, and does not bring the submitted text back.
    """
    now = timezone.now()
    window, turn = _read(mark)
    if every_window or window is None:
        TextDraft.objects.filter(membership=actor, place=place, closed_at=None).update(closed_at=now)
    if window is None:
        return
    values = {"turn": turn, "closed_at": now}
    row, made = TextDraft.objects.get_or_create(
        membership=actor, place=place, window=window, defaults={**values, "device": "", "saved_at": now}
    )
    if not made:
        TextDraft.objects.filter(pk=row.pk, turn__lt=turn).update(**values)


def _read(mark: str) -> tuple[UUID | None, int]:
    """None where a form was sent without the script, or with something else in its place."""
    window, _, turn = mark.partition(":")
    try:
        return UUID(window), min(max(int(turn), 0), 2**63 - 1)
    except ValueError:
        return None, 0
