from pathlib import PurePath
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.models.base import uuid7
from portfolio.capture import Captured, captured
from portfolio.models import Evidence, Registration, StoredFile
from portfolio.permissions import require_owner
from portfolio.receipts import new_receipt
from portfolio.services.prepare_file import prepare_file
from portfolio.states import EvidenceState, RegistrationState
from portfolio.vault import open_file, store_stream

LONGEST_NAME = 200


def store_upload(
    *, actor: Membership, registration: Registration, upload: "UploadedFile[bytes]", batch: UUID | None = None
) -> Evidence:
    """A new draft with its receipt, after the bytes are safe. The same bytes again in one `batch` are the same item.

    Not one transaction: the bytes come first, since a lock on the database must not wait for a disk.
    """
    require_owner(actor, registration)
    name = tidy(upload.name or "file")
    stored = store_stream(upload, name=name, limit=settings.MAX_UPLOAD_BYTES)
    with open_file(stored) as file:
        when = captured(cast(IO[bytes], file), stored.media_type, None)
    return _receive(actor, registration, stored, name, batch or uuid7(), when)


def tidy(name: str) -> str:
    """A name as it is kept: without the path and what cannot be printed; a name that is too long keeps its ending."""
    path = PurePath("".join(letter for letter in name if letter.isprintable()).replace("\\", "/"))
    return path.stem[: LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]


@transaction.atomic
def _receive(
    actor: Membership,
    registration: Registration,
    stored: StoredFile,
    name: str,
    batch: UUID,
    when: Captured | None,
) -> Evidence:
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    if registration.state != RegistrationState.ACTIVE:
        state = registration.get_state_display().lower()
        raise Refused(Blocker("registration_over", f"Your registration is {state}.", "Ask your centre."))
    evidence, new = Evidence.objects.exclude(state=EvidenceState.WITHDRAWN).get_or_create(
        registration=registration,
        batch=batch,
        file=stored,
        defaults={"file_name": name, "receipt": new_receipt(), **_captured(when)},
    )
    if new:
        record(actor, "evidence.stored", evidence, sha256=stored.sha256, size=stored.size, receipt=evidence.receipt)
        prepare_file(stored=stored, centre=registration.centre)
    return evidence


def _captured(when: Captured | None) -> dict[str, Any]:
    return {"captured_at": when.at, "captured_from": when.by} if when else {}
