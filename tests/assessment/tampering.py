"""What the owner of a database can do behind the program's back, for tests that see it noticed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction

from centres.append_only import append_only_models


@contextmanager
def as_owner() -> Iterator[None]:
    """Without triggers and constraints, and everything as it was afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in _lifted():
                cursor.execute(statement)
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _lifted() -> list[str]:
    if connection.vendor == "sqlite":
        tables = [model._meta.db_table for app in apps.get_app_configs() for model in append_only_models(app)]
        return [f"DROP TRIGGER {table}_no_{verb}" for table in tables for verb in ("UPDATE", "DELETE")]
    checks = {name for model in apps.get_models() for name in _checks(model)}
    return [
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET LOCAL session_replication_role = replica",
        *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in sorted(checks)),
    ]


def _checks(model: type[models.Model]) -> list[tuple[str, str]]:
    if not model._meta.db_table.startswith("assessment_"):
        return []
    found = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    return [(model._meta.db_table, one.name) for one in found]


def put(row: models.Model, **values: Any) -> None:
    """By one UPDATE, past the model and whatever it forbids."""
    columns = {row._meta.get_field(name).column: row._meta.get_field(name) for name in values}
    given = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(columns.values(), values.values(), strict=True)
    ]
    with connection.cursor() as cursor, _unchecked():
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {_key(row)} = %s",
            [*given, row._meta.pk.get_db_prep_save(row.pk, connection)],
        )


@contextmanager
def _unchecked() -> Iterator[None]:
    """On PostgreSQL the constraints are gone (`as_owner`); SQLite is told to look away, and to look again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def remove(row: models.Model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {row._meta.db_table} WHERE {_key(row)} = %s",
            [row._meta.pk.get_db_prep_save(row.pk, connection)],
        )


def _key(row: models.Model) -> str:
    return str(row._meta.pk.column)


def another(row: models.Model, field: models.Field) -> Any:
    """A value that the column could have, and has not."""
    value = getattr(row, field.attname)
    if value is None and field.related_model:
        return uuid4()
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case dt.datetime() | dt.date():
            return value + dt.timedelta(days=1)
        case UUID():
            others = field.related_model.objects.exclude(pk=value) if field.related_model else None
            found = others.order_by("-pk").values_list("pk", flat=True).first() if others is not None else None
            return found or uuid4()
        case str():
            return f"{value[:-1]}{'x' if value[-1:] != 'x' else 'y'}"
    raise TypeError(field)
