from collections.abc import Iterator

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.training import training_blockers


@transaction.atomic
def change_training(
    *, actor: Membership, membership: Membership, trainee: bool, countersigner: Membership | None
) -> Membership:
    """Qualifies an assessor, or names another countersigner; None keeps who it is. As it is already: nothing happens.

    Somebody who has qualified keeps a countersigner: what they decided in training still needs that signature.
    The rows are locked in the order of their keys, so that two who are to countersign each other wait in line.
    """
    require_role(actor, Role.ADMIN)
    keys = [membership.pk] if countersigner is None else [membership.pk, countersigner.pk]
    locked = Membership.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    rows = {row.pk: row for row in locked.select_related("user")}
    membership, named = rows[membership.pk], rows[countersigner.pk] if countersigner else None
    if membership.centre_id != actor.centre_id:
        raise Membership.DoesNotExist
    blockers = list(_blockers(actor, membership, trainee, named))
    if blockers:
        raise Refused(*blockers)
    named = named or membership.countersigner
    if (membership.trainee, membership.countersigner) != (trainee, named):
        membership.trainee, membership.countersigner = trainee, named
        membership.save(update_fields=["trainee", "countersigner"])
        record(actor, "member.training_changed", membership, trainee=trainee, countersigner=named.name if named else "")
    return membership


def _blockers(
    actor: Membership, membership: Membership, trainee: bool, countersigner: Membership | None
) -> Iterator[Blocker]:
    if membership.ended_at is not None:
        yield Blocker("member_ended", f"{membership.name}'s role here has ended.", "Invite them again first.")
    if countersigner == membership:
        yield Blocker("own_countersigner", "Nobody countersigns for themselves.", "Choose another assessor.")
    else:
        asked = trainee or countersigner is not None
        yield from training_blockers(actor, membership.role, asked, countersigner or membership.countersigner)
    others = membership.trainees.current().filter(trainee=True).select_related("user") if trainee else []
    for other in others:
        said = f"{membership.name} countersigns for {other.name}, so has to be qualified."
        yield Blocker("countersigns", said, f"Name another countersigner for {other.name} first.")
