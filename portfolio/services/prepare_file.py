from centres.models import Centre
from centres.services.enqueue import enqueue
from portfolio.media import media_of
from portfolio.models import StoredFile


def prepare_file(*, stored: StoredFile, centre: Centre) -> None:
    """What is to be done with bytes that have arrived, as jobs in the caller's transaction. Asking twice is asking once."""
    if media_of(stored.media_type).pages:
        enqueue(purpose="make_previews", centre=centre, object_id=stored.sha256)
