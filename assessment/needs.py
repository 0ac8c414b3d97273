"""Keeps why somebody needs an arrangement, with its files, apart from everything that others read."""

from collections.abc import Sequence
from typing import Any

from assessment.models import Adjustment, Asked, Need, NeedFile
from assessment.result_files import ReceivedFile
from portfolio.quarantine import Held, Holder
from portfolio.services.prepare_file import prepare_file


def keep_need(asked: Asked, said: str, files: Sequence[ReceivedFile]) -> Need:
    about = {"adjustment" if isinstance(asked, Adjustment) else "consideration": asked}
    need: Need = Need.objects.create(**about, said=said)
    once = {row.stored.pk: row for row in files}
    NeedFile.objects.bulk_create(NeedFile(need=need, file=row.stored, name=row.name) for row in once.values())
    for row in once.values():
        prepare_file(stored=row.stored, centre=asked.registration.centre)
    return need


def _held(row: NeedFile) -> Held:
    """Without a name of the person or the file: whoever looks after viruses is not told whose health it is about."""
    return Held(row, row.file, "a file about an arrangement", "a candidate", "restricted", row.at)


def _of_adjustments() -> Any:
    return NeedFile.objects.filter(need__adjustment__isnull=False).select_related("file")


def _of_considerations() -> Any:
    return NeedFile.objects.filter(need__consideration__isnull=False).select_related("file")


HOLDERS = (
    Holder(_of_adjustments, "need__adjustment__registration__centre_id", _held),
    Holder(_of_considerations, "need__consideration__registration__centre_id", _held),
)
