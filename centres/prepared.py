"""Queries that are built once a day.

To build a query as large as those of a page takes Django longer than it takes the database to answer, and it is the same
for whoever asks and whatever they ask about, but for the keys. So it is built for stand-ins, and their keys are exchanged
for the real ones each time (docs/adr/0030-built-once-a-day.md).
"""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from copy import copy
from functools import lru_cache, wraps
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, Prefetch, QuerySet
from django.db.models.sql import Query
from django.http import Http404
from django.utils import timezone

from centres.models import Membership

Build = Callable[..., "QuerySet[Any]"]
PERSON = ("id", "user_id", "centre_id")
KEPT = ("_db", "_hints", "_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects")
SHAPES = 512  # kept of a day: a function has one for each role, value and number of keys that it is asked with
PADDED = 1024  # keys up to which a query is built for the next power of two
STAND_INS = (1, 1 << 40)  # where the keys of two sets of stand-ins begin; nobody has such, for a key holds its moment
MANY = 1 << 32  # more keys than a query has
VALUES = (str, int, dt.date)  # what is written into a statement
PLACEHOLDER = re.compile("%%|%s")


def prepared(build: Build) -> Build:
    """Of a function that makes a query: the same, built once a day for each shape of what it is asked with.

    It knows a person by keys and role, people in a tuple and other rows by their keys (UUIDs, or a tuple of them), and may
    ask which day it is, but not what time. Anything else that it is given is a part of the shape. What it returns is whole: it can be read,
    but not filtered further.
    """

    @wraps(build)
    def asked(*arguments: Any) -> "QuerySet[Any]":
        shape, keys = _taken_apart(arguments)
        today = timezone.localdate()
        _forget_before(today)
        built = _built(build, shape, today, connection.vendor)
        return built.rows_of(keys) if built.sql else built.rows.none()

    return asked


def one_or_404(rows: "QuerySet[Any]") -> Any:
    """The first row of a prepared query."""
    for row in rows:
        return row
    raise Http404


def beside(parents: Sequence[Model], name: str, children: Iterable[Model]) -> None:
    """As prefetch_related, with the rows of a prepared query: `parent.name.all()` asks nothing any more, and is a list."""
    if not parents:
        return
    field: Any = parents[0]._meta.get_field(name).remote_field
    found = {parent.pk: parent for parent in parents}
    held: dict[Any, list[Model]] = {key: [] for key in found}
    for child in children:
        key = getattr(child, field.attname)
        field.set_cached_value(child, found[key])
        held[key].append(child)
    for parent in parents:
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held[parent.pk]


class _Key(NamedTuple):
    pass


class _Person(NamedTuple):
    role: str


class _Several(NamedTuple):
    number: int
    each: _Key | _Person


Shape = tuple[Hashable, ...]


def _taken_apart(arguments: Sequence[Any]) -> tuple[Shape, list[UUID]]:
    keys: list[UUID] = []
    return tuple([_shape_of(one, keys) for one in arguments]), keys


def _shape_of(one: Any, keys: list[UUID]) -> Hashable:
    """What is left of an argument without its keys, which are added to those of the others."""
    if isinstance(one, UUID):
        keys.append(one)
        return _Key()
    if isinstance(one, Membership):
        keys.extend(getattr(one, name) for name in PERSON)
        return _Person(one.role)
    if isinstance(one, tuple):
        several = (*one, *one[-1:] * (_at_least(len(one)) - len(one)))
        kinds = {type(_shape_of(each, keys)) for each in several}
        if len(kinds | {_Key, _Person}) > 2 or len(kinds) > 1:
            raise TypeError("A tuple holds keys, or people, and nothing else.")
        return _Several(len(several), _Person("") if _Person in kinds else _Key())
    shape: Hashable = one
    return shape


def _at_least(number: int) -> int:
    """The next power of two: to say a key again changes nothing, and so few shapes do for any number of keys."""
    return 1 << (number - 1).bit_length() if 0 < number <= PADDED else number


def keys_of(rows: Iterable[Model]) -> tuple[UUID, ...]:
    return tuple(row.pk for row in rows)


def _put_together(shape: Shape, keys: Iterator[UUID]) -> Iterator[Any]:
    return (_argument(one, keys) for one in shape)


def _argument(one: Any, keys: Iterator[UUID]) -> Any:
    match one:
        case _Key():
            return next(keys)
        case _Person(role):
            return _stand_in(role, [next(keys) for _ in PERSON])
        case _Several(number, each):
            return tuple(_argument(each, keys) for _ in range(number))
    return one


def _stand_in(role: str, keys: Sequence[UUID]) -> Membership:
    """Asked for anything but these, it fails: nobody is in the database with such a key."""
    known = dict(zip(PERSON, keys, strict=True), role=role)
    columns = [field.attname for field in Membership._meta.concrete_fields if field.attname in known]
    return Membership.from_db("default", columns, [known[name] for name in columns])


def _keys(first: int) -> Iterator[UUID]:
    return (UUID(int=number) for number in count(first))


class _Built:
    """A query for stand-ins. `places`: which parameter is which of their keys. Without `sql` nothing can be found."""

    def __init__(self, rows: "QuerySet[Any]", first: int) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(rows.db)
        try:
            self.sql, self.parameters = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.parameters = "", ()
        self.compiler.connection = connection  # that of whichever thread asks: its own would never be closed
        self.places = dict(_places(self.parameters, first))
        for lookup in rows._prefetch_related_lookups:  # type: ignore[attr-defined]
            if isinstance(lookup, Prefetch) and lookup.queryset is not None and lookup.queryset.query.where:
                raise ImproperlyConfigured(
                    f"{lookup.prefetch_to} is fetched by a query that is filtered for a stand-in."
                )

    def with_values_written_in(self) -> "_Built":
        """What is the same each time stands in the statement, so that PostgreSQL plans for it when it keeps the plan."""
        if connection.vendor == "postgresql":
            values = iter(enumerate(self.parameters))
            kept = [one for place, one in enumerate(self.parameters) if not self._is_value(place)]
            self.sql = PLACEHOLDER.sub(lambda found: self._value(found[0], values), self.sql)
            self.parameters = tuple(kept)
            self.places = dict(_places(self.parameters, STAND_INS[0]))
        return self

    def _value(self, found: str, values: Iterator[tuple[int, Any]]) -> str:
        if found == "%%":
            return found
        place, one = next(values)
        if not self._is_value(place):
            return found
        written: str = connection.ops.compose_sql("%s", [one])  # type: ignore[attr-defined]
        return written.replace("%", "%%")

    def _is_value(self, place: int) -> bool:
        return place not in self.places and isinstance(self.parameters[place], VALUES)

    def rows_of(self, keys: Sequence[UUID]) -> "QuerySet[Any]":
        query = _Bound.__new__(_Bound)
        query.__dict__.update(self.rows.query.__dict__)
        query.built, query.keys = self, keys
        found = self.rows.__class__(self.rows.model, query)
        for name in KEPT:
            setattr(found, name, getattr(self.rows, name))
        return found

    def parameters_for(self, keys: Sequence[UUID]) -> tuple[Any, ...]:
        filled = list(self.parameters)
        for place, number in self.places.items():
            filled[place] = _stored(keys[number])
        return tuple(filled)

    def is_as(self, other: "_Built") -> bool:
        """Whether both differ in their keys alone."""
        kept = [
            [repr(one) for place, one in enumerate(built.parameters) if place not in built.places]
            for built in (self, other)
        ]
        return self.sql == other.sql and self.places == other.places and kept[0] == kept[1]


class _KeptCursor(ServerBindingCursor):
    def _convert_query(self, *asked: Any) -> Any:
        """Django looks at `_query` for what was sent, for the log of queries; psycopg leaves it out where it prepares."""
        self._query = super()._convert_query(*asked)  # type: ignore[misc]
        return self._query


class _Kept:
    """The connection of whoever asks; PostgreSQL keeps what its cursors send (config/env.py), with the plan."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)

    def cursor(self) -> Any:
        if connection.vendor != "postgresql":
            return connection.cursor()
        connection.ensure_connection()
        return connection._prepare_cursor(_KeptCursor(connection.connection))  # type: ignore[attr-defined,call-arg]

    chunked_cursor = cursor


_KEPT = _Kept()


class _Bound(Query):
    """The query of a _Built, with the keys that it is asked with."""

    built: _Built
    keys: Sequence[UUID]

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> Any:
        compiler = copy(self.built.compiler)
        compiler.query, compiler.connection = self, _KEPT
        compiler.as_sql = lambda *_, **__: (self.built.sql, self.built.parameters_for(self.keys))
        return compiler

    def clone(self) -> Any:
        raise TypeError("A prepared query is whole: put what is missing into the function that builds it.")


@lru_cache(maxsize=1)
def _forget_before(today: dt.date) -> None:
    """Called anew when the day has changed: what was built on another is not asked for any more."""
    _built.cache_clear()


@lru_cache(maxsize=SHAPES)
def _built(build: Build, shape: Shape, today: dt.date, vendor: str) -> _Built:
    """Built twice, for different keys: what is not the same each time cannot be kept."""
    once, again = (_Built(build(*_put_together(shape, _keys(first))), first) for first in STAND_INS)
    if timezone.localdate() != today:  # midnight, between the two
        return _built(build, shape, timezone.localdate(), vendor)
    if not once.is_as(again):
        raise ImproperlyConfigured(
            f"{build} asks for more than keys and the day (what time it is?), so it cannot be built once a day."
        )
    return once.with_values_written_in()


def _places(parameters: Sequence[Any], first: int) -> Iterator[tuple[int, int]]:
    """The place of each parameter that is a stand-in's key, and which of the keys it is."""
    for place, one in enumerate(parameters):
        try:
            key = UUID(str(one))
        except ValueError:
            continue
        if 0 <= key.int - first < MANY and one == _stored(key):
            yield place, key.int - first


def _stored(key: UUID | None) -> Any:
    """A key as this database is given it."""
    return key if key is None or connection.features.has_native_uuid_field else key.hex
