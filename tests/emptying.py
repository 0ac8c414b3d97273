"""How the tables are emptied after a test that commits, on PostgreSQL.

Django truncates every table, which makes several hundred files anew, and then lays triggers and permissions as after a
migration: most of a second. A test leaves some rows in some tables: to delete these takes a twentieth of it, waits for no
lock of a page that is still being answered, and leaves triggers and permissions where they are.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

LAID_WITH_THE_TABLES = {"django_content_type", "auth_permission"}
MANY = 8 * 1024 * 1024  # bytes of a table, from which on what is deleted would be in the way of the tests that follow
SIZES = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
django_empties = TransactionTestCase._fixture_teardown


def empty(test_case: TransactionTestCase) -> None:
    sizes = _sizes() if connection.vendor == "postgresql" else {}
    if not sizes or max(sizes.values()) > MANY:
        django_empties(test_case)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # without triggers and foreign keys
        for table in sorted(sizes.keys() - LAID_WITH_THE_TABLES):
            cursor.execute(f'DELETE FROM "{table}"')


def _sizes() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        return dict(cursor.fetchall())


TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]  # pytest-django makes its test cases of this class
