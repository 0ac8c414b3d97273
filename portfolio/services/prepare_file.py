from centres.models import Centre
from centres.services.enqueue import enqueue
from portfolio import scanner
from portfolio.media import media_of
from portfolio.models import StoredFile
from portfolio.states import FileState, move


def prepare_file(*, stored: StoredFile, centre: Centre) -> None:
    """What is to be done with bytes that have arrived, as jobs in the caller's transaction. Asking twice is asking once.

    Where a scanner is configured they are in quarantine from this moment, and nothing else is done before it answers.
    """
    if scanner.is_configured():
        stored = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
        if stored.state in (FileState.UNCHECKED, FileState.WAITING):
            move(stored, FileState, FileState.WAITING)
            enqueue(purpose="scan_file", centre=centre, object_id=stored.sha256)
    show_file(stored=stored, centre=centre)


def show_file(*, stored: StoredFile, centre: Centre) -> None:
    if media_of(stored.media_type).pages and stored.is_open:
        enqueue(purpose="make_previews", centre=centre, object_id=stored.sha256)
