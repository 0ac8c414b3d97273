from typing import IO, cast

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.jobs import GaveUp, NotYet
from centres.models import Centre, Job, Membership
from centres.selectors import system_of
from portfolio import scanner
from portfolio.models import StoredFile
from portfolio.quarantine import centres_that_hold, held_in
from portfolio.services.prepare_file import show_file
from portfolio.states import FileState, move
from portfolio.vault import open_file


def scan_file(job: Job) -> None:
    """The job behind a file in quarantine: asks the scanner, as often and as late as it takes.

    What is found is recorded once for each centre that holds the bytes.
    """
    stored = StoredFile.objects.filter(pk=job.object_id).first()
    if stored is None or stored.state == FileState.REMOVED:
        raise GaveUp("The file is not in the store.")
    try:
        with open_file(stored) as file:
            answer = scanner.scan(cast(IO[bytes], file))
    except scanner.ScannerAwayError as error:
        raise NotYet(str(error)) from error
    _note(stored, answer, job.centre)


@transaction.atomic
def _note(stored: StoredFile, answer: scanner.Answer, centre: Centre) -> None:
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
    if stored.state == FileState.REMOVED:
        return
    known = stored.state == FileState.INFECTED
    stored.scanned_at, stored.scanned_by, stored.threat = timezone.now(), answer.by, answer.threat
    stored.save(update_fields=["scanned_at", "scanned_by", "threat"])
    move(stored, FileState, FileState.INFECTED if answer.threat else FileState.CLEAN)
    if not answer.threat:
        show_file(stored=stored, centre=centre)
    elif not known:
        for centre_id in centres_that_hold(stored):
            _record(system_of(centre_id), stored)


def _record(actor: Membership, stored: StoredFile) -> None:
    """On the row that holds the bytes, not on the bytes: the record names what people know."""
    facts = {"sha256": stored.sha256, "threat": stored.threat, "scanner": stored.scanned_by}
    for held in held_in(actor.centre_id, stored):
        record(actor, "file.infected", held.row, **facts)
