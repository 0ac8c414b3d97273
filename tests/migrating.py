"""The tests' schema comes straight from the models, in a second; what migrations lay beside it is added here.

`tests/assessment/test_seals_of_before.py` holds that to what all migrations together come to.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings


def lay_tables() -> None:
    """All of them, for a process that is no test, and a database that is neither."""
    without = dict.fromkeys(app.label for app in apps.get_app_configs())
    with override_settings(MIGRATION_MODULES=without):
        call_command("migrate", run_syncdb=True, verbosity=0)
    lay_search()


def lay_search() -> None:
    """The functions and triggers of the search, which no model knows of."""
    with connection.schema_editor() as editor:
        importlib.import_module("units.migrations.0005_search").lay(apps, editor)


@contextmanager
def database_at(app: str, migration: str) -> Iterator[Any]:
    """Leads `connection` to a new database, migrated so far: the models as they are there. For transactional tests."""
    with _empty_database(), override_settings(MIGRATION_MODULES={}):
        call_command("migrate", app, migration, verbosity=0)
        yield models_at((app, migration))


def migrate(app: str, migration: str) -> Any:
    """On or back; the models as they are there."""
    MigrationExecutor(connection).migrate([(app, migration)])
    return models_at((app, migration))


def models_at(*migrations: tuple[str, str]) -> Any:
    return MigrationExecutor(connection).loader.project_state(list(migrations)).apps


@contextmanager
def _empty_database() -> Iterator[None]:
    """Made beside the tests' own, whose connection stays open meanwhile: in memory, SQLite's would be gone with it."""
    own, kept = connection.settings_dict["NAME"], connection.connection
    beside = own.replace("attest", "beside").replace("memorydb", "beside")
    if connection.vendor == "postgresql":
        _execute(f'CREATE DATABASE "{beside}"')
        kept = connection.connection
    connection.connection, connection.settings_dict["NAME"] = None, beside
    try:
        yield
    finally:
        BaseDatabaseWrapper.close(connection)  # SQLite's own keeps one in memory open
        connection.connection, connection.settings_dict["NAME"] = kept, own
        if connection.vendor == "postgresql":
            _execute(f'DROP DATABASE "{beside}" WITH (FORCE)')


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
