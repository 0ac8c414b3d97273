"""The five handbooks read in one process, and the catalogue brought into an empty database."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from bench.measure import Line, milliseconds
from units.catalogue_files import read_catalogue
from units.handbook_copies import open_document, read_copy
from units.models import Criterion
from units.services.load_catalogue import load_catalogue


def loading() -> Iterator[Line]:
    """Into an empty database, and a second time, which only compares."""
    first, again = milliseconds(load_catalogue), milliseconds(load_catalogue)
    rows = [Criterion(outcome_id=row.outcome_id, position=row.position + 1000) for row in Criterion.objects.all()]
    yield Line(
        "catalogue, into an empty database", first, milliseconds(lambda: _insert(rows)), "ms", "inserting criteria"
    )
    yield Line("catalogue, a second time", again, milliseconds(read_catalogue), "ms", "reading its files alone")


def _insert(rows: list[Criterion]) -> None:
    with transaction.atomic():
        Criterion.objects.bulk_create(rows)
        transaction.set_rollback(True)


def reading() -> Iterator[Line]:
    """With everything that they are compared with, once the catalogue is there."""
    paths = sorted(settings.HANDBOOKS_DIR.glob("*.txt"))
    files = [(path.name, path.read_bytes()) for path in paths]
    if not files:
        print(f"No handbook is in {settings.HANDBOOKS_DIR}: set HANDBOOKS_DIR to measure how fast they are read.")
        return
    ours = milliseconds(lambda: [read_copy(open_document(*file), centre=None) for file in files])
    words = milliseconds(lambda: [content.decode().split() for _, content in files])
    yield Line(f"{len(files)} handbooks, read and compared", ours, words, "ms", "splitting them into words")
