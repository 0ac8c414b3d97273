from typing import Any

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.drafting.checked import can_be_checked, digest_of
from units.interchange.data import from_data, to_data
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

    Whoever changes the rule, a group or a fact of a unit is among the writers of its rule from then on, and so cannot
    be the second person who checks it.

    `turn` is the draft's own when the page was opened. Refused where somebody has changed it since: both texts stay.
    """
    require_role(actor, Role.ADMIN, Role.SYSTEM)
    facts: dict[str, Any] = {"title": values.title[:200], "values": to_data(values), "changed_by": actor}
    facts["rule_digest"] = digest_of(values) if can_be_checked(values) else ""
    if draft is None:
        facts |= _entered(actor)
        made: Draft = Draft.objects.create(centre=actor.centre, origin=origin[:200], **facts)
        _add_writer(actor, made)
        record(actor, "draft.begun", made, origin=made.origin)
        return made
    draft = Draft.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    refuse_changed(
        draft,
        turn,
        "Your text stands below and is not stored. Open the draft in another window, compare, and save again.",
    )
    enters = digest_of(from_data(draft.values)) != digest_of(values)
    facts |= _entered(actor) if enters else {}
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.turn += 1
    draft.save(update_fields=[*facts, "turn", "changed_at"])
    if enters:
        _add_writer(actor, draft)
    record(actor, "draft.changed", draft, turn=draft.turn)
    return draft


def _entered(actor: Membership) -> dict[str, Any]:
    return {"rule_entered_by": actor.user, "rule_entered_at": timezone.now()}


def _add_writer(actor: Membership, draft: Draft) -> None:
    if actor.user is not None:
        draft.rule_writers.add(actor.user)


def refuse_changed(draft: Draft, turn: int | None, remedy: str) -> None:
    """`draft` is locked, and `turn` the one that the actor has seen."""
    if turn != draft.turn:
        said = f"{draft.changed_by.name} has changed this draft since you opened it."
        raise Refused(Blocker("changed_since", said, remedy, since=draft.changed_at))
