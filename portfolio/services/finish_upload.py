from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.incoming import Damaged, Overtaken, incoming
from portfolio.models import StoredFile, Upload
from portfolio.receiving import Turn
from portfolio.recognise import recognise
from portfolio.services.store_upload import Arrived, receive
from portfolio.states import UploadState, move
from portfolio.vault import store_whole

NOT_THE_FILES_FAULT = {"store_full", "registration_over"}  # the upload waits where it was


def finish_upload(*, actor: Membership, turn: Turn) -> Upload:
    """The last byte is on the disk: reads all of it again, keeps it under its hash and makes the evidence of it.

    What is refused for what it is stays refused, with the reasons, so that a sender that asks again is told again.
    """
    try:
        _store(actor, turn, _keep(turn))
    except Refused as refusal:
        if not NOT_THE_FILES_FAULT.isdisjoint(blocker.code for blocker in refusal.blockers):
            raise
        _refuse(actor, turn, refusal)
        incoming().drop(turn.upload)
        raise
    incoming().drop(turn.upload)
    return turn.upload


def _keep(turn: Turn) -> StoredFile:
    name = turn.upload.name
    try:
        with incoming().whole(turn.upload, turn.beat) as (path, sha256):
            return store_whole(path, sha256=sha256, media_type=recognise(path, name), name=name)
    except Damaged:
        raise Refused(
            Blocker("file_damaged", f"“{name}” did not arrive whole, so it was not kept.", "Send it again.")
        ) from None
    except FileNotFoundError:  # another request took the file over under our eyes
        raise Overtaken from None


@transaction.atomic
def _store(actor: Membership, turn: Turn, stored: StoredFile) -> None:
    """The receipt and the end of the upload stand or fall together: who asks again gets the same receipt."""
    upload = turn.upload
    arrived = Arrived(stored, upload.name, upload.batch, upload.modified_at)
    upload.evidence = receive(actor, upload.registration, arrived)
    if upload._state.adding:
        upload.state = UploadState.STORED
        upload.save(force_insert=True)
    else:
        turn.end(evidence=upload.evidence)
        move(upload, UploadState, UploadState.STORED)


@transaction.atomic
def _refuse(actor: Membership, turn: Turn, refusal: Refused) -> None:
    """One that came with its announcement is told at once, and leaves no row."""
    upload = turn.upload
    if upload._state.adding:
        return
    upload.refusal = [[blocker.code, blocker.message, blocker.detail] for blocker in refusal.blockers]
    turn.stop(refusal=upload.refusal)
    move(upload, UploadState, UploadState.REFUSED)
    record(actor, "upload.refused", upload, reasons=[blocker.message for blocker in refusal.blockers])
