"""Office documents are ZIP archives: what is inside says which, and whether programs travel with it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from portfolio.media import OOXML
from portfolio.recognition.advice import (
    ADVICE,
    CONTROLS,
    DAMAGED,
    FETCHES,
    LOCKED,
    MACROS,
    refuse,
)

LONGEST_KIND = 100  # letters of an open document's own word for its kind
LONGEST_PART = 4 * 1024**2  # bytes of a list of parts: unpacked as a whole, a small archive could fill the memory
MOST_PARTS = 20_000
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    ParseError,
    DefusedXmlException,
)
OPEN_DOCUMENTS = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
PARTS = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
PARTS |= {"ppt/presentation.xml": "presentationml.presentation"}
MAIN = re.compile(
    r"(wordprocessingml|spreadsheetml|presentationml)\.(document|sheet|presentation|template|slideshow)\.main\+xml"
)
KINDS = {kind.split(".")[0]: OOXML + kind for kind in PARTS.values()}
SCRIPTS = ("basic/", "scripts/", "dialogs/")  # folders of an open document
LOADED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")  # relationships whose target takes part
ELSEWHERE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # a drive's letter is no scheme


def kind_of(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind(archive)
    except UNREADABLE as error:
        raise refuse(DAMAGED) from error


def _kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if len(names) > MOST_PARTS:
        raise refuse(ADVICE["application/zip"])
    if "mimetype" in names:
        return _open_document(archive, names)
    return _office_document(archive, names)


def _open_document(archive: zipfile.ZipFile, names: list[str]) -> str:
    kind = _part(archive, "mimetype", LONGEST_KIND).decode("ascii", "replace").strip()
    if kind not in OPEN_DOCUMENTS:
        raise refuse(ADVICE["application/zip"])
    if any(name.lower().startswith(SCRIPTS) for name in names):
        raise refuse(MACROS)
    manifest = _part(archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise refuse(LOCKED)
    return kind


def _office_document(archive: zipfile.ZipFile, names: list[str]) -> str:
    kinds = _content_types(archive, names)
    said = "\n".join([*names, *kinds]).lower()
    if "vbaproject" in said or "macroenabled" in said or "macrosheet" in said:
        raise refuse(MACROS)
    if "/activex/" in said:
        raise refuse(CONTROLS)
    main = next((found for kind in kinds if (found := MAIN.search(kind))), None)
    part = next((part for part in PARTS if part in names), None)
    if not main and not part:
        raise refuse(ADVICE["application/zip"])
    for name in names:
        if name.lower().endswith(".rels"):
            _refuse_what_is_fetched(archive, name)
    return KINDS[main[1]] if main else OOXML + PARTS[str(part)]


def _content_types(archive: zipfile.ZipFile, names: list[str]) -> list[str]:
    if "[Content_Types].xml" not in names:
        return []
    return [row.get("ContentType", "") for row in _rows(archive, "[Content_Types].xml")]


def _refuse_what_is_fetched(archive: zipfile.ZipFile, name: str) -> None:
    """A template or an object from the internet brings what no look at the document can see. A link may be followed by hand."""
    for row in _rows(archive, name):
        kind, target = row.get("Type", ""), row.get("Target", "")
        if kind.lower().endswith("/vbaproject"):
            raise refuse(MACROS)
        outside = row.get("TargetMode", "").lower() == "external"
        if outside and kind.endswith(LOADED) and ELSEWHERE.match(target):
            raise refuse(FETCHES)


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """The attributes of each element. XML that declares entities is refused, not expanded."""
    for element in fromstring(_part(archive, name)).iter():
        yield element.attrib


def _part(archive: zipfile.ZipFile, name: str, most: int = LONGEST_PART) -> bytes:
    with archive.open(name) as part:
        return part.read(most)
