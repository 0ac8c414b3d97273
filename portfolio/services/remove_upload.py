from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.incoming import incoming
from portfolio.models import Upload
from portfolio.permissions import require_owner
from portfolio.states import UploadState


def remove_upload(*, actor: Membership, upload: Upload) -> None:
    """An upload that its owner does not want any more, and what has arrived of it. A request that still writes to it
    is told so at its next look.
    """
    require_owner(actor, upload.registration)
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
        if upload.state == UploadState.STORED:
            raise Refused(
                Blocker("stored_already", f"“{upload}” is stored already.", "Remove the item on the upload page.")
            )
        record(actor, "upload.removed", upload, offset=upload.offset, length=upload.length)
        Upload.objects.filter(pk=upload.pk).delete()
    incoming().drop(upload)
