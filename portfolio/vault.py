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
from typing import Any, Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import IntegrityError, transaction
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
        raise too_large(name, limit, in_megabytes(size))
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
        return _keep(part, digest, written, media_type, name, _state_of_what_is_sent())


def store_whole(part: Path, *, sha256: str, media_type: str, name: str) -> StoredFile:
    """Keeps a file that was flushed, and read again to have this hash. On a local store it is not copied: it gets a
    second name, and the caller takes the first away once the rest of its work is safe, too.
    """
    with refused_when_full():
        size, state = part.stat().st_size, _state_of_what_is_sent()
        return _keep(part, sha256, size, media_type, name, state, read_again=True)


def _state_of_what_is_sent() -> FileState:
    return FileState.WAITING if scanner.is_configured() else FileState.UNCHECKED


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
        with refused_when_full():
            yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def refused_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refused(
            Blocker(
                "store_full", "There is no room left in the centre's store.", "Nothing was kept. Tell a centre admin."
            )
        ) from error


def _copy(stream: Readable, part: Path, name: str, limit: int) -> tuple[str, int]:
    """Writes and hashes in one pass, and forces the bytes to disk."""
    digest, written = hashlib.sha256(), 0
    with part.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        while chunk := stream.read(CHUNK):
            written += len(chunk)
            if written > limit:
                raise too_large(name, limit, f"more than {in_megabytes(limit)}")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), written


def _keep(
    part: Path, sha256: str, size: int, media_type: str, name: str, state: FileState, *, read_again: bool = False
) -> StoredFile:
    """`state`: of bytes that are new. Where a scanner is configured, what a person sent is in quarantine from the start;
    whoever makes it an item of evidence asks for it to be scanned (`prepare_file`).

    `read_again`: the caller has, from the disk: a move changes no byte, whereas what was sent is read back.
    """
    known = StoredFile.objects.filter(pk=sha256).first()
    _refuse_infected(known, name)
    storage = storages["evidence"]
    if isinstance(storage, FileSystemStorage):
        _move(_second_name(part) if read_again else part, Path(storage.location) / name_of(sha256))
    else:
        _send(storage, part, name_of(sha256))
        read_again = False
    if not read_again and _hash_of_kept(storage, sha256) != sha256:
        storage.delete(name_of(sha256))
        raise Refused(Blocker("file_damaged", f"“{name}” did not arrive whole, so it was not kept.", "Send it again."))
    facts = {"size": size, "media_type": media_type, "verified_at": timezone.now(), "state": state}
    return known if known and _is_still_known(known) else _row(sha256, **facts)


@transaction.atomic
def _is_still_known(known: StoredFile) -> bool:
    """And arrived again now, so that nobody erases it (`erase_file`). Whoever did meanwhile took what was just sent, too;
    that is so although the row is there, where they deleted the bytes and could not finish.
    """
    still = bool(StoredFile.objects.filter(pk=known.pk).update(verified_at=timezone.now()))
    if not is_kept(known):
        raise Refused(Blocker("file_damaged", "The file did not arrive whole, so it was not kept.", "Send it again."))
    return still


def _row(sha256: str, **facts: Any) -> StoredFile:
    try:
        with transaction.atomic():
            return StoredFile.objects.create(sha256=sha256, **facts)
    except IntegrityError:  # the same bytes arrived meanwhile
        return StoredFile.objects.get(pk=sha256)


def _refuse_infected(known: StoredFile | None, name: str) -> None:
    """Known by their hash; the scanner need not be asked again, and what was deleted does not come back."""
    if known is not None and known.state in (FileState.INFECTED, FileState.REMOVED):
        what = f"“{name}” contains a virus ({known.threat}), so it was not kept."
        raise Refused(Blocker("infected", what, "Have your device checked, and send a clean copy."))


def _second_name(part: Path) -> Path:
    """A file system without such names (FAT) moves: then a failure costs what had arrived, and never what was stored."""
    name = part.with_name(secrets.token_hex(16))
    try:
        name.hardlink_to(part)
    except PermissionError:
        return part
    return name


def _move(part: Path, target: Path) -> None:
    """Atomic; over identical bytes it changes nothing. The folders are forced to disk too, or the name could be lost."""
    target.parent.mkdir(exist_ok=True)
    part.replace(target)
    part.unlink(missing_ok=True)  # two names of one file: then there was nothing to replace
    sync_folder(target.parent)
    sync_folder(target.parent.parent)  # whoever made the folder may not have come so far yet


def sync_folder(folder: Path) -> None:
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


def too_large(name: str, limit: int, size: str) -> Refused:
    return Refused(
        Blocker(
            "file_too_large",
            f"“{name}” has {size}; a file may have {in_megabytes(limit)}.",
            "Send a shorter recording or a smaller copy, or split it into parts.",
        )
    )


def in_megabytes(size: int) -> str:
    """ "250 MB", "250.1 MB", "12 KB", "2 GB"; rounded up, so that what is over a limit never reads like the limit."""
    if size < CHUNK:
        return f"{-(-size // 1024)} KB"
    unit, name = (CHUNK, "MB") if size < 1024 * CHUNK else (1024 * CHUNK, "GB")
    return f"{-(-size * 10 // unit) / 10:.1f}".removesuffix(".0") + f" {name}"
