"""Which files are evidence. What a file is, its content says; the name is believed only where the content allows it."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import magic

from centres.gates import Blocker, Refused

HEAD = 64 * 1024
LONGEST_KIND = 100  # letters of an open document's own word for its kind


@dataclass(frozen=True, slots=True)
class Media:
    """`plays`: "video" or "audio" in the browser. `pages`: a worker makes pictures of it."""

    label: str
    icon: str
    plays: str = ""
    pages: bool = False


ALLOWED = {
    "image/jpeg": Media("Photo", "image", pages=True),
    "image/png": Media("Picture", "image", pages=True),
    "image/webp": Media("Picture", "image", pages=True),
    "image/gif": Media("Picture", "image", pages=True),
    "image/heic": Media("Photo (HEIC)", "image", pages=True),
    "image/tiff": Media("Scan", "image", pages=True),
    "image/bmp": Media("Picture", "image", pages=True),
    "application/pdf": Media("PDF", "file-earmark-pdf", pages=True),
    "video/mp4": Media("Video", "camera-video", "video"),
    "video/quicktime": Media("Video", "camera-video", "video"),
    "video/webm": Media("Video", "camera-video", "video"),
    "video/3gpp": Media("Video", "camera-video", "video"),
    "audio/mpeg": Media("Sound", "mic", "audio"),
    "audio/mp4": Media("Sound", "mic", "audio"),
    "audio/wav": Media("Sound", "mic", "audio"),
    "audio/ogg": Media("Sound", "mic", "audio"),
    "audio/flac": Media("Sound", "mic", "audio"),
    "audio/aac": Media("Sound", "mic", "audio"),
    "audio/amr": Media("Sound", "mic", "audio"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Media("Document", "file-earmark-word"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Media("Spreadsheet", "file-earmark-excel"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Media("Slides", "file-earmark-slides"),
    "application/vnd.oasis.opendocument.text": Media("Document", "file-earmark-text"),
    "text/plain": Media("Text", "file-earmark-text"),
}
OTHER = Media("File", "file-earmark")
OTHER_NAMES = {  # what libmagic calls the same thing
    "image/heif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heic",
    "image/x-ms-bmp": "image/bmp",
    "video/x-m4v": "video/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "application/ogg": "audio/ogg",
    "audio/x-flac": "audio/flac",
    "audio/x-hx-aac-adts": "audio/aac",
    "audio/AMR": "audio/amr",
}
PARTS_OF_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
TEXT_NAMES = {"", ".txt", ".text", ".md", ".csv", ".log"}
CODE_NAMES = {".js", ".mjs", ".html", ".htm", ".svg", ".css", ".php", ".py", ".sh", ".bat", ".cmd", ".ps1", ".vbs"}
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<iframe")
INSTEAD = "Send photos as JPEG or PNG, documents as PDF or Word, sound as MP3 or M4A, video as MP4."
ADVICE = {  # what else arrives, and what to send in its place
    "image/svg+xml": ("an SVG drawing", "Save it as PNG or PDF and send that."),
    "text/html": ("a web page", "Print it to PDF and send that."),
    "text/xml": ("a data file", "Print what it shows to PDF and send that."),
    "application/json": ("a data file", "Print what it shows to PDF and send that."),
    "application/zip": ("a ZIP archive", "Send the files in it one by one."),
    "application/x-7z-compressed": ("an archive", "Send the files in it one by one."),
    "application/x-rar": ("an archive", "Send the files in it one by one."),
    "application/gzip": ("an archive", "Send the files in it one by one."),
    "application/msword": ("a Word document of the old kind", "Save it as .docx or PDF and send that."),
    "application/vnd.ms-excel": ("a spreadsheet of the old kind", "Save it as .xlsx or PDF and send that."),
    "application/vnd.ms-powerpoint": ("slides of the old kind", "Save them as .pptx or PDF and send that."),
    "text/rtf": ("a rich text document", "Save it as .docx or PDF and send that."),
    "video/x-msvideo": ("an AVI video", "Save it as MP4 and send that."),
    "video/x-matroska": ("an MKV video", "Save it as MP4 and send that."),
    "application/x-dosexec": ("a program", INSTEAD),
    "application/x-executable": ("a program", INSTEAD),
    "application/octet-stream": ("a file of a kind that is not known here", INSTEAD),
}
MACROS = ("a document with macros", "Save it without macros, as .docx, .xlsx, .pptx or PDF, and send that.")
SCRIPT = ("a script or a web page", "Print what it shows to PDF, or send a picture of it.")


def media_of(media_type: str) -> Media:
    return ALLOWED.get(media_type, OTHER)


def recognise(path: Path, name: str) -> str:
    """The media type of a file that is evidence. Refused, with what it is and what to send instead, if it is not."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = magic.from_buffer(head, mime=True)
    found = OTHER_NAMES.get(found, found)
    if found.startswith("text/"):
        return _text(found, head, name)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, name)
    if found not in ALLOWED:
        raise _refusal(name, *ADVICE.get(found, (f"a file of the type {found}", INSTEAD)))
    return found


def _text(found: str, head: bytes, name: str) -> str:
    """Words in a .txt file may look like a program to libmagic: the name decides, unless there is markup in it."""
    if found in ADVICE:
        raise _refusal(name, *ADVICE[found])
    start, suffix = head.lower(), Path(name).suffix.lower()
    if start.startswith(b"#!") or any(mark in start for mark in MARKUP) or suffix in CODE_NAMES:
        raise _refusal(name, *SCRIPT)
    if suffix not in TEXT_NAMES:
        raise _refusal(name, "plain text under the name of something else", "Save it again, or as .txt, and send that.")
    return "text/plain"


def _zipped(path: Path, name: str) -> str:
    """Office documents are ZIP archives; what is inside says which, and whether programs travel with it."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist())
            kind = _kind_in(archive) if "mimetype" in inside else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise _refusal(name, "a damaged document or archive", "Open it, save it again, and send that.") from error
    if any(part.endswith("vbaProject.bin") for part in inside):
        raise _refusal(name, *MACROS)
    found = next((media for part, media in PARTS_OF_OFFICE.items() if part in inside), kind)
    if found not in (*PARTS_OF_OFFICE.values(), OPEN_TEXT):
        raise _refusal(name, *ADVICE["application/zip"])
    return found


def _kind_in(archive: zipfile.ZipFile) -> str:
    """Its first letters: unpacked as a whole, a small archive could fill the memory."""
    with archive.open("mimetype") as file:
        return file.read(LONGEST_KIND).decode("ascii", "replace")


def _refusal(name: str, what: str, instead: str) -> Refused:
    return Refused(Blocker("file_type", f"“{name}” is {what}, which cannot be kept as evidence.", instead))
