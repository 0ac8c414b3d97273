"""What PostgreSQL looks up when somebody searches. The database keeps it in step by triggers; no code of ours writes it."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from units.models.unit import Unit


class SearchEntry(models.Model):
    """One unit with the words of everything in it, so that words spread over its criteria find it in one look.

    Laid by migration 0005 with its triggers, in PostgreSQL only: SQLite leaves the table empty and reads the units
    themselves. `numbers` holds codes without their signs ("d5062153"); `worded` the body's words and our labels: it may
    be asked only about units whose wording the reader's centre has. The plain columns are the unit's own, so that what
    a broad word finds is put in order without another table.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="search_entry")
    centre_id = models.UUIDField(null=True)
    level = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=61)
    numbers = SearchVectorField(null=True)
    title = SearchVectorField(null=True)
    labels = SearchVectorField(null=True)
    worded = SearchVectorField(null=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["numbers"], name="search_numbers"),
            GinIndex(fields=["title"], name="search_title"),
            GinIndex(fields=["labels"], name="search_labels"),
            GinIndex(fields=["worded"], name="search_worded"),
        ]

    def __str__(self) -> str:
        return str(self.unit)
