"""What is in the store now, read again from the first byte to the last."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass

from django.core.files.storage import storages

from portfolio.vault import CHUNK, name_of


@dataclass(frozen=True, slots=True)
class Kept:
    sha256: str
    size: int


def kept_under(sha256: str) -> Kept | None:
    """The hash and the size of the bytes that stand under this name; None where nothing does. Constant memory."""
    digest, size = hashlib.sha256(), 0
    try:
        with storages["evidence"].open(name_of(sha256)) as file:
            _from_the_disk(file)
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        return None
    return Kept(digest.hexdigest(), size)


def _from_the_disk(file: object) -> None:
    """Not from what the system still has in memory, where it lets us ask for that; not every store has a number."""
    with suppress(AttributeError, OSError):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # type: ignore[attr-defined]
