"""Rows by the million: a table is filled by COPY, and whatever is not named of a row has its model's default."""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model
from django.utils import timezone

NULL = r"\N"
BLOCK = 5000  # lines that are sent at once


def copy_in(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    """`rows` have a value for each of the columns, as PostgreSQL reads it; none has a tab, a line's end or a backslash."""
    others = [field for field in model._meta.concrete_fields if field.column not in columns]
    line = "\t".join([*(["%s"] * len(columns)), *map(_default, others)])
    names = ", ".join([*columns, *(str(field.column) for field in others)])
    lines = iter(line % row for row in rows)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        while block := list(islice(lines, BLOCK)):
            copy.write("\n".join(block) + "\n")


def _default(field: Any) -> str:
    if getattr(field, "auto_now_add", False):
        return timezone.now().isoformat()
    value = field.get_default()
    if value is None:
        return NULL
    return json.dumps(value) if isinstance(field, JSONField) else str(value)
