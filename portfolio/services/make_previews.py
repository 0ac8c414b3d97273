from typing import IO, cast

from centres.jobs import GaveUp
from centres.models import Job
from portfolio.models import Preview, StoredFile
from portfolio.previews import MEDIA_TYPE, encoded, pictures_of
from portfolio.vault import open_file, store_bytes


def make_previews(job: Job) -> None:
    """The job behind an upload. Pages that are there already are kept: it may be run twice, or half-way and again."""
    stored = StoredFile.objects.filter(pk=job.object_id).first()
    if stored is None:
        raise GaveUp("The file is not in the store.")
    done = set(stored.previews.values_list("page", flat=True))
    with open_file(stored) as file:
        for page, picture in enumerate(pictures_of(cast(IO[bytes], file), stored.media_type), 1):
            if page in done:
                continue
            image = store_bytes(encoded(picture), MEDIA_TYPE)
            size = {"width": picture.width, "height": picture.height}
            Preview.objects.get_or_create(file=stored, page=page, defaults={"image": image, **size})
