"""Office documents as pages. The converter is a real program: a small one of ours, and LibreOffice where it is installed."""

import io
import shutil
import socket
import stat
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from portfolio import office
from portfolio.office import NO_CONVERTER, NOT_CONVERTED, NotConvertedError, as_pdf
from portfolio.previews import Pictures, pictures_of
from tests.portfolio import files

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCX = files.zipped(word__document_xml=b"<w/>")
HEAD = f"""#!{sys.executable}
import os, subprocess, sys, time
folder = sys.argv[sys.argv.index("--outdir") + 1]
made = os.path.join(folder, "document.pdf")
"""


@pytest.fixture
def converter(tmp_path: Path, settings: Any) -> Path:
    """Where the configured program is expected: `write` makes it."""
    settings.OFFICE_CONVERTER = str(tmp_path / "convert")
    return tmp_path / "convert"


def write(converter: Path, program: str) -> None:
    converter.write_text(HEAD + program)
    converter.chmod(converter.stat().st_mode | stat.S_IXUSR)


def shown() -> Pictures:
    return pictures_of(io.BytesIO(DOCX), len(DOCX), WORD)


def test_pages_of_the_pdf_are_shown(converter: Path) -> None:
    (converter.parent / "two.pdf").write_bytes(files.pdf(2))
    write(
        converter,
        f"assert open(sys.argv[-1], 'rb').read(4) == b'PK\\x03\\x04'\nassert 'SECRET_KEY' not in os.environ\n"
        f"open(made, 'wb').write(open({str(converter.parent / 'two.pdf')!r}, 'rb').read())\n",
    )
    made = shown()
    assert ([picture.page for picture in made.shown], made.pages, made.failure) == ([1, 2], 2, "")


def test_without_a_converter_the_page_says_download_only(converter: Path) -> None:
    assert shown() == Pictures(failure=NO_CONVERTER)


@pytest.mark.parametrize(
    "program",
    ["sys.exit(1)", "pass", "os.symlink('/etc/hostname', made)", "open(made, 'w').write('x' * 70 * 1024 ** 2)"],
    ids=["fails", "makes nothing", "links to another file", "writes without end"],
)
def test_a_converter_that_does_not_convert_is_said(converter: Path, program: str) -> None:
    write(converter, program)
    assert shown() == Pictures(failure=NOT_CONVERTED)


def test_a_converter_that_hangs_ends_with_all_that_it_started(converter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LIMITS", replace(office.LIMITS, seconds=1))
    alive = converter.parent / "alive"
    write(converter, f"subprocess.Popen(['/bin/sh', '-c', 'sleep 2; touch {alive}']).wait()\n")
    assert shown() == Pictures(failure=NOT_CONVERTED)
    time.sleep(2)
    assert not alive.exists()


def test_a_document_that_is_too_large_is_not_given_to_it(tmp_path: Path, settings: Any) -> None:
    settings.OFFICE_CONVERTER = sys.executable
    with pytest.raises(NotConvertedError, match="too large"):
        as_pdf(io.BytesIO(), office.LARGEST_FILE + 1, "Document", tmp_path)


def reaching_out(port: int, secret: Path) -> bytes:
    """A text document that asks for a file of this machine, and for a picture from a server."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
        for name, urn in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"))
    )
    frame = '<text:p><draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{}"/></draw:frame></text:p>'
    body = (
        "<text:p>Invented words</text:p>"
        f'<text:section text:name="S"><text:section-source xlink:href="{secret.as_uri()}" text:filter-name="Text"/></text:section>'
        + frame.format(f"http://127.0.0.1:{port}/a.png")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind, manifest = "application/vnd.oasis.opendocument.text", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entries}</m:manifest>')
    return out.getvalue()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed.")
def test_libreoffice_converts_and_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the network left as it is: the profile alone must keep the document from reaching out."""
    monkeypatch.setattr(office.confined, "START", plain_start(tmp_path))
    secret = tmp_path / "secret.txt"
    secret.write_text("The key of the safe")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        content = reaching_out(server.getsockname()[1], secret)
        folder = tmp_path / "work"
        folder.mkdir()
        made = as_pdf(io.BytesIO(content), len(content), "Document", folder)
        with pytest.raises(TimeoutError):
            server.accept()
    with pypdfium2.PdfDocument(made) as document:
        assert document[0].get_textpage().get_text_range().split("\r\n")[0] == "Invented words"
        assert "safe" not in document[0].get_textpage().get_text_range()


def plain_start(folder: Path) -> Path:
    """start.py on a system that gives no namespaces."""
    path = folder / "start.py"
    text = office.confined.START.read_text()
    assert "        leave_the_network()\n" in text
    path.write_text(text.replace("        leave_the_network()\n", ""))
    return path
