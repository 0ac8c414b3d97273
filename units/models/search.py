"""What PostgreSQL looks up when somebody searches. The database keeps it in step by triggers; no code of ours writes it."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from units.models.unit import Unit


class SearchEntry(models.Model):
    """One unit with the words of everything in it, so that words spread over its criteria find it in one look.

    Laid by migration 0005 with its triggers, in PostgreSQL only: SQLite leaves the table empty and reads the units
    themselves. The plain columns are the unit's own, so that what a broad word finds is put in order without another
    table. Each vector answers one kind of question by one look into one index; the two `worded` ones hold the body's
    words as well as ours, and may be asked only about units whose wording the reader's centre has.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="search_entry")
    centre_id = models.UUIDField(null=True)
    level = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=61)
    numbers = SearchVectorField(null=True)  # codes without their signs: "d5062153"
    title = SearchVectorField(null=True)
    labels = SearchVectorField(null=True)
    worded_labels = SearchVectorField(null=True)
    ours = SearchVectorField(null=True)  # title and labels
    worded = SearchVectorField(null=True)  # title, labels and wording

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["numbers"], name="search_numbers"),
            GinIndex(fields=["title"], name="search_title"),
            GinIndex(fields=["labels"], name="search_labels"),
            GinIndex(fields=["worded_labels"], name="search_worded_labels"),
            GinIndex(fields=["ours"], name="search_ours"),
            GinIndex(fields=["worded"], name="search_worded"),
        ]

    def __str__(self) -> str:
        return str(self.unit)
