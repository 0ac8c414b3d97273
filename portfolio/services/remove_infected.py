from functools import partial
from uuid import UUID

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Disposal, StoredFile
from portfolio.quarantine import centres_that_hold, held_in
from portfolio.states import FileState, move
from portfolio.vault import delete_bytes


@transaction.atomic
def remove_infected(*, actor: Membership, stored: StoredFile, reason: str) -> Disposal:
    """The centre has no more use for the bytes. They are gone once every centre that holds the same has said so.

    The rows that hold it, their receipts and the hash stay on record. A second press finds it done.
    """
    require_role(actor, Role.ADMIN)
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
    done = Disposal.objects.filter(file=stored, centre=actor.centre).first()
    if done is not None:
        return done
    if stored.state != FileState.INFECTED:
        raise Refused(Blocker("not_infected", "The scanner has found nothing in this file.", "It is kept."))
    if not reason.strip():
        raise Refused(Blocker("no_reason", "The reason is missing.", "Say why the file need not be kept."))
    made = Disposal.objects.create(file=stored, centre=actor.centre, by=actor, reason=reason.strip())
    for held in held_in(actor.centre_id, stored):
        record(actor, "file.removed", held.row, sha256=stored.sha256, threat=stored.threat, reason=made.reason)
    if not _centres_that_keep(stored):
        move(stored, FileState, FileState.REMOVED)
        transaction.on_commit(partial(delete_bytes, stored))
    return made


def _centres_that_keep(stored: StoredFile) -> set[UUID]:
    return centres_that_hold(stored) - set(Disposal.objects.filter(file=stored).values_list("centre", flat=True))
