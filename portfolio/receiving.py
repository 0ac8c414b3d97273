"""One request that brings bytes of an upload: its turn to write, from the claim to the offset that it leaves."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from portfolio.incoming import Overtaken, Writer
from portfolio.models import Upload
from portfolio.vault import Readable

BLOCK = 128 * 1024
RENEWED_EVERY = 3.0  # seconds; see STALLED_AFTER
CHECKSUMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}  # tus asks for SHA-1 at least


class Elsewhere(Exception):
    """The upload is not at the offset that was named: `upload.offset` says where it is."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"{upload.pk} is at {upload.offset}")
        self.upload = upload


class WrongSum(Exception):
    """The bytes of this request are not those that were meant. None of them was kept."""


class CutOff(Exception):
    """The connection ended before an upload that had not begun yet was whole. Nothing was kept."""


@dataclass
class Body:
    """What a request carries: `size` bytes are announced. `checksum`: algorithm and digest, if the sender gave them."""

    stream: Readable
    size: int
    checksum: tuple[str, bytes] | None = None

    def blocks(self) -> Iterator[bytes]:
        """Less than was announced if the connection is cut. Raises WrongSum at the end of a whole one."""
        left = self.size
        check = CHECKSUMS[self.checksum[0]](usedforsecurity=False) if self.checksum else None
        while left and (block := self.stream.read(min(BLOCK, left))):
            left -= len(block)
            if check:
                check.update(block)
            yield block
        if check and self.checksum and not left and check.digest() != self.checksum[1]:
            raise WrongSum


class Turn:
    """Between `begin` and `end` nobody else writes to the upload, or this turn is told so."""

    def __init__(self, upload: Upload) -> None:
        self.upload, self.writer = upload, uuid4()
        self.start, self.before = upload.offset, list(upload.pieces)
        self.renewed = time.monotonic()

    def begin(self, offset: int, batch: UUID) -> None:
        if not Upload.objects.claim(self.upload, offset, by=self.writer, batch=batch):
            self.upload.refresh_from_db(fields=["offset", "state", "writer", "evidence", "refusal"])
            raise Elsewhere(self.upload) if self.upload.offset != offset else Overtaken
        self.upload.refresh_from_db(fields=["batch", "offset", "pieces"])
        self.start, self.before = offset, list(self.upload.pieces)

    def is_mine(self) -> bool:
        return self.upload._state.adding or Upload.objects.filter(pk=self.upload.pk, writer=self.writer).exists()

    def take(self, body: Body, part: Writer) -> None:
        """Afterwards `upload.offset` counts what arrived, and what it counts is safe."""
        try:
            for block in body.blocks():
                part.write(block)
                if self._is_due() and self.start + part.arrived < self.upload.length:
                    self._count(part.safe(), part.digest)
                    self._write(offset=self.upload.offset, pieces=self.upload.pieces)
        except WrongSum:
            part.discard()
            self._count(0, None)
            self._write(offset=self.start, pieces=self.before)
            raise
        self._count(part.end(), part.digest)

    def _is_due(self) -> bool:
        return time.monotonic() - self.renewed > RENEWED_EVERY

    def _count(self, arrived: int, digest: Any) -> None:
        self.upload.offset = self.start + arrived
        self.upload.pieces = [*self.before, [arrived, digest.hexdigest()]] if arrived else self.before

    def beat(self) -> None:
        """While the whole is read again: says from time to time that it is still being worked on."""
        if self._is_due():
            self._write()

    def end(self, **more: Any) -> None:
        """Writes down where the upload is, and makes room for the next request."""
        self._write(offset=self.upload.offset, pieces=self.upload.pieces, writer=None, **more)

    def stop(self, refusal: list[list[str]]) -> None:
        self._write(offset=0, pieces=[], writer=None, refusal=refusal)

    def let_go(self) -> None:
        """After a failure: the offset stays where it was written down last."""
        Upload.objects.filter(pk=self.upload.pk, writer=self.writer).update(writer=None)

    def start_again(self) -> None:
        """The bytes are gone or damaged: nothing of them counts any more."""
        self._write(offset=0, pieces=[], writer=None)
        self.upload.offset, self.upload.pieces = 0, []

    def _write(self, **values: Any) -> None:
        self.renewed = time.monotonic()
        if not self.upload._state.adding and not Upload.objects.advance(self.upload, by=self.writer, **values):
            raise Overtaken
