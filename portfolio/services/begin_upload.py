import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.gates import arrival_gate
from portfolio.models import Registration, Upload
from portfolio.permissions import require_owner
from portfolio.services.store_upload import tidy


@dataclass(frozen=True, slots=True)
class Announced:
    """What a sender says of a file before it comes. `length` in bytes; `modified`: its date, as the device claims."""

    name: str
    length: int
    batch: UUID
    modified: dt.datetime | None = None


@transaction.atomic
def begin_upload(*, actor: Membership, registration: Registration, announced: Announced) -> Upload:
    """Room for a file that comes in parts. The registration is locked, so that several together keep to the quota."""
    require_owner(actor, registration)
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    upload = announce(actor, registration, announced)
    upload.save(force_insert=True)
    record(actor, "upload.begun", upload, length=upload.length)
    return upload


def announce(actor: Membership, registration: Registration, announced: Announced) -> Upload:
    """The row, not written yet. Refused if the file may not be sent."""
    name = tidy(announced.name)
    arrival_gate.require(actor=actor, registration=registration, name=name, length=announced.length)
    return Upload(
        registration=registration,
        owner=actor,
        batch=announced.batch,
        name=name,
        length=announced.length,
        modified_at=announced.modified,
    )
