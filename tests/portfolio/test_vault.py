import hashlib
import io
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage, storages
from django.db import connection, connections

from centres.gates import Refused
from portfolio import vault
from portfolio.models import StoredFile
from tests.portfolio import files

pytestmark = pytest.mark.core
LIMIT = 1024 * 1024


def kept(store: Path) -> list[str]:
    return sorted(str(path.relative_to(store)) for path in store.rglob("*") if path.is_file())


def keep(content: bytes, name: str = "photo.jpg", limit: int = LIMIT) -> StoredFile:
    return vault.store_stream(io.BytesIO(content), name=name, limit=limit)


def test_bytes_are_kept_once_under_their_hash(db: None, store: Path) -> None:
    content = files.photo()
    sha = hashlib.sha256(content).hexdigest()
    first, second = keep(content), keep(content, name="the same.jpg")
    assert (first, first.size, first.media_type) == (second, len(content), "image/jpeg")
    assert kept(store) == [f"{sha[:2]}/{sha}"]
    with vault.open_file(first) as file:
        assert file.read() == content
    assert vault.is_kept(first)


def test_what_the_program_made_is_kept_as_what_it_is(db: None, store: Path) -> None:
    stored = vault.store_bytes(b"invented", "image/webp")
    assert (stored.media_type, stored.size) == ("image/webp", 8)
    assert kept(store) == [vault.name_of(stored.sha256)]


def test_a_store_behind_an_interface_keeps_them_too(db: None, settings: object) -> None:
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    content = files.pdf()
    first, second = keep(content), keep(content)
    assert first == second
    assert storages["evidence"].listdir(first.sha256[:2]) == ([], [first.sha256])
    assert not list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


class LyingStorage(InMemoryStorage):
    """A disk that says it wrote what it was given, and did not."""

    def _save(self, name: str, content: File) -> str:
        return super()._save(name, ContentFile(b"something else"))


def test_bytes_that_come_back_different_are_not_kept(db: None, settings: object) -> None:
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": f"{__name__}.LyingStorage"}}
    content = files.photo()
    with pytest.raises(Refused, match="did not arrive whole"):
        keep(content)
    assert not storages["evidence"].exists(vault.name_of(hashlib.sha256(content).hexdigest()))
    assert StoredFile.objects.count() == 0


class ErasingStorage(InMemoryStorage):
    """Where another process deletes a file once it was read back."""

    erases = False

    def _open(self, name: str, mode: str = "rb") -> File:
        file = super()._open(name, mode)
        if not self.erases:
            return file
        content = file.read()
        self.delete(name)
        return ContentFile(content)


def test_bytes_that_were_erased_meanwhile_are_not_said_to_be_kept_though_their_row_is_there(
    db: None, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": f"{__name__}.ErasingStorage"}}
    stored = keep(files.photo())
    monkeypatch.setattr(ErasingStorage, "erases", True)
    with pytest.raises(Refused, match="did not arrive whole"):
        keep(files.photo())
    assert StoredFile.objects.get().verified_at == stored.verified_at
    monkeypatch.setattr(ErasingStorage, "erases", False)
    assert vault.is_kept(keep(files.photo()))


def test_a_damaged_blob_is_healed_by_sending_the_file_again(db: None, store: Path) -> None:
    content = files.photo()
    stored = keep(content)
    path = store / vault.name_of(stored.sha256)
    path.write_bytes(b"rotten")
    keep(content)
    assert path.read_bytes() == content


WEB_PAGE = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
REFUSED = [
    (b"", "empty.jpg", "“empty.jpg” is empty."),
    (b"x" * (LIMIT + 1), "long.txt", "“long.txt” has more than 1 MB; a file may have 1 MB."),
    (WEB_PAGE, "notes.txt", "“notes.txt” is a web page, which cannot be kept as evidence."),
    (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "plan.svg", "“plan.svg” is an SVG drawing,"),
    (b"#!/bin/sh\nrm -rf /\n", "notes.txt", "“notes.txt” is a script or a web page,"),
    (b"alert('x')\n", "page.js", "“page.js” is a script or a web page,"),
    (b"words <script>alert(1)</script>", "notes.txt", "“notes.txt” is "),
    (b"MZ" + b"\x00" * 58 + b"\x40\x00\x00\x00PE\x00\x00" + b"\x00" * 200, "setup.jpg", "“setup.jpg” is a "),
    (files.zipped(photo_jpg=b"x"), "all.zip", "“all.zip” is a ZIP archive,"),
    (files.zipped(word__document_xml=b"<w/>", word__vbaProject_bin=b"x"), "a.docx", "“a.docx” is a document with macros,"),
    (b"PK\x03\x04 and then nothing", "cut.docx", "“cut.docx” is a damaged document or archive,"),
    (b"\x8f\xfe\x01\x02" * 64, "photo.jpg", "“photo.jpg” is a file of a kind that is not known here,"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "message"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_refused_file_leaves_nothing(db: None, store: Path, content: bytes, name: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        keep(content, name)
    assert caught.value.blockers[0].message.startswith(message)
    assert caught.value.blockers[0].detail
    assert (kept(store), StoredFile.objects.count()) == ([], 0)


def test_an_announced_size_over_the_limit_is_refused_with_both_figures(db: None, store: Path) -> None:
    with pytest.raises(Refused, match=r"“big.mp4” has 1.1 MB; a file may have 1 MB."):
        vault.store_stream(files.upload(b"x" * (LIMIT + 1), "big.mp4"), name="big.mp4", limit=LIMIT)
    assert kept(store) == []


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALLOWED = [
    (files.photo(), "a.jpg", "image/jpeg"),
    (files.photo(kind="PNG"), "wrong-name.pdf", "image/png"),
    (files.photo(kind="WEBP"), "a.webp", "image/webp"),
    (files.photo(kind="GIF"), "a.gif", "image/gif"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64, "a.heic", "image/heic"),
    (files.pdf(), "a.pdf", "application/pdf"),
    (files.video(), "a.mp4", "video/mp4"),
    (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + b"\x00" * 64, "a.mov", "video/quicktime"),
    (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + b"\x00" * 64, "a.m4a", "audio/mp4"),
    (b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + b"\x00" * 400, "a.mp3", "audio/mpeg"),
    (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + b"\x00" * 64, "a.wav", "audio/wav"),
    (files.zipped(word__document_xml=b"<w/>"), "a.docx", DOCX),
    (files.zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "a.odt", "application/vnd.oasis.opendocument.text"),
    ("What I did on Monday – with café".encode(), "notes.txt", "text/plain"),
    (b"day,calls\nMonday,12\n", "calls.csv", "text/plain"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "media_type"), ALLOWED, ids=lambda value: str(value)[:30])
def test_the_content_says_what_a_file_is(db: None, store: Path, content: bytes, name: str, media_type: str) -> None:
    assert keep(content, name).media_type == media_type


def office(mimetype: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
    return out.getvalue()


def test_a_small_archive_does_not_fill_the_memory(db: None, store: Path) -> None:
    bomb = office(bytes(64 * 1024 * 1024))
    assert len(bomb) < LIMIT
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="is a ZIP archive"):
            keep(bomb, "a.odt")
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_an_archive_with_a_damaged_inside_is_refused_like_any_damaged_file(db: None, store: Path) -> None:
    whole = office(b"application/vnd.oasis.opendocument.text")
    inside = 30 + len("mimetype")
    with pytest.raises(Refused, match="is a damaged document or archive"):
        keep(whole[:inside] + b"\xff\xff\xff\xff" + whole[inside + 4 :], "a.odt")


def race(act: Callable[[], object], times: int = 20) -> list[object]:
    start = threading.Barrier(times)

    def one(_: int) -> object:
        start.wait(timeout=30)
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_twenty_at_once_write_one_blob(store: Path) -> None:
    """The files alone: SQLite in memory is no database for threads."""
    content = files.photo() + b"\x00" * 100_000

    def act() -> str:
        with vault._part() as part:
            sha, _ = vault._copy(io.BytesIO(content), part, "a.jpg", LIMIT)
            vault._move(part, store / vault.name_of(sha))
            return vault._hash_of_kept(storages["evidence"], sha)

    sha = hashlib.sha256(content).hexdigest()
    assert race(act) == [sha] * 20
    assert kept(store) == [vault.name_of(sha)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"], reason="SQLite in memory is no database for threads."
)
def test_twenty_identical_uploads_at_once_all_succeed(store: Path) -> None:
    assert connection.vendor == "postgresql"
    content = files.photo()
    assert len({stored.sha256 for stored in race(lambda: keep(content))}) == 1
    assert (StoredFile.objects.count(), len(kept(store))) == (1, 1)
