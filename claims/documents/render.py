"""From a snapshot to the bytes of one record: tagged PDF, its own facts attached as JSON, the same bytes every time."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Literal
from unicodedata import normalize

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration

from centres.codes import qr_code
from claims.documents.fetcher import OnlyTheseFiles
from claims.documents.fonts import print_faces
from claims.documents.sheets import SURPLUS, breadth, heading_lines, lay_out
from claims.documents.snapshot import Snapshot

PDF_OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
# Invisible characters that reorder what follows: a name must not be able to rewrite the line it stands in.
DIRECTION_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class DocumentNotInClaim(ValueError):
    """A unit claim has no title record: it must not show the qualification as achieved."""


class MissingGlyphs(RuntimeError):
    """No font on this machine has these characters; `characters` names them. Nothing was printed."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        points = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters)
        super().__init__(
            f"No font on this machine has {points}. Install one, such as fonts-noto-core or fonts-noto-cjk."
        )


@dataclass(frozen=True)
class Press:
    """Fonts and style sheet, read once a process: making them costs ten times as much as a document."""

    fonts: FontConfiguration
    style: CSS
    fetcher: OnlyTheseFiles
    lock: Lock  # the font configuration is not safe for two threads


def render_document(*, kind: Literal["listing", "title"], snapshot: Snapshot) -> bytes:
    """Raises DocumentNotInClaim, MissingGlyphs, or FontsNotInstalled before the front-end packages are."""
    if kind not in snapshot.documents:
        raise DocumentNotInClaim(f"A {snapshot.kind} claim has no {kind} document.")
    markup = _markup(kind, snapshot)
    press = _press(Path(settings.BASE_DIR), Path(settings.NODE_MODULES))
    with press.lock:
        html = HTML(string=markup, url_fetcher=press.fetcher)
        document = html.render(font_config=press.fonts, stylesheets=[press.style], **PDF_OPTIONS)
        return _write(document, kind, snapshot)


def _write(document: Document, kind: str, snapshot: Snapshot) -> bytes:
    record = snapshot.to_json()
    identifier = sha256(f"{snapshot.documents[kind]} {record}".encode()).hexdigest()[:32].encode()
    attachments = [_attachment(record, snapshot)]
    pdf = document.write_pdf(pdf_identifier=identifier, attachments=attachments, **PDF_OPTIONS)
    if missing := {chr(point) for font in document.fonts.values() for point in font.missing}:
        raise MissingGlyphs("".join(sorted(missing)))
    return pdf


def _attachment(record: str, snapshot: Snapshot) -> Attachment:
    made = datetime.combine(snapshot.claimed_on, time(), tzinfo=UTC)
    return Attachment(
        string=record,
        name="record.json",
        description="The facts of this record, for machines",
        created=made,
        modified=made,
        relationship="Data",
    )


def _markup(kind: str, snapshot: Snapshot) -> str:
    with translation.override("en-gb"):
        text = render_to_string(f"pdf/{kind}.html", _context(kind, snapshot))
    return normalize("NFC", text.translate(DIRECTION_CONTROLS))


def _context(kind: str, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "record": snapshot,
        "number": snapshot.documents[kind],
        "address": snapshot.verification[kind],
        "code": _code(snapshot.verification[kind], snapshot.documents[kind]),
        "sheets": lay_out(snapshot.units, heading=_further_heading(snapshot)),
        "surplus": SURPLUS,
        "has_surplus": snapshot.kind == "full" and not all(unit.counted for unit in snapshot.units),
        "name_size": _size(snapshot.candidate.name, small=28, tiny=56),
        "title_size": _size(snapshot.qualification.title, small=75, tiny=130),
    }


def _further_heading(snapshot: Snapshot) -> int:
    title = heading_lines(f"{snapshot.qualification.title}, {snapshot.qualification.number}")
    return title - 1 + (snapshot.kind == "unit")  # a unit certificate says that it is no full qualification


def _size(text: str, *, small: int, tiny: int) -> str:
    letters = breadth(text)
    return "tiny" if letters >= tiny else "small" if letters >= small else "full"


def _code(address: str, number: str) -> SafeString:
    return qr_code(address, f"Code that opens the page which confirms record {number}")


@lru_cache(maxsize=1)
def _press(base: Path, node_modules: Path) -> Press:
    static, faces = base / "static", print_faces(node_modules)
    images = (static / "img/print/frame.svg", static / "img/print/rosette.svg")
    fetcher, fonts = OnlyTheseFiles([*images, *(face.file for face in faces)]), FontConfiguration()
    sheet = static / "css/certificate.css"
    text = "\n".join([*(face.css() for face in faces), sheet.read_text(encoding="utf-8")])
    style = CSS(string=text, base_url=sheet.as_uri(), url_fetcher=fetcher, font_config=fonts)
    return Press(fonts, style, fetcher, Lock())
