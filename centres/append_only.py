"""A database trigger behind every AppendOnly table, so that no code, shell or query tool can edit or delete its rows.

The triggers are laid after each `migrate` and not by a migration: SQLite rebuilds a table to alter it, and drops
its triggers without a word.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction

from centres.models.base import AppendOnly

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION attest_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION attest_append_only();
"""


def append_only_models(app: AppConfig) -> list[type[AppendOnly]]:
    return [model for model in app.get_models() if issubclass(model, AppendOnly)]


def lay_triggers(sender: AppConfig, using: str, **_: Any) -> None:
    """On `post_migrate`. `sender` is the app that was migrated; its models are read from today's code."""
    template = SQLITE if connections[using].vendor == "sqlite" else POSTGRESQL
    present = connections[using].introspection.table_names()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for model in append_only_models(apps.get_app_config(sender.label)):
            if model._meta.db_table not in present:
                continue  # migrated back to before the table
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(template.format(table=model._meta.db_table, verb=verb))
