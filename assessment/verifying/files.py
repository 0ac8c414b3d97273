"""The bytes that decisions rest on, hashed again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assessment.verifying.record import Record, Sealed
from portfolio.models import StoredFile
from portfolio.rehashing import Kept, kept_under

Found = Iterator[tuple[Sealed, str, str]]


@dataclass
class Rehash:
    """Each file is read once a verification, whoever rests on it."""

    read: dict[str, Kept | None] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        return sum(kept.size for kept in self.read.values() if kept)

    def __call__(self, sha256: str) -> Kept | None:
        if sha256 not in self.read:
            self.read[sha256] = kept_under(sha256)
        return self.read[sha256]


def file_differences(record: Record, rehash: Rehash) -> Found:
    """One line a file and unit: the first act that rests on it, and how many more do."""
    receipts = _receipts(record)
    resting: dict[tuple[object, str], list[tuple[Sealed, str]]] = {}
    for one in record.sealed:
        for sha256, called in _files(one, receipts):
            resting.setdefault((one.seal.enrolment_id, sha256), []).append((one, called))
    stored = StoredFile.objects.in_bulk({sha256 for _, sha256 in resting})
    for (_, sha256), acts in resting.items():
        for code, said in _file(sha256, stored.get(sha256), rehash(sha256)):
            one, called = acts[0]
            more = f" ({len(acts) - 1} more of the unit's decisions rest on it)" if len(acts) > 1 else ""
            yield one, code, f"the file {called} {said}{more}"


def _files(one: Sealed, receipts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Hash, and what people call it."""
    for bound in one.facts.get("evidence", []):
        if bound["sha256"]:
            yield bound["sha256"], receipts.get(bound["evidence_id"], "of an item that is gone")
    for file in one.facts.get("files", []):
        yield file["file_id"], f"“{file['name']}”"


def _receipts(record: Record) -> dict[str, str]:
    return {str(row.evidence_id): row.evidence.receipt for bound in record.evidence.values() for row in bound}


def _file(sha256: str, stored: StoredFile | None, kept: Kept | None) -> Iterator[tuple[str, str]]:
    if stored is None:
        yield "file_unknown", f"is not on the list of stored files any more; its bytes hashed to {sha256}"
    if kept is None:
        yield "file_missing", f"is not in the store; its bytes hashed to {sha256}"
    elif kept.sha256 != sha256:
        yield "file_changed", f"is not the one judged: stored bytes hash to {kept.sha256}, judged were {sha256}"
    elif stored and stored.size != kept.size:
        yield "file_listed_wrong", f"has {kept.size} bytes, and the list of stored files says {stored.size}"
