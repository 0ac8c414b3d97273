"""Word, Excel and PowerPoint files of the old kind, and Outlook's mails: each a small file system (OLE).

Where macros are: in storages of their own in Word and Excel, in sheets of a kind of their own in Excel, in an atom of
PowerPoint's one stream ([MS-DOC], [MS-XLS] 2.4.28, [MS-PPT] 2.4.11).
"""

import struct
from collections.abc import Callable, Iterator
from typing import IO

import olefile

from portfolio.recognition.advice import DAMAGED, LOCKED, MACROS, OFFICE_FILE, refuse

LookAt = Callable[[bytes, str], None]
LARGEST_STREAM = 200 * 1024**2
MACRO_STORAGES = {"macros", "vba", "_vba_project", "_vba_project_cur"}
LOCKS = {"encryptedpackage", "encryptedsummary"}
BOUND_SHEET, FILE_PASS, END = 0x0085, 0x002F, 0x000A  # records of a workbook
MACRO_SHEETS = (1, 6)
VBA_ATOM, LOCKED_SESSION = 0x0400, 0x2F14  # records of a presentation
ATTACHED, NAMES = "__substg1.0_37010102", ("__substg1.0_3707001F", "__substg1.0_3704001F")  # [MS-OXMSG] 2.1


def kind_of(file: IO[bytes], look_at: LookAt) -> str:
    try:
        with olefile.OleFileIO(file) as document:
            return _kind(document, look_at)
    except (OSError, ValueError, IndexError, TypeError, struct.error, RecursionError, AttributeError) as error:
        raise refuse(DAMAGED) from error


def _kind(document: olefile.OleFileIO, look_at: LookAt) -> str:
    paths = document.listdir(streams=True, storages=True)
    parts = {part.lower() for path in paths for part in path}
    if parts & LOCKS:
        raise refuse(LOCKED)
    if parts & MACRO_STORAGES:
        raise refuse(MACROS)
    if "worddocument" in parts:
        return _word(document)
    if "workbook" in parts or "book" in parts:
        return _excel(_stream(document, "Workbook" if "workbook" in parts else "Book"))
    if "powerpoint document" in parts:
        return _slides(_stream(document, "PowerPoint Document"))
    if "__properties_version1.0" in parts:
        return _mail(document, paths, look_at)
    raise refuse(OFFICE_FILE)


def _stream(document: olefile.OleFileIO, *path: str) -> bytes:
    return document.openstream(list(path)).read(LARGEST_STREAM)


def _word(document: olefile.OleFileIO) -> str:
    flags = struct.unpack_from("<H", _stream(document, "WordDocument"), 10)[0]
    if flags & 0x0100:
        raise refuse(LOCKED)
    return "application/msword"


def _excel(content: bytes) -> str:
    for kind, body in _workbook_records(content):
        if kind == FILE_PASS:
            raise refuse(LOCKED)
        if kind == BOUND_SHEET and body[5] in MACRO_SHEETS:
            raise refuse(MACROS)
    return "application/vnd.ms-excel"


def _workbook_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Of the workbook itself, which come before those of its sheets."""
    at, kind = 0, 0
    while kind != END and at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def _slides(content: bytes) -> str:
    """Containers are entered, so that every record is seen."""
    at = 0
    while at + 8 <= len(content):
        version, kind, length = struct.unpack_from("<HHI", content, at)
        if kind == LOCKED_SESSION:
            raise refuse(LOCKED)
        if kind == VBA_ATOM and any(content[at + 12 : at + 16]):
            raise refuse(MACROS)
        at += 8 if version & 0xF == 0xF else 8 + length
    return "application/vnd.ms-powerpoint"


def _mail(document: olefile.OleFileIO, paths: list[list[str]], look_at: LookAt) -> str:
    for path in paths:
        if path[-1] == ATTACHED:
            look_at(_stream(document, *path), _name_of(document, path[:-1]))
    return "application/vnd.ms-outlook"


def _name_of(document: olefile.OleFileIO, folder: list[str]) -> str:
    for name in NAMES:
        if document.exists([*folder, name]):
            return _stream(document, *folder, name).decode("utf-16-le", "replace").rstrip("\0")[:200]
    return "attachment"
