"""A database trigger behind every AppendOnly table, so that no code, shell or query tool can edit or delete its rows.

The triggers are laid after each `migrate` and not by a migration: SQLite rebuilds a table to alter it, and drops
its triggers without a word.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction

from centres.models.base import AppendOnly

# One statement at a time, as SQLite takes them. `but`: what a row may go with after all.
SQLITE = (
    "DROP TRIGGER IF EXISTS {table}_no_{verb}",
    """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} WHEN NOT EXISTS ({but})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
""",
)
POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION attest_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION attest_append_only();
""",
)
POSTGRESQL_BUT = (
    """
CREATE OR REPLACE FUNCTION {table}_goes_with() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF EXISTS ({but}) THEN RETURN OLD; END IF; RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_goes_with();
""",
)
NOTHING = "SELECT 1 WHERE 1 = 0"


def append_only_models(app: AppConfig) -> list[type[AppendOnly]]:
    return [model for model in app.get_models() if issubclass(model, AppendOnly)]


def lay_triggers(sender: AppConfig, using: str, **_: Any) -> None:
    """On `post_migrate`. `sender` is the app that was migrated; its models are read from today's code."""
    present = connections[using].introspection.table_names()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for model in append_only_models(apps.get_app_config(sender.label)):
            if model._meta.db_table not in present:
                continue  # migrated back to before the table
            for statement in _statements(model, sqlite=connections[using].vendor == "sqlite"):
                cursor.execute(statement)


def _statements(model: type[AppendOnly], *, sqlite: bool) -> Iterator[str]:
    """Nothing is updated; a row is deleted with what its model says, if it says anything."""
    for verb, but in (("UPDATE", ""), ("DELETE", model.goes_with)):
        templates = SQLITE if sqlite else POSTGRESQL_BUT if but else POSTGRESQL
        for template in templates:
            yield template.format(table=model._meta.db_table, verb=verb, but=but or NOTHING)
