"""Result slips and marked work: kept in the vault before the row that names them is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from assessment.models import ResultFile, UnitResult
from portfolio.models import StoredFile
from portfolio.quarantine import Held, Holder
from portfolio.services.prepare_file import prepare_file
from portfolio.services.store_upload import tidy
from portfolio.vault import store_stream


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    stored: StoredFile
    name: str


def receive(files: "Sequence[UploadedFile[bytes]]", *, first: Callable[[], Any]) -> list[ReceivedFile]:
    """Nothing is kept for somebody whom `first` refuses. Outside a transaction: it takes as long as the disk does."""
    if not files:
        return []
    first()
    return [_receive(upload, tidy(upload.name or "file")) for upload in files]


def _receive(upload: "UploadedFile[bytes]", name: str) -> ReceivedFile:
    return ReceivedFile(store_stream(upload, name=name, limit=settings.MAX_UPLOAD_BYTES), name)


def keep_files(result: UnitResult, files: Sequence[ReceivedFile]) -> None:
    """The same bytes chosen twice are one file."""
    once = {row.stored.pk: row for row in files}
    ResultFile.objects.bulk_create(ResultFile(result=result, file=row.stored, name=row.name) for row in once.values())
    for row in once.values():
        prepare_file(stored=row.stored, centre=result.enrolment.registration.centre)


def _rows() -> Any:
    return ResultFile.objects.select_related("file", "result__enrolment__registration__candidate__membership__user")


def _held(row: ResultFile) -> Held:
    person = row.result.enrolment.registration.candidate.name
    return Held(row, row.file, row.name, person, f"attempt {row.result.attempt}", row.at)


HOLDER = Holder(_rows, "result__enrolment__registration__centre_id", _held)
