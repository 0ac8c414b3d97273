"""Where the bytes of an upload are until it is whole.

On a local store: one file that grows, in the file system where it will stay, named after the upload and the request
that writes to it. Whoever goes on with an upload renames the file first, and every write looks at the name: a request
that was stuck and wakes up finds that it was overtaken and writes nothing more. Two requests never write into each
other, whatever machine or moment.

On a store behind an interface (S3): one object a request, named after its bytes, so that every machine finds them.
"""

import fcntl
import hashlib
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from portfolio.models import Upload
from portfolio.vault import CHUNK, INCOMING, sync_folder

Beat = Callable[[], object]
ABANDONED_AFTER = 24 * 60 * 60  # seconds


class Overtaken(Exception):
    """Another request goes on with this upload. Nothing of this one's was written since."""


class NotThere(Exception):
    """Less is on the disk than was safe: the store was exchanged, or damaged. `safe`: how much is there."""

    def __init__(self, safe: int) -> None:
        super().__init__(f"{safe} bytes are there")
        self.safe = safe


class Damaged(Exception):
    """What is on the disk is not what arrived."""


class Writer(Protocol):
    """Takes what one request brings. `arrived` and `digest` are of this request alone."""

    arrived: int
    digest: Any

    def write(self, block: bytes) -> None: ...

    def safe(self) -> int:
        """How many bytes of this request are safe at this moment, after forcing them to the disk where that helps."""
        ...

    def end(self) -> int:
        """The same at the end of the request: all of them."""
        ...

    def discard(self) -> None:
        """None of them is wanted."""
        ...


class Local:
    def __init__(self, storage: FileSystemStorage) -> None:
        self.folder = Path(storage.location) / INCOMING

    @contextmanager
    def writing(self, upload: Upload, writer: UUID, is_mine: Callable[[], bool]) -> Iterator["Growing"]:
        """From the upload's offset on. On any error, nothing but what was safe is left on the disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._take(upload, writer)
        if not is_mine():
            raise Overtaken
        growing = Growing(path, upload.offset)
        try:
            yield growing
        finally:
            growing.close()

    def _take(self, upload: Upload, writer: UUID) -> Path:
        """The upload's file, under this request's name. After a power cut it may have either name, hence the search."""
        path = self.folder / f"{upload.pk}.{writer}"
        if upload._state.adding:  # all of it comes with this request, and is moved before anybody could ask for it
            path.touch(mode=0o600, exist_ok=False)
            return path
        found = self.path_of(upload)
        if found is None:
            path.touch(mode=0o600, exist_ok=False)
            sync_folder(self.folder)
            return path
        with found.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                found.rename(path)
            except FileNotFoundError:
                raise Overtaken from None
        if path.stat().st_nlink > 1:
            self._own(path, upload.offset)
        return path

    def _own(self, path: Path, size: int) -> None:
        """The last attempt ended between the store and the database: what the store may have by now is never written to."""
        copy = self.folder / secrets.token_hex(16)
        with path.open("rb") as theirs, copy.open("xb") as ours:
            while chunk := theirs.read(min(CHUNK, size - ours.tell())):
                ours.write(chunk)
            ours.flush()
            os.fsync(ours.fileno())
        copy.replace(path)
        sync_folder(self.folder)

    def path_of(self, upload: Upload) -> Path | None:
        return next(self._paths_of(upload), None)

    def _paths_of(self, upload: Upload) -> Iterator[Path]:
        """By the beginning of the name: a pattern would be compiled anew for each upload."""
        with suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            yield from (Path(entry.path) for entry in entries if entry.name.startswith(f"{upload.pk}."))

    @contextmanager
    def whole(self, upload: Upload, beat: Beat) -> Iterator[tuple[Path, str]]:
        """Its file and SHA-256, read from the disk and held against what arrived."""
        path = self.path_of(upload)
        if path is None:
            raise NotThere(0)
        yield path, digest_of(path, upload.pieces, beat)

    def drop(self, upload: Upload) -> None:
        for path in self._paths_of(upload):
            path.unlink(missing_ok=True)

    def sweep(self, alive: set[str]) -> None:
        """What a killed process left that no upload knows."""
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):
                if path.name.partition(".")[0] not in alive and time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                    path.unlink()


class Growing:
    def __init__(self, path: Path, at: int) -> None:
        self.path, self.at = path, at
        self.arrived, self.kept, self.digest = 0, 0, hashlib.sha256()
        self.file = path.open("r+b", buffering=0)
        with self._alone():
            there = os.fstat(self.file.fileno()).st_size
            if there < at:
                self.file.close()
                raise NotThere(there)
            self.file.truncate(at)
        self.file.seek(at)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While this lasts, nobody can take the file over."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            if not self._is_mine():
                raise Overtaken
            yield
        finally:
            if not self.file.closed:
                fcntl.flock(self.file, fcntl.LOCK_UN)

    def _is_mine(self) -> bool:
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self.file.fileno()))
        except FileNotFoundError:
            return False

    def write(self, block: bytes) -> None:
        with self._alone():
            rest = memoryview(block)
            while rest:
                rest = rest[self.file.write(rest) :]
        self.digest.update(block)
        self.arrived += len(block)

    def safe(self) -> int:
        os.fsync(self.file.fileno())
        self.kept = self.arrived
        return self.kept

    end = safe

    def discard(self) -> None:
        self.kept = 0

    def close(self) -> None:
        """What was not made safe is cut off: on a full disk it would only be in the way."""
        with suppress(OSError, Overtaken), self._alone():
            if self.kept < self.arrived or os.fstat(self.file.fileno()).st_size > self.at + self.kept:
                self.file.truncate(self.at + self.kept)
        self.file.close()


def digest_of(path: Path, pieces: list[tuple[int, str]], beat: Beat) -> str:
    """From the disk and not from memory, where the system lets us ask for that."""
    whole = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        with suppress(AttributeError, OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        for length, expected in pieces:
            piece = hashlib.sha256() if len(pieces) > 1 else whole  # a hash costs as much as the disk: not twice
            _read_piece(file, length, {piece, whole}, beat)
            if piece.hexdigest() != expected:
                raise Damaged
        if file.read(1):
            raise Damaged
    return whole.hexdigest()


def _read_piece(file: Any, length: int, digests: set[Any], beat: Beat) -> None:
    left = length
    while left and (chunk := file.read(min(CHUNK, left))):
        for digest in digests:
            digest.update(chunk)
        left -= len(chunk)
        beat()


class Remote:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    @contextmanager
    def writing(self, upload: Upload, writer: UUID, is_mine: Callable[[], bool]) -> Iterator["Gathering"]:
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
            yield Gathering(self, upload, file)

    def name(self, upload: Upload, sha256: str, at: int) -> str:
        return f"{INCOMING}/{upload.pk}/{at:016d}-{sha256}"

    @contextmanager
    def whole(self, upload: Upload, beat: Beat) -> Iterator[tuple[Path, str]]:
        """Joined in a file of this machine, which is gone afterwards."""
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as joined:
            for name in self._objects(upload):
                with self.storage.open(name) as piece:
                    while chunk := piece.read(CHUNK):
                        joined.write(chunk)
                        beat()
            joined.flush()
            yield Path(joined.name), digest_of(Path(joined.name), upload.pieces, beat)

    def _objects(self, upload: Upload) -> Iterator[str]:
        at = 0
        for length, sha256 in upload.pieces:
            yield self.name(upload, sha256, at)
            at += length

    def drop(self, upload: Upload) -> None:
        """Also what an overtaken request may have left."""
        folder = f"{INCOMING}/{upload.pk}"
        with suppress(FileNotFoundError):  # nothing has arrived
            for name in self.storage.listdir(folder)[1]:
                self.storage.delete(f"{folder}/{name}")

    def sweep(self, alive: set[str]) -> None:
        """Every object belongs to an upload, and goes with it."""


class Gathering:
    """Nothing is safe before the request ends: an object is written whole."""

    def __init__(self, store: Remote, upload: Upload, file: Any) -> None:
        self.store, self.upload, self.file = store, upload, file
        self.arrived, self.digest = 0, hashlib.sha256()

    def write(self, block: bytes) -> None:
        self.file.write(block)
        self.digest.update(block)
        self.arrived += len(block)

    def safe(self) -> int:
        return 0

    def discard(self) -> None:
        self.arrived = 0

    def end(self) -> int:
        name = self.store.name(self.upload, self.digest.hexdigest(), self.upload.offset)
        if self.arrived and not self.store.storage.exists(name):
            self.file.seek(0)
            self.store.storage.save(name, File(self.file))
        return self.arrived


def incoming() -> Local | Remote:
    storage = storages["evidence"]
    return Local(storage) if isinstance(storage, FileSystemStorage) else Remote(storage)
