"""Tables as CSV files that a spreadsheet program opens safely."""

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

# What begins so, a spreadsheet program would run as a formula. An apostrophe goes before it, and before those that stand
# there already, so that taking one away again gives back the text whatever it was.
RISKY = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(f"'{RISKY.pattern}")


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """In UTF-8 with a mark, by which Excel knows. A list in a cell becomes one text; None an empty cell."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def unguarded(cell: str) -> str:
    """The text as it was before `csv_bytes` guarded it."""
    return cell[1:] if GUARDED.match(cell) else cell


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
