"""The cast stands in the database from one test to the next, and every test gets its own copy of it.

To put it there takes some fifty milliseconds, and two tests of three ask for it. So it is put there once, inside a
transaction that stays open: a test begins inside that one, and what it wrote is taken back to where it began. A test that
does not ask for the cast, or that commits, must not meet it: the transaction is rolled back before such a test. In any
order that is right; in that of tests/order.py it is quick.
"""

import pickle
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, assemble

COMMITTING = {"transactional_db", "live_server"}


def takes_the_cast(item: pytest.Item) -> bool:
    """Inside a transaction that will be rolled back."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    return "cast" in fixtures and not fixtures & COMMITTING and not (marker and marker.kwargs.get("transaction"))


class StandingCast:
    """The transaction, while it is open, and the cast as it was put there."""

    def __init__(self) -> None:
        self._open, self._kept = ExitStack(), b""

    @property
    def is_there(self) -> bool:
        """A test that closes the connection ends the transaction as well."""
        return bool(self._kept) and connection.in_atomic_block and not connection.closed_in_transaction

    def enter(self, blocker: DjangoDbBlocker) -> None:
        if self.is_there:
            return
        self.leave()
        with blocker.unblock():
            self._open.enter_context(_taken_back(blocker))
            self._kept = pickle.dumps(assemble())
            connection.check_constraints()  # now, once: what is deferred would be checked with every test

    def leave(self) -> None:
        self._open.close()
        self._kept = b""

    def copy(self) -> Cast:
        copied: Cast = pickle.loads(self._kept)
        return copied


@contextmanager
def _taken_back(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction that is rolled back, between tests, where nothing else may use the database."""
    opened = transaction.atomic()
    opened.__enter__()
    yield
    with blocker.unblock():
        transaction.set_rollback(True)
        opened.__exit__(None, None, None)


STANDING = StandingCast()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Its fixture goes before that of their transaction."""
    for item in filter(takes_the_cast, items):
        item.fixturenames.insert(0, "standing_cast")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if not takes_the_cast(item):
        STANDING.leave()


@pytest.fixture(scope="session")
def stage(django_db_setup: None) -> Iterator[StandingCast]:
    """Left before the database is dropped."""
    yield STANDING
    STANDING.leave()


@pytest.fixture
def standing_cast(stage: StandingCast, django_db_blocker: DjangoDbBlocker) -> None:
    stage.enter(django_db_blocker)


@pytest.fixture
def cast(db: None) -> Cast:
    return STANDING.copy() if STANDING.is_there else assemble()
