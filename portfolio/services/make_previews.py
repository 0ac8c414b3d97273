from typing import IO, cast

from centres.jobs import GaveUp
from centres.models import Job
from portfolio.models import Preview, StoredFile
from portfolio.previews import MEDIA_TYPE, Picture, pictures_of
from portfolio.vault import open_file, store_bytes


def make_previews(job: Job) -> None:
    """The job behind an upload. Pages that are there already are kept: it may be run twice, or half-way and again.

    What could be shown is kept also where something could not; GaveUp then says what.
    """
    stored = StoredFile.objects.filter(pk=job.object_id).first()
    if stored is None:
        raise GaveUp("The file is not in the store.")
    if not stored.is_open:
        raise GaveUp("The file is in quarantine.")
    with open_file(stored) as file:
        made = pictures_of(cast(IO[bytes], file), stored.size, stored.media_type)
    done = set(stored.previews.values_list("page", flat=True))
    for picture in made.shown:
        if picture.page not in done:
            _keep(stored, picture)
    StoredFile.objects.filter(pk=stored.pk).update(pages=made.pages or None)
    if made.failure:
        raise GaveUp(made.failure)


def _keep(stored: StoredFile, picture: Picture) -> None:
    image = store_bytes(picture.content, MEDIA_TYPE)
    size = {"width": picture.width, "height": picture.height}
    Preview.objects.get_or_create(file=stored, page=picture.page, defaults={"image": image, **size})
