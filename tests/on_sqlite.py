"""Which tests run a second time, on SQLite: those of the spine (`core`) that ask the database.

What could differ there is a query, a constraint or a trigger, and each is asked by the first case of a test as by its
tenth. Where every case is another query or another table, the mark says so: `core(every_case=True)`.
"""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` chooses."""
    for item in items:
        core = item.get_closest_marker("core")
        if core and _asks_the_database(item) and (core.kwargs.get("every_case") or _is_first_case(item)):
            item.add_marker("sqlite")


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


def _is_first_case(item: pytest.Item) -> bool:
    case = getattr(item, "callspec", None)
    return case is None or not any(case.indices.values())
