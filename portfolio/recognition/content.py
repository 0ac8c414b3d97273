import re
from pathlib import PurePath
from typing import IO

import magic

from portfolio.media import ALLOWED, MAILS, media_of
from portfolio.recognition.advice import ADVICE, DISGUISED, INSTEAD, OTHER_NAMES, SCRIPT, refuse

HEAD = 64 * 1024
ARCHIVE, COMPOUND, RICH_TEXT = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
TEXT_NAMES = {"", ".txt", ".text", ".md", ".csv", ".log", ".ics"}
CODE_NAMES = {".js", ".mjs", ".html", ".htm", ".svg", ".css", ".php", ".py", ".sh", ".bat", ".cmd", ".ps1", ".vbs"}
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how text of two bytes a letter begins
UNKNOWN = "application/octet-stream"
FILMS = {"video/webm", "video/mp4"}
WEBM, CLUSTER = b"\x1a\x45\xdf\xa3", b"\x1f\x43\xb6\x75"  # RFC 8794; RFC 9559, 5.1.3
HANDLER = re.compile(rb"hdlr.{8}(....)", re.DOTALL)  # of each track: ISO 14496-12, 8.4.3
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<iframe")


def head_of(file: IO[bytes]) -> bytes:
    """Leaves the file where it begins."""
    head = file.read(HEAD)
    file.seek(0)
    return head


def has_an_inside(head: bytes, name: str) -> bool:
    """Whether its first bytes do not say enough."""
    return head.startswith((ARCHIVE, COMPOUND, RICH_TEXT)) or is_mail(head, name)


def is_mail(head: bytes, name: str) -> bool:
    """A mail is text: libmagic knows one by its first line, and not every mail program's. Then its name says so."""
    first = head.split(b"\n", 1)[0].split(b":")[0]
    begins_like_one = len(first) < 80 and first.replace(b"-", b"").isalnum()
    named = PurePath(name).suffix.lower() == ".eml"
    return (named and begins_like_one) or magic.from_buffer(head, mime=True) == "message/rfc822"


def kind_by_head(head: bytes, name: str) -> str:
    """The media type of a file that has no inside. NotEvidenceError if it is not on the allow-list."""
    found = magic.from_buffer(head, mime=True)
    found = _next_guess(head) if found == UNKNOWN else found
    found = OTHER_NAMES.get(found, found)
    if found in FILMS and is_sound_alone(head):
        return found.replace("video/", "audio/")
    if found.startswith("text/"):
        return _text(found, head, name)
    if found not in ALLOWED or found in MAILS or media_of(found).office:  # of an age at which they had other insides
        raise refuse(ADVICE.get(found, (f"a file of the type {found}", INSTEAD)))
    return found


def _next_guess(head: bytes) -> str:
    """What else it looks like. In sound and film any bytes occur, and two of them in one place are a boot sector to libmagic."""
    guesses = magic.Magic(mime=True, keep_going=True).from_buffer(head).split(r"\012- ")
    return next((guess for guess in guesses if guess.startswith(("image/", "audio/", "video/"))), UNKNOWN)


def is_sound_alone(head: bytes) -> bool:
    """What a browser records is WebM or MP4 also where no picture is in it. Its tracks come first; else it is a film."""
    if head.startswith(WEBM):
        tracks, cluster, _ = head.partition(CLUSTER)
        return bool(cluster) and b"A_" in tracks and b"V_" not in tracks
    at = head.find(b"moov") - 4
    length = int.from_bytes(head[max(at, 0) : at + 4])
    whole = at >= 0 and at + length <= len(head)
    return whole and set(HANDLER.findall(head, at, at + length)) == {b"soun"}


def _text(found: str, head: bytes, name: str) -> str:
    """Words in a .txt file may look like a program to libmagic: the name decides, unless there is markup in it."""
    if found in ADVICE:
        raise refuse(ADVICE[found])
    start, suffix = head.lower(), PurePath(name).suffix.lower()
    if start.startswith(b"#!") or any(mark in start for mark in MARKUP) or suffix in CODE_NAMES:
        raise refuse(SCRIPT)
    if suffix not in TEXT_NAMES or (b"\0" in head and not head.startswith(WIDE)):
        raise refuse(DISGUISED)
    return "text/plain"
