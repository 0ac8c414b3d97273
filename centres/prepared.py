"""A query about somebody, built once a day.

To build a query as large as that of the navigation's numbers takes Django longer than it takes the database to answer, and
on every page it is the same but for who asks. So it is built for a stand-in, whose keys are exchanged for those of
whoever asks.
"""

import datetime as dt
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from centres.models import Membership

Build = Callable[[Membership], "QuerySet[Any]"]

# Nobody has these: a key holds the moment of its making, and these hold none.
_KEYS = {name: UUID(int=number) for number, name in enumerate(("pk", "user_id", "centre_id"), 1)}


def first_row(build: Build, actor: Membership) -> tuple[Any, ...] | None:
    """The first row of `build(actor)`, which is a function of a module: it knows the actor by keys and role alone, and may ask
    which day it is, but not what time."""
    sql, parameters = _built(build, actor.role, timezone.localdate(), connection.vendor)
    theirs = {_stored(key): _stored(getattr(actor, name)) for name, key in _KEYS.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql, [theirs.get(one, one) if isinstance(one, Hashable) else one for one in parameters])
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


@lru_cache(maxsize=64)
def _built(build: Build, role: str, today: dt.date, vendor: str) -> tuple[str, tuple[Any, ...]]:
    stand_in = Membership(pk=_KEYS["pk"], user_id=_KEYS["user_id"], centre_id=_KEYS["centre_id"], role=role)
    built, again = (build(stand_in).query.sql_with_params() for _ in range(2))
    if repr(built) != repr(again):
        raise ImproperlyConfigured(f"{build} asks what time it is, so it cannot be built once a day.")
    sql, parameters = built
    return sql, parameters


def _stored(key: UUID) -> Any:
    """A key as this database is given it."""
    return Membership._meta.pk.get_db_prep_value(key, connection)
