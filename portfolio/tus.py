"""The words of tus 1.0 (tus.io), the protocol in which browsers send files that may take several requests."""

import base64
import binascii
from dataclasses import dataclass

from django.http import HttpRequest

from portfolio.receiving import CHECKSUMS, Body

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
BYTES = "application/offset+octet-stream"
LONGEST_METADATA = 4096


@dataclass
class Wrong(Exception):
    """A request that is not in the protocol. `reason` is for whoever writes a client."""

    status: int
    reason: str


def require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable", VERSION) != VERSION:
        raise Wrong(412, f"This server speaks tus {VERSION}.")


def number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Wrong(400, f"{header} is {value[:40]!r}. Write a whole number of bytes.")
    return int(value)


def metadata(request: HttpRequest) -> dict[str, str]:
    """`Upload-Metadata`: keys, each with its value in base64."""
    header = request.headers.get("Upload-Metadata", "")
    if len(header) > LONGEST_METADATA:
        raise Wrong(400, "Upload-Metadata is too long.")
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    return {key: _decoded(value) for key, _, value in pairs}


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Wrong(400, f"{value[:40]!r} in Upload-Metadata is not text in base64.") from None


def body(request: HttpRequest) -> Body:
    """What the request carries, not read yet."""
    if "Content-Length" not in request.headers:
        raise Wrong(411, "Content-Length is missing.")
    if request.headers.get("Content-Type") != BYTES:
        raise Wrong(415, f"The Content-Type of bytes is {BYTES}.")
    return Body(request, number(request, "Content-Length"), _checksum(request))


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    algorithm, _, value = request.headers.get("Upload-Checksum", "").partition(" ")
    if not algorithm:
        return None
    if algorithm not in CHECKSUMS:
        raise Wrong(400, f"Checksums are made with {' or '.join(CHECKSUMS)}, not with {algorithm[:40]!r}.")
    try:
        return algorithm, base64.b64decode(value, validate=True)
    except binascii.Error:
        raise Wrong(400, "Upload-Checksum is not in base64.") from None
