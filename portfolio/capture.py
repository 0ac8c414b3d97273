"""When evidence was captured, which is not when it arrived: by the camera's own record, else by the date of the file."""

import datetime as dt
import warnings
from dataclasses import dataclass
from typing import IO, Any

from django.db import models
from django.utils import timezone
from PIL import ExifTags, Image

PHOTOS = {"image/jpeg"}  # of other kinds Pillow reads or unpacks more than the head
FIRST = 1995  # no camera wrote EXIF before; what it says then is a clock that was never set
AHEAD = dt.timedelta(days=1)  # a device's clock may be that much fast, or in another zone


class CapturedFrom(models.TextChoices):
    CAMERA = "camera", "the camera's own record"
    FILE = "file", "the date of the file on the device"


@dataclass(frozen=True, slots=True)
class Captured:
    at: dt.datetime
    by: CapturedFrom


def captured(file: IO[bytes], media_type: str, modified: dt.datetime | None) -> Captured | None:
    """`modified`: the file's own date as the device claims it. What cannot be true is not believed, of either."""
    taken = _taken(file) if media_type in PHOTOS else None
    if taken and _is_possible(taken):
        return Captured(taken, CapturedFrom.CAMERA)
    return Captured(modified, CapturedFrom.FILE) if modified and _is_possible(modified) else None


def moment(milliseconds: str) -> dt.datetime | None:
    """A browser's `lastModified`: milliseconds since 1970. None for anything else."""
    try:
        return dt.datetime.fromtimestamp(int(milliseconds) / 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _is_possible(at: dt.datetime) -> bool:
    return at.year >= FIRST and at <= timezone.now() + AHEAD


def _taken(file: IO[bytes]) -> dt.datetime | None:
    """Only the head of the file is read, no pixel is decoded. A broken head is a picture without a date."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes and torn records: nothing is unpacked here
            details = Image.open(file, formats=["JPEG"]).getexif().get_ifd(ExifTags.IFD.Exif)
        return _moment_of(details)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, OverflowError, Image.DecompressionBombError):
        return None


def _moment_of(details: dict[int, Any]) -> dt.datetime | None:
    """EXIF writes local time, and the zone only on newer devices; else it is taken for the centre's own."""
    written = str(details.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    if not written:
        return None
    zone = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    if zone:
        return dt.datetime.strptime(written + zone, "%Y:%m:%d %H:%M:%S%z")
    local = dt.datetime.strptime(written, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  it is written without a zone
    return timezone.make_aware(local)
