"""What every row has in common."""

import secrets
import time
import uuid
from typing import ClassVar

from django.db import models


def uuid7() -> uuid.UUID:
    """A key in order of time (so that indexes stay compact) with 74 random bits (so that no address can be guessed)."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 2 << 62)


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class AppendOnly(Row):
    """A row that is written once. `centres/append_only.py` puts a database trigger behind each subclass.

    `goes_with`: a query (of `OLD`, the row) that finds what a row is deleted with, for the rare kind that is not kept for
    good; while it finds nothing the row stays. It is fixed SQL of our own.
    """

    goes_with: ClassVar[str] = ""
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        abstract = True
