"""Evidence on its way to a browser: never rendered on our pages, in parts where a player asks for parts (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from centres.gates import Refused
from portfolio.media import media_of
from portfolio.models import StoredFile
from portfolio.quarantine import why_closed
from portfolio.vault import open_file

CHUNK = 256 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)
Span = tuple[int, int]  # first and last byte, both included


class Unsatisfiable(Exception):
    """The range begins after the end of the file."""


class Part:
    """The bytes of a span. Closed by Django when the answer has been sent, or broken off."""

    def __init__(self, file: IO[bytes], span: Span) -> None:
        self.file, self.span = file, span

    def __iter__(self) -> Iterator[bytes]:
        first, last = self.span
        self.file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()


def serve(request: HttpRequest, stored: StoredFile, *, name: str, inline: bool) -> HttpResponseBase:
    """The caller has checked who asks. `inline` only for what a player plays and for our own pictures.

    Refused where the file is in quarantine.
    """
    closed = why_closed(stored, name)
    if closed:
        raise Refused(closed)
    headers = _headers(stored, name, inline)
    if headers["ETag"] in _tags(request, "If-None-Match"):
        return HttpResponse(status=304, headers=headers)
    try:
        span = _span(request, stored)
    except Unsatisfiable:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{stored.size}"})
    first, last = span or (0, stored.size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    file: Any = open_file(stored)
    return StreamingHttpResponse(Part(file, (first, last)), status=status, headers=headers)


def _headers(stored: StoredFile, name: str, inline: bool) -> dict[str, str]:
    """The type is ours, from the allow-list, and stays it: no sniffing, no script, no other site."""
    media = media_of(stored.media_type)
    plain = media.label == "Text"
    return {
        "Content-Type": f"{stored.media_type}; charset=utf-8" if plain else stored.media_type,
        "Content-Disposition": content_disposition_header(not inline, name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": f'"{stored.sha256}"',
    }


def _tags(request: HttpRequest, header: str) -> list[str]:
    return [tag.strip() for tag in request.headers.get(header, "").split(",")]


def _span(request: HttpRequest, stored: StoredFile) -> Span | None:
    """None: the whole file. Several ranges, other units and an `If-Range` of other bytes are answered with it."""
    match = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    tag = request.headers.get("If-Range")
    if match is None or match[0] == "bytes=-" or (tag and tag.strip() != f'"{stored.sha256}"'):
        return None
    if not match[1]:
        return _tail(int(match[2]), stored.size)
    first, last = int(match[1]), int(match[2] or stored.size - 1)
    if match[2] and last < first:
        return None
    if first >= stored.size:
        raise Unsatisfiable
    return first, min(last, stored.size - 1)


def _tail(length: int, size: int) -> Span:
    if not length:
        raise Unsatisfiable
    return max(size - length, 0), size - 1
