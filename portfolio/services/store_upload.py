import datetime as dt
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from centres.audit import record
from centres.gates import Refused
from centres.models import Membership
from centres.models.base import uuid7
from portfolio.capture import Captured, captured
from portfolio.gates import arrival_gate
from portfolio.gates.arrival import registration_runs
from portfolio.models import Evidence, Registration, StoredFile
from portfolio.permissions import require_owner
from portfolio.receipts import new_receipt
from portfolio.services.prepare_file import prepare_file
from portfolio.states import EvidenceState
from portfolio.vault import open_file, store_stream

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is safe, and what its sender said of it. `modified`: its date, as the device claims."""

    stored: StoredFile
    name: str
    batch: UUID
    modified: dt.datetime | None = None


def store_upload(
    *, actor: Membership, registration: Registration, upload: "UploadedFile[bytes]", batch: UUID | None = None
) -> Evidence:
    """A new draft with its receipt, after the bytes are safe. The same bytes again in one `batch` are the same item.

    For a form without script; larger files come in parts (continue_upload). Not one transaction: the bytes come first,
    since a lock on the database must not wait for a disk.
    """
    require_owner(actor, registration)
    name = tidy(upload.name or "file")
    arrival_gate.require(actor=actor, registration=registration, name=name, length=upload.size or 0)
    stored = store_stream(upload, name=name, limit=settings.MAX_UPLOAD_BYTES)
    return receive(actor, registration, Arrived(stored, name, batch or uuid7()))


def tidy(name: str) -> str:
    """A name as it is kept: without the path and what cannot be printed; a name that is too long keeps its ending."""
    path = PurePath("".join(letter for letter in name if letter.isprintable()).replace("\\", "/"))
    return path.stem[: LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]


def receive(actor: Membership, registration: Registration, arrived: Arrived) -> Evidence:
    with open_file(arrived.stored) as file:
        when = captured(cast(IO[bytes], file), arrived.stored.media_type, arrived.modified)
    return _receive(actor, registration, arrived, _captured(when))


@transaction.atomic(savepoint=False)
def _receive(actor: Membership, registration: Registration, arrived: Arrived, capture: dict[str, Any]) -> Evidence:
    stored = arrived.stored
    locked = Registration.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    registration = locked.get(pk=registration.pk)
    found = list(registration_runs(actor=actor, registration=registration, name=arrived.name, length=stored.size))
    if found:
        raise Refused(*found)
    item = {"registration": registration, "batch": arrived.batch, "file": stored}
    there = Evidence.objects.exclude(state=EvidenceState.WITHDRAWN).filter(**item).first()
    if there is not None:
        return there
    made = Evidence.objects.create(**item, file_name=arrived.name, receipt=new_receipt(), **capture)
    record(actor, "evidence.stored", made, sha256=stored.sha256, size=stored.size, receipt=made.receipt)
    prepare_file(stored=stored, centre=registration.centre)
    return made


def _captured(when: Captured | None) -> dict[str, Any]:
    return {"captured_at": when.at, "captured_from": when.by} if when else {}
