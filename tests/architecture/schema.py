"""What the schema of a database is, so that two can be compared."""

from collections.abc import Iterator

from django.db import connection

SQLITE = "SELECT tbl_name, type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity
    FROM information_schema.columns WHERE table_schema = 'public'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
"""
INDEXES = """
    SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ', ''), reloptions::text FROM pg_indexes
    JOIN pg_class ON relname = indexname WHERE schemaname = 'public'
"""
TRIGGERS = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
OURS = ("attest_", *(f"{app}_" for app in ("centres", "units", "portfolio", "assessment", "iqa", "claims")))
QUESTIONS = {
    "sqlite": [SQLITE],
    "postgresql": [COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS],
}


def schema() -> Iterator[tuple[str, ...]]:
    """Each row begins with the name of its table or function; those of packages are left to them."""
    with connection.cursor() as cursor:
        for question in QUESTIONS[connection.vendor]:
            cursor.execute(question)
            found = {tuple(map(str, row)) for row in cursor.fetchall()}
            yield from (row for row in found if row[0].startswith(OURS))
