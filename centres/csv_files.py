"""Tables as CSV files that a spreadsheet program opens safely."""

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

RISKY = re.compile(r"'*[=+\-@\t\r]")  # a spreadsheet program would run it as a formula


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """In UTF-8 with a mark, by which Excel knows. A list in a cell becomes one text; None an empty cell."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and RISKY.match(text) else text


def download(content: bytes, name: str, kind: str, content_type: str = "text/csv; charset=utf-8") -> HttpResponse:
    """A file to keep, named with today's date, that no cache holds: "caseload-2026-12-01.csv"."""
    answer = HttpResponse(content, content_type=content_type)
    full_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(True, full_name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
