import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from centres.jobs import NotYet
from centres.models import Job
from centres.services.enqueue import enqueue
from portfolio.models import StoredFile
from portfolio.vault import delete_bytes

# Whoever has just sent the same bytes has an hour to make them an item; `verified_at` says when they came last.
GRACE = dt.timedelta(hours=1)
OF_A_FILE = ("scan_file", "make_previews")


@transaction.atomic
def erase_file(job: Job) -> None:
    """The job behind a file that was disposed of: the bytes and their previews go, unless some row still holds the same.

    The row is locked until the bytes are gone: whoever sends the same again meanwhile waits, finds them gone, and is asked
    to send them again. Should the end of this fail, the row is there without bytes. The job runs again, and whoever sends
    the same before puts the bytes back.
    """
    stored = StoredFile.objects.select_for_update().filter(pk=job.object_id).first()
    if stored is None:
        return
    if stored.verified_at > timezone.now() - GRACE:
        raise NotYet("The same bytes have just arrived again.")
    images = list(stored.previews.values_list("image", flat=True))
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return
    for sha256 in images:
        enqueue(purpose="erase_file", centre=job.centre, object_id=sha256, version=job.version)
    Job.objects.filter(purpose__in=OF_A_FILE, object_id=job.object_id).delete()
    delete_bytes(StoredFile(sha256=job.object_id))
