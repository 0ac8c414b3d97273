from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.interchange.data import to_data
from units.interchange.values import QualificationValues
from units.models import Draft


@transaction.atomic
def keep_draft(
    *,
    actor: Membership,
    values: QualificationValues,
    origin: str = "",
    draft: Draft | None = None,
    turn: int | None = None,
) -> Draft:
    """Keeps what has been described so far, complete or not; nothing rests on it.

    `turn` is the draft's own when the page was opened. Refused where somebody has changed it since: both texts stay.
    """
    require_role(actor, Role.ADMIN, Role.SYSTEM)
    facts = {"title": values.title[:200], "values": to_data(values), "changed_by": actor}
    if draft is None:
        made: Draft = Draft.objects.create(centre=actor.centre, origin=origin[:200], **facts)
        record(actor, "draft.begun", made, origin=made.origin)
        return made
    draft = Draft.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    refuse_changed(
        draft,
        turn,
        "Your text stands below and is not stored. Open the draft in another window, compare, and save again.",
    )
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.turn += 1
    draft.save(update_fields=[*facts, "turn", "changed_at"])
    record(actor, "draft.changed", draft, turn=draft.turn)
    return draft


def refuse_changed(draft: Draft, turn: int | None, remedy: str) -> None:
    """`draft` is locked, and `turn` the one that the actor has seen."""
    if turn != draft.turn:
        said = f"{draft.changed_by.name} has changed this draft since you opened it."
        raise Refused(Blocker("changed_since", said, remedy, since=draft.changed_at))
