"""Where the bytes are kept: each file once, under the SHA-256 of its content, never under a name that a user gave.

Nobody is told "stored" before the bytes were written, forced to disk, read again and found to have the same hash.
"""

import errno
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils import timezone

from centres.gates import Blocker, Refused
from portfolio import scanner
from portfolio.models import StoredFile
from portfolio.recognise import recognise
from portfolio.states import FileState


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


CHUNK = 1024 * 1024
INCOMING = "incoming"


def store_stream(stream: Readable, *, name: str, limit: int) -> StoredFile:
    """Keeps what a person sent. Refused if it is empty, over `limit` bytes, or not evidence; then nothing is kept.

    Do not call it inside a transaction: it takes as long as the disk does. Identical bytes are kept once, however
    many arrive at the same time.
    """
    size = getattr(stream, "size", None)
    if size is not None and size > limit:
        raise _too_large(name, limit, in_megabytes(size))
    with _part() as part:
        digest, written = _copy(stream, part, name, limit)
        if not written:
            raise Refused(
                Blocker(
                    "file_empty",
                    f"“{name}” is empty.",
                    "Open it to see that there is something in it, and send it again.",
                )
            )
        media_type = recognise(part, name)
        state = FileState.WAITING if scanner.is_configured() else FileState.UNCHECKED
        return _keep(part, digest, written, media_type, name, state)


def store_bytes(content: bytes, media_type: str) -> StoredFile:
    """Keeps what the program itself made."""
    with _part() as part:
        digest, written = _copy(io.BytesIO(content), part, media_type, len(content))
        return _keep(part, digest, written, media_type, media_type, FileState.UNCHECKED)


def open_file(stored: StoredFile) -> "File[bytes]":
    return storages["evidence"].open(name_of(stored.sha256))


def is_kept(stored: StoredFile) -> bool:
    return storages["evidence"].exists(name_of(stored.sha256))


def delete_bytes(stored: StoredFile) -> None:
    storages["evidence"].delete(name_of(stored.sha256))


def name_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def _part() -> Iterator[Path]:
    """A private file to write to, in the file system where the bytes will stay; gone afterwards, whatever happens."""
    storage = storages["evidence"]
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    if isinstance(storage, FileSystemStorage):
        folder = Path(storage.location) / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / secrets.token_hex(16)
    try:
        yield part
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refused(
            Blocker(
                "store_full", "There is no room left in the centre's store.", "Nothing was kept. Tell a centre admin."
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _copy(stream: Readable, part: Path, name: str, limit: int) -> tuple[str, int]:
    """Writes and hashes in one pass, and forces the bytes to disk."""
    digest, written = hashlib.sha256(), 0
    with part.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        while chunk := stream.read(CHUNK):
            written += len(chunk)
            if written > limit:
                raise _too_large(name, limit, f"more than {in_megabytes(limit)}")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), written


def _keep(part: Path, sha256: str, size: int, media_type: str, name: str, state: FileState) -> StoredFile:
    """`state`: of bytes that are new. Where a scanner is configured, what a person sent is in quarantine from the start;
    whoever makes it an item of evidence asks for it to be scanned (`prepare_file`)."""
    _refuse_infected(sha256, name)
    storage = storages["evidence"]
    if isinstance(storage, FileSystemStorage):
        _move(part, Path(storage.location) / name_of(sha256))
    else:
        _send(storage, part, name_of(sha256))
    if _hash_of_kept(storage, sha256) != sha256:
        storage.delete(name_of(sha256))
        raise Refused(Blocker("file_damaged", f"“{name}” did not arrive whole, so it was not kept.", "Send it again."))
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": size, "media_type": media_type, "verified_at": timezone.now(), "state": state},
    )
    return stored


def _refuse_infected(sha256: str, name: str) -> None:
    """Known by their hash; the scanner need not be asked again, and what was deleted does not come back."""
    known = StoredFile.objects.filter(pk=sha256, state__in=(FileState.INFECTED, FileState.REMOVED)).first()
    if known is not None:
        what = f"“{name}” contains a virus ({known.threat}), so it was not kept."
        raise Refused(Blocker("infected", what, "Have your device checked, and send a clean copy."))


def _move(part: Path, target: Path) -> None:
    """Atomic; over identical bytes it changes nothing. The folders are forced to disk too, or the name could be lost."""
    new = not target.parent.exists()
    target.parent.mkdir(exist_ok=True)
    part.replace(target)
    _sync(target.parent)
    if new:
        _sync(target.parent.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _send(storage: Storage, part: Path, name: str) -> None:
    """Two senders at once may both find nothing there: the second's copy, under another name, is taken away again."""
    if storage.exists(name):
        return
    with part.open("rb") as file:
        kept = storage.save(name, File(file))
    if kept != name:
        storage.delete(kept)


def _hash_of_kept(storage: Storage, sha256: str) -> str:
    """What a reader gets from now on, from the disk and not from memory where the system lets us ask for that."""
    digest = hashlib.sha256()
    with storage.open(name_of(sha256)) as file:
        with suppress(AttributeError, OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _too_large(name: str, limit: int, size: str) -> Refused:
    return Refused(
        Blocker(
            "file_too_large",
            f"“{name}” has {size}; a file may have {in_megabytes(limit)}.",
            "Send a shorter recording or a smaller copy, or split it into parts.",
        )
    )


def in_megabytes(size: int) -> str:
    """ "250 MB", "250.1 MB", "12 KB"; rounded up, so that what is over a limit never reads like the limit."""
    if size < CHUNK:
        return f"{-(-size // 1024)} KB"
    return f"{-(-size * 10 // CHUNK) / 10:.1f}".removesuffix(".0") + " MB"
